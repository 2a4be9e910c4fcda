"""The plan from files and from a recipe: what is counted, fitted, probed and shown."""

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lekalo.cli.plan_screen import plan_json
from lekalo.core.errors import UserError
from lekalo.planning.arithmetic import Rows
from lekalo.planning.fitting import fitted
from lekalo.planning.machines import CARDS, machine
from lekalo.planning.plan import Asked, plan_files, plan_recipe
from lekalo.planning.pricing import Cost, Work, price, work
from lekalo.planning.probe import Speed
from lekalo.planning.recipes import plain_recipe
from lekalo.planning.sketch import sketch
from lekalo.planning.trainings import trainings
from lekalo.project import Project, open_base, open_project, plan_run, suites_of
from lekalo.staging import plan_stages
from lekalo.training.memory import estimate
from support.projects import TEMPLATE, chat, lines, small_project
from support.terminal import lekalo

QUIET = Asked(probe=False)
LENGTHS = np.full(40, 60, np.int64)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, a hundred and twenty tickets, and fifty documents."""
    root = tmp_path_factory.mktemp("plan")
    small_project(root)
    rows = [chat(f"Where is order {n}?", TEMPLATE.format(n)) for n in range(120)]
    lines(root / "tickets.jsonl", rows)
    for number in range(50):
        text = f"Paper {number}. " + "The kettle is repaired in a workshop by its maker. " * 4
        (root / "papers").mkdir(exist_ok=True)
        (root / "papers" / f"{number}.txt").write_text(text, encoding="utf-8")
    return root


def test_files_are_counted_through_the_base_s_own_renderer(project: Path) -> None:
    made = plan_files([Path("tickets.jsonl")], "base", asked=QUIET, root=project)
    base = sketch(str(project / "base"))
    rows = [
        json.loads(line) for line in (project / "tickets.jsonl").read_text("utf-8").splitlines()
    ]
    # a token a byte, and the template's own marks: counted here from the texts
    texts = [
        "<s>"
        + "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in r["messages"])
        for r in rows
    ]
    tokens = sum(len(base.tokenizer(text, add_special_tokens=False)["input_ids"]) for text in texts)
    assert (made.facts.examples, made.facts.example_tokens) == (120, tokens)
    assert made.first == "sft" and made.speed is None
    cost = {option.advice.way: option.cost for option in made.options}["sft"]
    assert cost is not None and cost.seconds is None
    # 0.9 of the rows, three passes
    assert cost.tokens == pytest.approx(3 * 0.9 * tokens, rel=0.02)


def test_fifty_documents_ask_for_a_knowledge_base(project: Path) -> None:
    made = plan_files([Path("papers")], "base", asked=QUIET, root=project)
    assert made.first == "knowledge" and made.facts.documents == 50


def test_a_stated_size_needs_no_file_and_scales_a_sample(project: Path) -> None:
    asked = Asked(on=machine("h100"), hourly=2.0, tokens=3 * 10**9)
    alone = plan_files([], "base", asked=asked, root=project)
    sample = plan_files([Path("papers")], "base", asked=asked, root=project)
    # the tiny tokenizer spends a token a letter: as a sample shows, it does not know the writing
    assert (alone.first, sample.first) == ("domain", "pretrain")
    for made in (alone, sample):
        cost = {option.advice.way: option.cost for option in made.options}["domain"]
        assert made.facts.stated and cost is not None
        assert made.facts.document_tokens == pytest.approx(3 * 10**9, rel=1e-3)
        assert cost.tokens == pytest.approx(0.99 * 3 * 10**9, rel=0.01)
        assert cost.seconds is not None
        assert cost.seconds == pytest.approx(cost.operations / (0.35 * 989e12))
        assert cost.money == pytest.approx(2.0 * cost.seconds / 3600)


def test_nothing_to_plan_for_is_said(project: Path) -> None:
    (project / "empty").mkdir(exist_ok=True)
    with pytest.raises(UserError, match="--tokens"):
        plan_files([Path("empty")], "base", asked=QUIET, root=project)
    with pytest.raises(UserError, match="did you mean 'h100'"):
        machine("h10")


def test_a_recipe_is_priced_as_it_is_written(project: Path) -> None:
    opened = open_project(project / "recipe.yaml")
    made = plan_recipe(opened, asked=Asked())
    planned = plan_run(opened)
    assert made.own == "sft"
    cost = {option.advice.way: option.cost for option in made.options}["sft"]
    assert cost is not None and cost.steps == planned.steps == 4
    assert cost.memory.activations == planned.memory.activations
    assert made.speed is not None and made.speed.training > 0 and made.speed.evaluating > 0
    assert cost.seconds is not None and cost.seconds > 0


def test_the_probe_leaves_nothing_behind(project: Path) -> None:
    before = sorted(path.name for path in project.rglob("*"))
    plan_recipe(open_project(project / "recipe.yaml"), asked=Asked())
    assert sorted(path.name for path in project.rglob("*")) == before


def test_memory_is_met_by_the_mildest_change_that_will_do() -> None:
    recipe = plain_recipe("sft", "nano", card=False)
    model = sketch("nano").model
    tried: list[tuple[int, dict[str, str]]] = []
    limit = estimate(model, recipe, LENGTHS, 0).total
    while True:
        found = fitted(model, recipe, LENGTHS, limit, 0)
        if not found.fits:
            break
        tried.append((found.memory.total, dict(found.changes)))
        limit = found.memory.total - 1
    assert tried[0][1] == {}
    keys = [list(changes) for _, changes in tried[1:]]
    assert all(later[: len(earlier)] == earlier for earlier, later in itertools.pairwise(keys))
    last = tried[-1][1]
    assert list(last) == ["train.micro_tokens", "train.checkpointing", "train.dtype", "quantise"]
    assert last["quantise"] == "nf4"
    int8 = [total for total, changes in tried if changes.get("quantise") == "int8"]
    assert int8 and fitted(model, recipe, LENGTHS, int8[0], 0).changes["quantise"] == "int8"


def test_full_training_is_never_compressed() -> None:
    recipe = plain_recipe("domain", "nano", card=False)
    found = fitted(sketch("nano").model, recipe, LENGTHS, 1, 0)
    assert not found.fits and "quantise" not in found.changes


def test_every_card_has_a_rate_and_memory() -> None:
    for card in CARDS.values():
        assert 5e13 < card.peak < 3e15 and 2e10 < card.memory < 3e11


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_screen_fits_and_json_is_one_document(project: Path, language: str) -> None:
    words = ["plan", "tickets.jsonl", "--base", "base", "--on", "h100", "--price", "2"]
    words += ["--lang", language]
    ran = lekalo(*words, cwd=project)
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.splitlines()) <= 24
    assert ("дообучение (SFT)" in ran.stdout) == (language == "ru")
    told: dict[str, Any] = json.loads(lekalo(*words, "--json", cwd=project).stdout)
    assert told["first"] == "sft" and len(told["ways"]) == 5
    costs = {way["way"]: way["cost"] for way in told["ways"]}
    assert costs["prompt"] is None and costs["sft"]["money"] > 0


def test_wrong_sizes_are_said_with_what_is_allowed(project: Path) -> None:
    for words, said in [
        (("--tokens", "lots"), "--tokens is 'lots'"),
        (("--memory", "6 apples", "tickets.jsonl"), "--memory is '6 apples'"),
        (("--on", "h1oo", "tickets.jsonl"), "--on names 'h1oo'"),
    ]:
        ran = lekalo("plan", *words, cwd=project)
        assert ran.returncode == 2 and said in ran.stderr


def test_a_file_that_is_not_there_is_named(project: Path) -> None:
    with pytest.raises(UserError) as error:
        plan_files([Path("nothing.jsonl")], "base", asked=QUIET, root=project)
    assert "nothing.jsonl" in str(error.value)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_recipe_s_stages_are_priced_and_counted_with_it(tmp_path: Path, language: str) -> None:
    stage = {
        "name": "domain",
        "method": {"name": "pretrain"},
        "data": {"train": "docs.md", "eval_share": 0},
        "train": {"epochs": 2, "batch_rows": 1},
    }
    recipe = small_project(tmp_path, stages=[stage], language=language)
    (tmp_path / "docs.md").write_text("The broker files the entry of the goods. " * 20, "utf-8")
    opened = open_project(recipe)
    made = plan_recipe(opened, asked=QUIET)
    planned = plan_stages(opened)
    (staged,) = made.stages
    assert (staged.name, staged.cost.steps) == ("domain", planned[0].planned.steps)
    tokens = int(planned[0].planned.train.lengths.sum())
    assert staged.cost.tokens == 2 * tokens
    assert made.facts.documents and made.facts.examples  # the data of both
    told = plan_json(made)
    own = next(way["cost"] for way in told["ways"] if way["way"] == "sft")
    assert told["recipe"]["tokens"] == own["tokens"] + 2 * tokens
    assert told["recipe"]["memory_bytes"] >= own["memory_bytes"]["total"]
    assert told["recipe"]["seconds"] is None
    ran = lekalo("plan", "recipe.yaml", "--no-probe", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    said = "stage domain" if language == "en" else "этап domain"
    assert said in ran.stdout


def test_a_run_that_looks_for_its_rate_is_priced_with_the_search(tmp_path: Path) -> None:
    def cost(rate: object) -> Cost:
        opened = open_project(small_project(tmp_path / str(rate), train={"learning_rate": rate}))
        found = plan_recipe(opened, asked=QUIET)
        return next(o.cost for o in found.options if o.cost and o.advice.way == "sft")

    assert cost("auto").operations > 1.05 * cost(1e-3).operations


def test_answers_to_suites_take_time(project: Path) -> None:
    opened = open_project(project / "recipe.yaml")
    speed = Speed(training=1e9, evaluating=1e9, checkpoint=0, start=0, steps=2)
    told = {
        answer: price(done, machine(), replace(speed, first_answer=2 * answer, answer=answer), None)
        for answer in (0.0, 1.0)
        for done in [_work_of(opened)]
    }
    assert told[0.0].seconds is not None and told[1.0].seconds is not None
    # eight items before the run at two seconds each, and after it at one
    assert told[1.0].seconds - told[0.0].seconds == pytest.approx(8 * 2 + 8)


def _work_of(opened: Project) -> Work:
    base = open_base(opened)
    own = trainings(opened, base)[-1]
    rows, held_out = (Rows(one.lengths, int(one.lengths.sum())) for one in (own.rows, own.held_out))
    return work(base.model, opened.recipe, rows, held_out, 1 << 40, 0, suites_of(opened))
