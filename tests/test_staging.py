"""Several trainings in one recipe: what each begins with, what is kept, going on after a stop."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from lekalo.core.errors import HeldError, RecipeError
from lekalo.core.interfaces import METHODS
from lekalo.core.recipe import parse_recipe
from lekalo.data.batches import Plan, lay
from lekalo.models.adapters import load_adapter
from lekalo.models.attention import packing
from lekalo.project import open_project
from lekalo.recipe_check import check_run
from lekalo.staging import FOLDER, fit_stages, plan_stages
from lekalo.training.runs import new_run
from lekalo.workflow import train
from support.projects import small_project

ADAPTER = "adapter_model.safetensors"
DOMAIN = {
    "name": "domain",
    "method": {"name": "pretrain"},
    "data": {"train": "docs", "eval_share": 0},
    "train": {"steps": 2, "batch_rows": 2, "learning_rate": 1e-2},
}


def staged_project(root: Path, **values: object) -> Path:
    recipe = small_project(root, stages=[DOMAIN | values])
    (root / "docs").mkdir()
    for number, text in enumerate(documents()):
        (root / f"docs/{number}.md").write_text(text, encoding="utf-8")
    return recipe


def documents() -> list[str]:
    return [f"# Customs form {n}\n\nThe broker files entry {n}." for n in range(6)]


def test_a_stage_begins_with_the_weights_that_the_one_before_it_left(tmp_path: Path) -> None:
    project = open_project(staged_project(tmp_path))
    stages = plan_stages(project)
    assert [stage.name for stage in stages] == ["domain", ""]
    run = new_run(project.home, project.recipe, project.root)
    fitted = fit_stages(stages, run.folder, resume=False)

    left = run.folder / FOLDER / "domain/checkpoints/step-000002"
    model = stages[-1].planned.base.model
    adapter = load_adapter(model, left)
    rows = stages[-1].planned.train
    first = next(row for row in run.log.read("step") if row["step"] == 1)
    # its rows are those of the plan's first step; the loss is counted here without the loop
    settings = project.recipe.train
    plan = Plan(rows.lengths, project.recipe.seed, settings.batch_rows, settings.batch_tokens)
    batch = lay([rows[int(index)] for index in plan.rows_of(0)])
    method = METHODS.get("sft")(project.recipe.method)
    with torch.no_grad(), packing(model):
        loss = float(method.loss(model, batch)) / batch.trained_tokens
    adapter.detach()
    assert first["loss"] == pytest.approx(loss, rel=1e-5)
    assert fitted.last == 4


def test_the_last_training_replays_the_documents_of_the_first(tmp_path: Path) -> None:
    replay = "data.replay=[{file: docs, share: 0.25}]"
    project = open_project(staged_project(tmp_path), [replay])
    stages = plan_stages(project)
    planned = stages[-1].planned
    assert planned.counts is not None
    own = planned.counts.rows - planned.counts.replayed
    assert planned.counts.replayed == round(own / 3)  # a quarter of all
    base = planned.base
    texts = [base.renderer.text(doc) for doc in documents()]
    last = planned.train[planned.counts.rows - 1]
    assert tuple(last.tokens) in {tuple(text) for text in texts} and last.trained[1:].all()
    run = new_run(project.home, project.recipe, project.root)
    assert fit_stages(stages, run.folder, resume=False).last == 4


def test_a_run_killed_in_its_second_training_ends_in_the_same_weights(tmp_path: Path) -> None:
    project = open_project(staged_project(tmp_path))
    run = new_run(project.home, project.recipe, project.root)
    fit_stages(plan_stages(project), run.folder, resume=False)
    last = run.folder / "checkpoints/step-000004"
    whole = load_file(last / ADAPTER)
    shutil.rmtree(last)  # as if it had been killed after step 2
    fit_stages(plan_stages(project), run.folder, resume=True)
    again = load_file(last / ADAPTER)
    assert whole.keys() == again.keys()
    assert all(torch.equal(whole[name], again[name]) for name in whole)


def test_a_version_says_what_all_its_trainings_learned_from(tmp_path: Path) -> None:
    outcome = train(open_project(staged_project(tmp_path)))
    dataset = outcome.version.manifest.dataset
    assert dataset is not None
    assert set(dataset.files) >= {"docs/0.md", "data.jsonl"}
    assert dataset.rows > 18


def test_a_hold_in_a_stage_stops_the_recipe_before_any_training(tmp_path: Path) -> None:
    blind = {**DOMAIN["train"], "steps": None, "epochs": 3}  # type: ignore[dict-item]
    project = open_project(staged_project(tmp_path, train=blind))
    with pytest.raises(HeldError, match="blind-epochs"):
        train(project)
    assert not (project.home / "runs").exists()


def test_two_stages_of_one_name_are_refused() -> None:
    with pytest.raises(RecipeError, match="domain is there twice"):
        parse_recipe({"name": "a", "data": {"train": "x"}, "stages": [DOMAIN, DOMAIN]})


def test_a_check_of_the_recipe_reads_its_stages_data_too(tmp_path: Path) -> None:
    recipe = staged_project(tmp_path)
    checked = check_run(open_project(recipe))
    assert {one.name for one in checked.files} >= {"docs/3.md", "data.jsonl"}
    assert {"sft", "documents"} <= set(checked.kinds)
    blind = {**DOMAIN["train"], "steps": None, "epochs": 3}  # type: ignore[dict-item]
    held = check_run(open_project(staged_project(tmp_path / "blind", train=blind))).held
    assert [finding.code for finding in held].count("blind-epochs") == 1
