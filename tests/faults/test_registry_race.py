"""Real processes at once: opening a fresh registry, numbering versions, promoting, dying."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

from lekalo.versions.registry import Registry
from lekalo.versions.store import Store
from versions.drafts import RELEASE, draft

_PROCESSES = 8
_TESTS = Path(__file__).resolve().parents[1]

# Each waits until the starting file appears, so that all begin within a millisecond.
_START = """
import sys, time
from pathlib import Path
sys.path.insert(0, {tests!r})
from versions.drafts import RELEASE, draft, folder
from lekalo.versions.registry import Registry
from lekalo.versions.store import Store
home, me, start = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
(start.parent / f"ready-{{me}}").touch()
while not start.exists():
    time.sleep(0.0005)
"""


def run_together(tmp_path: Path, body: str, home: Path) -> list[str]:
    """Runs `body` in eight processes from one starting signal; gives what each printed."""
    start = tmp_path / "start"
    code = _START.format(tests=str(_TESTS)) + body
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(home), str(me), str(start)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for me in range(_PROCESSES)
    ]
    while len(list(tmp_path.glob("ready-*"))) < _PROCESSES:
        assert all(process.poll() in (None, 0) for process in processes), "one died early"
    start.touch()
    outputs = []
    for process in processes:
        out, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
        outputs.append(out)
    return outputs


def test_fresh_registry_opened_by_eight_at_once(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "er" / "home"
    body = """
for _ in range(5):
    print(Registry(home).create(draft()).number)
"""
    outputs = run_together(tmp_path, body, home)
    numbers = sorted(int(line) for out in outputs for line in out.split())
    assert numbers == list(range(1, 5 * _PROCESSES + 1))
    assert len(Registry(home).versions("support")) == 5 * _PROCESSES


def test_many_promote_and_roll_back_at_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    registry = Registry(home)
    for _ in range(_PROCESSES + 1):
        registry.create(draft())
    registry.promote("support", _PROCESSES + 1, verdict=RELEASE)
    body = """
from lekalo.core.errors import UserError
registry = Registry(home)
registry.promote("support", me + 1, f"p{me}", "", RELEASE)
registry.rollback("support", f"p{me}")
assert sum(v.stage == "live" for v in registry.versions("support")) == 1
"""
    run_together(tmp_path, body, home)
    entries = registry.history("support")[_PROCESSES + 1 :]
    for before, after in itertools.pairwise(entries):
        assert after.from_number == before.to_number, "a change was made on what was not live"
    assert len(entries) == 1 + 2 * _PROCESSES
    # As many went back as forward, so the first one is live again.
    assert registry.resolve("support").number == _PROCESSES + 1


def test_same_folder_put_by_eight_at_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    body = """
source = folder(home.parent / f"in-{me}", weights=b"w" * 300_000)
print(Store(home / "store").put_folder(source))
"""
    addresses = {out.strip() for out in run_together(tmp_path, body, home)}
    assert len(addresses) == 1
    store = Store(home / "store")
    assert (store.path(addresses.pop()) / "adapter_model.safetensors").stat().st_size == 300_000
    assert list((store.root / "incoming").iterdir()) == []
    assert not (store.root / "damaged").exists()


def test_killed_while_creating_leaves_whole_versions(tmp_path: Path) -> None:
    home = tmp_path / "home"
    Registry(home).create(draft())
    code = _START.format(tests=str(_TESTS)) + (
        "registry = Registry(home)\nwhile True:\n"
        "    print(registry.create(draft()).number, flush=True)\n"
    )
    (tmp_path / "start").touch()
    arguments = [sys.executable, "-c", code, str(home), "0", str(tmp_path / "start")]
    for _ in range(3):
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        said = [int(process.stdout.readline()) for _ in range(20)]
        process.kill()
        said += [int(line) for line in process.stdout.read().split()]
        process.wait()
        process.stdout.close()
        versions = Registry(home).versions("support")
        assert [v.number for v in versions] == list(range(1, len(versions) + 1))
        assert len(versions) >= said[-1], "what was said to be created is there"
