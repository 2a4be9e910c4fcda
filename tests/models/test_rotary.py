"""Rows whose positions depend on what stands beside them are found out, and go one at a time."""

from pathlib import Path
from typing import Any

import pytest
import torch

from lekalo.core.runlog import RunLog
from lekalo.models.attention import packing
from lekalo.models.rotary import turns_alike
from lekalo.training.loop import fit
from support.jobs import make_job
from support.tiny import tiny_base, tiny_model

FIRST = 24
_LONG = {"short_factor": [1.0] * 4, "long_factor": [4.0] * 4, "factor": 4.0}
TURNED: dict[str, dict[str, Any]] = {
    "longrope": {**_LONG, "original_max_position_embeddings": FIRST},
    "dynamic": {"factor": 4.0},
}


def _config(kind: str) -> dict[str, Any]:
    turned = {"rope_type": kind, "rope_theta": 1e4} | TURNED[kind]
    longest = FIRST if kind == "dynamic" else 256
    return {"rope_parameters": turned, "max_position_embeddings": longest, "head_dim": 8}


@pytest.mark.parametrize("kind", list(TURNED))
@torch.no_grad()
def test_only_rows_up_to_the_original_length_are_turned_alike(kind: str) -> None:
    model = tiny_model(**_config(kind)).eval()
    generator = torch.Generator().manual_seed(1)
    row = torch.randint(5, 261, (9,), generator=generator)
    alone = model(row[None], use_cache=False).logits[0]
    for length in (FIRST, FIRST + 1):
        other = torch.randint(5, 261, (length,), generator=generator)
        places = torch.cat([torch.arange(9), torch.arange(length)])[None]
        with packing(model):
            both = model(
                torch.cat([row, other])[None],
                position_ids=places,
                row_starts=(0, 9, 9 + length),
                use_cache=False,
            ).logits[0, :9]
        alike = torch.allclose(alone, both, rtol=1e-4, atol=1e-4)
        assert turns_alike(model, length) == alike == (length == FIRST)


def test_plain_positions_are_alike_at_any_length() -> None:
    assert turns_alike(tiny_model("gemma3_text"), 1 << 20)


@pytest.mark.parametrize("kind", list(TURNED))
def test_a_run_with_longer_rows_takes_them_one_at_a_time(tmp_path: Path, kind: str) -> None:
    job = make_job(tmp_path, {"steps": 1})
    job.base = tiny_base(**_config(kind))
    fit(job)
    (start,) = RunLog(tmp_path / "log.jsonl").read("start")
    assert not start["packed"]
