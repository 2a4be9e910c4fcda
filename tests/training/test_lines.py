"""Steps computed in several lines: the same trajectory, the same bits again, and when not."""

import itertools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lekalo.core.runlog import RunLog
from lekalo.data.batches import Row
from lekalo.training import lines
from lekalo.training.lines import draws, line_count, share_out
from lekalo.training.loop import fit
from support.jobs import make_job
from support.tiny import tiny_model

Cores = Callable[[int], None]
ADAPTERS: dict[str, dict[str, Any]] = {
    "lora": {"rank": 4},
    "dora": {"rank": 4, "dora": True},
    "full": {"name": "full"},
    "bottleneck": {"name": "bottleneck", "rank": 4},
    "ia3": {"name": "ia3"},
    "prompt": {"name": "prompt", "tokens": 4},
    "prefix": {"name": "prefix", "tokens": 4, "projection": True},
}


@pytest.fixture
def cores(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cores]:
    """Sets how many cores torch may use, with lines worth their while however short."""
    monkeypatch.setattr(lines, "SHORTEST", 8)
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


def _run(folder: Path, **recipe: Any) -> tuple[list[float], dict[str, torch.Tensor]]:
    """The losses of each step and evaluation, and the bits that stand at the end."""
    train = {"steps": 6, "eval_every": 3} | recipe.pop("train", {})
    job = make_job(folder, train, **recipe)
    done = fit(job)
    losses = [event["loss"] for event in RunLog(folder / "log.jsonl").read("step")]
    folder = done.checkpoints[-1].folder
    files = {path.name: path.read_bytes() for path in folder.glob("*.safetensors")}
    assert files
    return losses + [kept.eval_loss for kept in done.checkpoints], files


@pytest.mark.parametrize("train", [{}, {"micro_tokens": 24}, {"checkpointing": True}], ids=str)
@pytest.mark.parametrize("adapter", list(ADAPTERS))
def test_the_trajectory_is_that_of_one_line(
    tmp_path: Path, cores: Cores, adapter: str, train: dict[str, Any]
) -> None:
    found = []
    for count in (1, 2, 3):
        cores(count)
        folder = tmp_path / str(count)
        found.append(_run(folder, adapter=ADAPTERS[adapter], train=train)[0])
    np.testing.assert_allclose(found[1], found[0], rtol=2e-4)
    np.testing.assert_allclose(found[2], found[0], rtol=2e-4)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("adapter", ["lora", "full"])
def test_three_lines_end_in_the_same_bits_each_time(
    tmp_path: Path, cores: Cores, adapter: str, dtype: str
) -> None:
    cores(3)
    train = {"dtype": dtype, "micro_tokens": 48}
    runs = [_run(tmp_path / str(n), adapter=ADAPTERS[adapter], train=train)[1] for n in range(3)]
    assert runs[0] == runs[1] == runs[2]


@given(st.lists(st.integers(2, 60), min_size=1, max_size=12), st.integers(1, 5))
def test_every_row_has_one_line_and_keeps_its_place(lengths: list[int], count: int) -> None:
    rows = [Row(np.full(n, i, np.int32), np.arange(n) >= 1) for i, n in enumerate(lengths)]
    parts = share_out(rows, count)
    numbers = [[int(row.tokens[0]) for row in part] for part in parts]
    assert sorted(itertools.chain(*numbers)) == list(range(len(rows)))
    assert all(part == sorted(part) and part for part in numbers)
    assert len(parts) <= max(1, min(count, sum(lengths) // lines.SHORTEST))
    loads = [sum(lengths[i] for i in part) for part in numbers]
    assert max(loads) - min(loads) <= max(lengths)  # what the longest-first rule promises


def test_what_draws_or_holds_much_has_one_line() -> None:
    model = tiny_model("llama")
    assert not draws(model)
    assert line_count(model, 1 << 20, cores=2) == 2
    assert line_count(model, 1 << 20, cores=64) == lines.MOST
    assert line_count(model, lines.ROOM, cores=64) == 2
    assert line_count(model, lines.ROOM + 1, cores=64) == 1
    model.model.layers[0].self_attn.attention_dropout = 0.1
    assert draws(model) and line_count(model, 1 << 20, cores=2) == 1


def test_dropout_has_one_line_and_its_own_bits(tmp_path: Path, cores: Cores) -> None:
    adapter = {"rank": 4, "dropout": 0.2}
    cores(1)
    alone = _run(tmp_path / "one", adapter=adapter)[0]
    cores(3)
    assert _run(tmp_path / "three", adapter=adapter)[0] == pytest.approx(alone, rel=1e-4)


def test_threads_begun_after_a_run_have_every_core_again(tmp_path: Path, cores: Cores) -> None:
    cores(3)
    _run(tmp_path, adapter=ADAPTERS["full"])
    counts: list[int] = []
    later = threading.Thread(target=lambda: counts.append(torch.get_num_threads()))
    later.start()
    later.join()
    assert counts == [3]
