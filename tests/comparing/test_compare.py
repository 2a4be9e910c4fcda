"""The comparison: what may be compared, trials in processes of their own, nothing done twice."""

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

from lekalo.comparing.compare import compare
from lekalo.comparing.contest import enter, trial_key
from lekalo.comparing.table import LOSS
from lekalo.comparing.trial import OUTCOME
from lekalo.core.errors import UserError
from support.projects import small_project
from support.terminal import lekalo


def variant(recipe: Path, name: str, **values: object) -> Path:
    """The recipe with other values, beside it."""
    made = yaml.safe_load(recipe.read_text(encoding="utf-8")) | values
    path = recipe.with_name(f"{name}.yaml")
    path.write_text(yaml.safe_dump(made, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def recipes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    recipe = small_project(tmp_path_factory.mktemp("compare"))
    return variant(recipe, "lora"), variant(recipe, "full", adapter={"name": "full"})


def test_recipes_of_other_data_suites_or_prompts_are_refused(recipes: tuple[Path, Path]) -> None:
    first, home = recipes[0], recipes[0].parent / ".lekalo"
    (first.parent / "other.jsonl").write_text('{"question": "a", "answer": "b"}\n')
    for name, values in {
        "data": {"data": {"train": "other.jsonl", "eval_share": 0.25}},
        "suites": {"suites": []},
        "prompt": {"prompt": {"system": "Be brief."}},
        "generation": {"generation": {"max_tokens": 7}},
    }.items():
        other = variant(first, "other", **values)
        with pytest.raises(UserError, match=f"other differs from lora in its {name}"):
            enter([first, other], [], home)
    with pytest.raises(UserError, match="two recipes"):
        enter([first], [], home)
    with pytest.raises(UserError, match="named twice"):
        enter([first, first], [], home)


def test_the_same_rows_under_another_name_are_the_same_data(recipes: tuple[Path, Path]) -> None:
    first = recipes[0]
    copy = first.with_name("copy.jsonl")
    copy.write_bytes(first.with_name("data.jsonl").read_bytes())
    other = variant(first, "renamed", data={"train": "copy.jsonl", "eval_share": 0.25})
    assert [one.label for one in enter([first, other], [], first.parent)] == ["lora", "renamed"]


def test_a_trial_is_known_by_all_that_decides_it(recipes: tuple[Path, Path]) -> None:
    entrants = enter(recipes, [], recipes[0].parent)
    keys = [trial_key(one.seeded(seed)) for one in entrants for seed in (7, 8)]
    assert len(set(keys)) == 4
    assert trial_key(entrants[0].seeded(7)) == keys[0]


def test_a_comparison_is_one_table_and_is_not_done_twice(recipes: tuple[Path, Path]) -> None:
    home = recipes[0].parent / ".lekalo"
    ran = lekalo("compare", *map(str, recipes), "--json", cwd=recipes[0].parent)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    lora, full = told["recipes"]
    assert [lora["recipe"], full["recipe"]] == ["lora", "full"]
    assert set(lora["measures"]) == {"target", "baseline", LOSS}
    assert lora["measures"][LOSS]["difference"] is None
    assert full["measures"][LOSS]["difference"]["count"] > 0
    assert lora["weights_trained"] < full["weights_trained"] == 1.0
    assert lora["disk_bytes"] < full["disk_bytes"]
    assert lora["peak_bytes"] > 100e6 and lora["seconds"] > 0
    assert [finding["code"] for finding in told["findings"]] == ["lora-short"]
    page = (recipes[0].parent / told["page"]).read_text(encoding="utf-8")
    assert "<svg" in page and "lora-short" in page

    outcomes = {path: path.stat().st_mtime_ns for path in (home / "compare").glob(f"*/{OUTCOME}")}
    assert len(outcomes) == 2
    again = compare(recipes, home=home)
    assert {path: path.stat().st_mtime_ns for path in outcomes} == outcomes
    groups = [np.array(row.trials[0].groups) for row in again.rows]
    apart = again.rows[1].measures[LOSS].difference
    assert apart is not None
    assert apart.value == pytest.approx(float((groups[1] - groups[0]).mean()))


def test_what_a_trial_says_is_told_with_its_recipe(recipes: tuple[Path, Path]) -> None:
    broken = variant(recipes[0], "broken", adapter={"name": "lora", "targets": ["no_such"]})
    with pytest.raises(UserError, match=r"broken, seed 7: .*no_such"):
        compare([broken, recipes[0]], home=recipes[0].parent / ".lekalo")


def test_a_recipe_s_stages_are_trained_before_its_own_data(recipes: tuple[Path, Path]) -> None:
    first, home = recipes[0], recipes[0].parent / ".lekalo"
    texts = first.with_name("docs.md")
    texts.write_text("\n\n".join(f"# Form {n}\n\nA broker files entry {n}." for n in range(6)))
    stage = {
        "name": "domain",
        "data": {"train": "docs.md", "eval_share": 0},
        "train": {"steps": 3, "batch_rows": 2, "learning_rate": 1e-2},
    }
    staged = variant(first, "staged", stages=[stage])
    made = compare([first, staged], home=home)
    plain, other = (row.trials[0] for row in made.rows)
    assert plain.loss is not None and other.loss is not None and plain.loss != other.loss
    entrant = enter([first, staged], [], home)[1].seeded(made.seeds[0])
    before = trial_key(entrant)
    run = home / "compare" / before.removeprefix("sha256:")[:32] / "run"
    assert (run / "stages/domain/checkpoints/step-000003").is_dir()
    texts.write_text("Other text than before, of the same form.\n\nAnd another one.")
    assert trial_key(entrant) != before
