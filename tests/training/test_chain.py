"""Trainings one after another: what the next one begins with, whatever the one before was like."""

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from lekalo.core.findings import finding_json
from lekalo.core.runlog import RunLog
from lekalo.training.chain import fit_chain
from lekalo.training.checkpoint import checkpoint_path
from lekalo.training.telling import course_of
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


def test_each_training_says_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first goes wrong and the second does not: in the whole, the first is named; in the
    report, what it found stands under it alone."""
    from lekalo.training import loop

    gradients = loop._Run._gradients

    def ruined(run: Any, step: int, rows: Any) -> Any:
        loss, *others = gradients(run, step, rows)
        wrong = run.job.folder.name == "domain" and (step, run.state.rate) == (3, 0.01)
        return (float("nan") if wrong else loss, *others)

    monkeypatch.setattr(loop._Run, "_gradients", ruined)
    first, second = make_job(tmp_path / "domain", SHORT), make_job(tmp_path / "run", SHORT)
    second.base = first.base
    (finding,) = fit_chain([first, second]).findings
    assert finding.code == "risky-learning-rate"
    assert [place.part for place in finding.where] == ["domain step 4"]
    courses = [course_of(job.folder, job.recipe, "t", {}) for job in (first, second)]
    assert [[f.code for f in course.findings] for course in courses] == [[finding.code], []]
    assert courses[0].findings[0].message == finding.message
    (end,) = RunLog(first.folder / "log.jsonl").read("end")
    assert end["findings"] == [finding_json(courses[0].findings[0])]
