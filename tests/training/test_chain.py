"""Trainings one after another: what the next one begins with, whatever the one before was like."""

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from lekalo.training.chain import fit_chain
from lekalo.training.checkpoint import checkpoint_path
from lekalo.training.trained import Trained
from support.jobs import make_job

SHORT = {"steps": 4, "eval_every": 2}
WHOLE: dict[str, Any] = {"name": "full"}
SOME: dict[str, Any] = {"name": "layers", "targets": ["layers.1"]}


@pytest.mark.parametrize("adapter", [WHOLE, SOME], ids=["full", "layers"])
@pytest.mark.parametrize("dtypes", [("float32", "bfloat16"), ("bfloat16", "float32")], ids=str)
def test_a_training_goes_on_from_one_of_another_dtype(
    tmp_path: Path, adapter: dict[str, Any], dtypes: tuple[str, str]
) -> None:
    first, second = (
        make_job(tmp_path / dtype, SHORT | {"dtype": dtype}, adapter=adapter) for dtype in dtypes
    )
    second.base = first.base
    assert fit_chain([first, second]).last == 4


def test_fp32_goes_on_with_the_masters_of_a_bf16_training(tmp_path: Path) -> None:
    first = make_job(tmp_path / "first", SHORT | {"dtype": "bfloat16"}, adapter=WHOLE)
    folder = checkpoint_path(first.folder, fit_chain([first]).best)
    second = make_job(tmp_path / "second", SHORT, adapter=WHOLE)
    trained = Trained(second.recipe, second.base, second.folder, folder)
    trained.open(None)
    masters = load_file(folder / "state.safetensors")
    for name, weight in trained.weights.live.items():
        assert torch.equal(weight, masters[f"master|{name}"])


def test_the_next_training_begins_where_a_checkpoint_still_stands(tmp_path: Path) -> None:
    risky = {"keep": {"best": 0, "last": 1}, "steps": 6, "eval_every": 2, "learning_rate": 3.0}
    first = make_job(tmp_path / "first", risky)
    second = make_job(tmp_path / "second", SHORT)
    second.base = first.base
    assert fit_chain([first, second]).last == 4
