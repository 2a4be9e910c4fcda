"""The story on a tiny random base: from a recipe to a version, its gate and its answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from lekalo.core.errors import DataError, HeldError, ModelError, NotFoundError, RecipeError
from lekalo.core.records import Message
from lekalo.evaluation.subject import answer
from lekalo.models.base import load_base
from lekalo.project import open_project, plan_run
from lekalo.references import open_ref
from lekalo.reporting import report_runs
from lekalo.versions.registry import Registry
from lekalo.workflow import Outcome, train
from support.projects import chat, lines, small_project

QUESTION = [Message("user", "Where is order 3?")]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    root = tmp_path_factory.mktemp("shop")
    return root, train(open_project(small_project(root)), why="a try")


def test_training_ends_in_a_candidate_with_all_that_made_it(trained: tuple[Path, Outcome]) -> None:
    root, outcome = trained
    manifest = outcome.version.manifest
    assert (outcome.version.ref, outcome.version.stage) == ("shop@1", "candidate")
    assert manifest.base.hash == load_base(str(root / "base")).hash
    assert manifest.dataset is not None and manifest.dataset.rows == 18
    assert {metric.suite for metric in manifest.metrics} == {"target", "baseline"}
    assert manifest.run == outcome.run.id and manifest.step == outcome.fit.best
    assert [c.step for c in outcome.fit.checkpoints] == [2, 4]


def test_a_random_model_is_held_with_its_reasons(trained: tuple[Path, Outcome]) -> None:
    root, outcome = trained
    assert outcome.verdict.decision == "hold"
    assert "target-missed" in {reason.code for reason in outcome.verdict.reasons}
    with pytest.raises(HeldError, match="target-missed"):
        Registry(root / ".lekalo").promote("shop", 1)


def test_a_version_a_checkpoint_and_the_export_answer_alike(trained: tuple[Path, Outcome]) -> None:
    root, outcome = trained
    home = root / ".lekalo"
    said = answer(open_ref(home, "shop@1"), QUESTION)
    again = answer(open_ref(home, f"{outcome.run.id}:{outcome.fit.best}"), QUESTION)
    assert said.tokens == again.tokens


def test_what_was_measured_is_not_measured_again(
    trained: tuple[Path, Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, outcome = trained
    monkeypatch.setattr("lekalo.evaluation.subject.run_suite", None)
    suites = plan_run(open_project(root)).suites
    from lekalo.workflow import evaluate

    found = evaluate(root / ".lekalo", open_ref(root / ".lekalo", "shop@1"), suites)
    assert found == outcome.after


def test_the_report_names_the_version_and_its_verdict(trained: tuple[Path, Outcome]) -> None:
    root, outcome = trained
    report_runs(root / "report.html", open_project(root), [outcome])
    page = (root / "report.html").read_text(encoding="utf-8")
    assert "shop@1" in page and "target-missed" in page and "<script" not in page


def test_a_second_version_is_compared_with_what_is_live(tmp_path: Path) -> None:
    project = open_project(small_project(tmp_path))
    train(project)
    registry = Registry(project.home)
    holds = [r.code for r in registry.resolve("shop@1").manifest.verdict.reasons]  # type: ignore[union-attr]
    registry.promote("shop", 1, accept=dict.fromkeys(holds, "a test of what comes next"))
    second = train(open_project(tmp_path, ["seed=8"]))
    assert second.verdict.against == "shop@1"


def test_nothing_is_trained_with_a_hold_until_it_is_accepted(tmp_path: Path) -> None:
    project = open_project(
        small_project(tmp_path),
        ["data.eval_share=0", "train.steps=null", "train.epochs=2", "train.eval_every=null"],
    )
    with pytest.raises(HeldError, match="blind-epochs"):
        train(project)
    assert not (project.home / "runs").exists()
    accepted = train(project, accept={"blind-epochs": "no rows to spare"})
    assert accepted.version.manifest.accepted[0].because == "no rows to spare"


def test_every_bad_row_is_named_before_anything_is_made(tmp_path: Path) -> None:
    recipe = small_project(tmp_path)
    lines(tmp_path / "data.jsonl", [chat("a", "b"), {"messages": []}, chat("c", "x" * 900)])
    with pytest.raises(DataError) as caught:
        plan_run(open_project(recipe))
    assert "data.jsonl:2" in str(caught.value) and "data.jsonl:3" in str(caught.value)


def test_a_missing_policy_is_said_before_training(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"policy names 'rules\.yaml'"):
        train(open_project(small_project(tmp_path, policy="rules.yaml")))


def test_full_training_serves_its_own_weights_and_leaves_the_base(tmp_path: Path) -> None:
    recipe = small_project(tmp_path, adapter={"name": "full"})
    outcome = train(open_project(recipe))
    assert outcome.version.manifest.adapter is not None
    assert outcome.version.manifest.adapter.kind == "full"
    before = answer(open_ref(tmp_path / ".lekalo", str(tmp_path / "base")), QUESTION)
    after = answer(open_ref(tmp_path / ".lekalo", "shop@1"), QUESTION)
    assert before.prompt_tokens < after.prompt_tokens  # the version has its system message


def test_an_unknown_reference_is_named(tmp_path: Path) -> None:
    outcome = train(open_project(small_project(tmp_path)))
    with pytest.raises(NotFoundError, match="no step 3"):
        open_ref(tmp_path / ".lekalo", f"{outcome.run.id}:3")


def test_a_version_whose_base_has_changed_is_refused(tmp_path: Path) -> None:
    outcome = train(open_project(small_project(tmp_path)))
    settings = tmp_path / "base" / "config.json"
    settings.write_text(
        settings.read_text().replace('"rms_norm_eps": 1e-06', '"rms_norm_eps": 0.1')
    )
    with pytest.raises(ModelError, match="is not the one this version was made on"):
        open_ref(tmp_path / ".lekalo", outcome.version.ref)
