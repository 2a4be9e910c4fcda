"""Every method with every adapter, above whole and compressed bases, and every optimizer: a run
that was stopped between two checkpoints ends in the bytes of one that was not."""

from pathlib import Path
from typing import Any

import pytest

from lekalo.core.interfaces import ADAPTERS, METHODS
from lekalo.models.base import load_base, save_base
from lekalo.training.job import Job
from lekalo.training.loop import fit
from support.jobs import make_job
from support.tiny import tiny_base

KINDS: dict[str, dict[str, Any]] = {
    "lora": {"rank": 4, "dropout": 0.1},
    "rslora": {
        "rank": 4,
        "rslora": True,
        "rank_pattern": {"q_proj": 2},
        "targets": ["q_proj", "v_proj"],
    },
    "dora": {"rank": 4, "dora": True},
    "houlsby": {"name": "bottleneck", "rank": 4},
    "pfeiffer": {"name": "bottleneck", "rank": 4, "placement": "pfeiffer"},
    "parallel": {"name": "bottleneck", "rank": 4, "placement": "parallel"},
    "ia3": {"name": "ia3"},
    "prompt": {"name": "prompt", "tokens": 4},
    "ptuning": {"name": "ptuning", "tokens": 4},
    "lstm": {"name": "ptuning", "tokens": 4, "encoder": "lstm", "encoder_width": 8},
    "prefix": {"name": "prefix", "tokens": 4},
    "projected": {"name": "prefix", "tokens": 4, "projection": True},
    "layers": {"name": "layers", "targets": ["layers.1", "norm"]},
    "full": {"name": "full"},
}
WHOLE = ("layers", "full")
"""Kinds that train the base's own weights, which codes cannot be."""
TRAIN = {"steps": 4, "eval_every": 2, "micro_tokens": 64, "checkpointing": True}


class _StopError(Exception):
    pass


def _stop(seen: Any) -> None:
    if seen.step == 3:
        raise _StopError


def _same(whole: Job, torn: Job, again: Job) -> None:
    """Trains all of `whole`; `torn` up to its third step, and on from there as `again`."""
    fit(whole)
    with pytest.raises(_StopError):
        fit(torn, progress=_stop)
    begun = torn.folder / "checkpoints" / "step-000002"
    assert begun.is_dir()
    fit(again, resume=True)
    expected, found = (_bytes(job.folder) for job in (whole, again))
    assert expected.keys() == found.keys() and len(expected) >= 2
    assert [name for name in expected if expected[name] != found[name]] == []
    assert any(expected[p.name] != p.read_bytes() for p in begun.glob("*.safetensors"))


def _bytes(folder: Path) -> dict[str, bytes]:
    """The last checkpoint's weights and optimizer."""
    last = folder / "checkpoints" / "step-000004"
    return {path.name: path.read_bytes() for path in last.glob("*.safetensors")}


def test_all_adapters_are_here() -> None:
    assert {keys.get("name", "lora") for keys in KINDS.values()} == set(ADAPTERS.names())


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("method", METHODS.names())
def test_every_method_with_every_adapter(tmp_path: Path, method: str, kind: str) -> None:
    keys = {"adapter": KINDS[kind], "method": {"name": method}}
    _same(*(make_job(tmp_path / name, TRAIN, **keys) for name in ("whole", "torn", "torn")))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    save_base(tiny_base(hidden_size=64, intermediate_size=128), folder)
    return folder


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in WHOLE])
@pytest.mark.parametrize("held", ["int8", "nf4"])
def test_above_a_compressed_base(tmp_path: Path, base: Path, held: Any, kind: str) -> None:
    def job(name: str) -> Job:
        made = make_job(tmp_path / name, TRAIN, adapter=KINDS[kind], quantise=held)
        made.base = load_base(str(base), quantise=held)
        return made

    _same(job("whole"), job("torn"), job("torn"))


@pytest.mark.parametrize("kind", ["lora", "layers"])
@pytest.mark.parametrize("name", ["adamw8bit", "adafactor", "muon", "sgd"])
def test_every_optimizer_with_an_adapter(tmp_path: Path, name: str, kind: str) -> None:
    keys = TRAIN | {"optimizer": {"name": name, "weight_decay": 0.01}}
    _same(*(make_job(tmp_path / n, keys, adapter=KINDS[kind]) for n in ("whole", "torn", "torn")))
