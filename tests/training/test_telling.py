"""The course of a training as its folder tells it: what was kept, copied, gone back from, or not
measured at all."""

from pathlib import Path

import pytest

from lekalo.core.recipe import Recipe, parse_recipe
from lekalo.core.records import Finding, Language
from lekalo.core.runlog import RunLog
from lekalo.training.range_test import FILE, RangeTest, write_range
from lekalo.training.runs import LOG
from lekalo.training.telling import course_of


def recipe(language: Language = "en", **keys: object) -> Recipe:
    values = {"name": "desk", "base": "tiny", "data": {"train": ["rows"]}, "language": language}
    return parse_recipe(values | keys)


def folder(place: Path) -> Path:
    """A run of 6 steps, evaluated at 2, 4 and 6, of which 2 was let go; it was killed after 3, and
    went back from 5 to 4 at its second try."""
    log = RunLog(place / LOG)
    start = {"steps": 6, "epoch": 2, "rows": 16, "held_out": 4}
    log.write("start", step=0, **start)
    for step in (1, 2, 3):
        log.write("step", step=step, loss=9.0 if step == 3 else 3.0 - step / 2, lr=1e-3)
        if step == 2:
            log.write("eval", step=2, loss=2.5, train_loss=2.0, score=None)
            told = {"original": 1.0, "reworded": 1.5, "copied": "", "words": 0, "share": 0.0}
            log.write("probe", step=2, **told, **{"from": ""})
            log.write("checkpoint", step=2, folder="step-000002")
    log.write("start", step=2, **start)
    for step in (3, 4):
        log.write("step", step=step, loss=1.0, lr=1e-3)
    log.write("eval", step=4, loss=1.5, train_loss=1.25, score=None)
    probe = {"original": 0.5, "reworded": 1.5, "words": 6, "share": 0.25, "from": "rows.jsonl:3"}
    log.write("probe", step=4, copied="call anna on +7 912 345-67-89 before nine", **probe)
    log.write("checkpoint", step=4, folder="step-000004")
    log.write("rollback", step=5, to=4, rate=1e-3, kind="spike", figure=7.0, usual=1.0)
    for step in (5, 6):
        log.write("step", step=step, loss=0.5, lr=5e-4)
    log.write("checkpoint", step=6, folder="step-000006")
    log.write("end", step=6, best=4, tokens=1, seconds=1.0, stopped="")
    for step in (4, 6):
        (place / "checkpoints" / f"step-{step:06d}").mkdir(parents=True)
    return place


def test_the_curve_is_what_the_end_came_from(tmp_path: Path) -> None:
    told = course_of(folder(tmp_path), recipe(), "desk@1", {4: "desk@1"})
    curve = told.curve
    assert curve.train == ((1, 2.5), (2, 2.0), (3, 1.0), (4, 1.0), (5, 0.5), (6, 0.5))
    assert curve.held_out == ((2, 2.5), (4, 1.5)) and curve.trained == ((2, 2.0), (4, 1.25))
    assert (curve.chosen, curve.epoch, curve.returns) == (4, 2, ((5, 4),))
    assert [rate for _, rate in told.rates] == [1e-3] * 4 + [5e-4] * 2


def test_every_evaluation_says_what_became_of_its_checkpoint(tmp_path: Path) -> None:
    keep = {"train": {"keep": {"best": 1, "last": 1}}}
    told = course_of(folder(tmp_path), recipe(**keep), "desk@1", {4: "desk@1"})
    first, best, last = told.evaluated
    assert (first.step, first.kept, first.removed, first.best) == (2, (), True, False)
    assert (best.step, best.kept, best.best, best.released) == (4, ("best",), True, "desk@1")
    assert (last.step, last.kept, last.best, last.released) == (6, ("last",), False, "")
    assert (first.gap, best.gap, last.gap) == (0.5, 0.25, None)
    assert (first.reworded, best.reworded, last.reworded) == (0.5, 1.0, None)


def test_what_was_copied_is_shown_without_personal_data(tmp_path: Path) -> None:
    told = course_of(folder(tmp_path), recipe(), "desk@1", {})
    (shown,) = told.copies
    assert shown.step == 4 and shown.copied is not None
    assert "before nine" in shown.copied.text and "345-67-89" not in shown.copied.text
    assert (shown.copied.words, shown.copied.share, shown.copied.where) == (6, 0.25, "rows.jsonl:3")
    assert told.probes_note == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "Step 2: gone on with after a stop.|Step 5: the loss leapt to 7 from about 1 at a "
            "learning rate of 0.001. Back to step 4, and on at half the rate.|"
            "Step 6: the end, as planned.",
        ),
        (
            "ru",
            "Шаг 2: продолжено после остановки.|Шаг 5: потери подскочили примерно с 1 до 7 при "
            "скорости обучения 0,001. Возврат к шагу 4, дальше с половинной скоростью.|"
            "Шаг 6: конец, как и задумано.",
        ),
    ],
)
def test_what_happened_is_told_in_order(language: Language, words: str, tmp_path: Path) -> None:
    told = course_of(folder(tmp_path), recipe(language), "desk@1", {})
    assert "|".join(told.events) == words


def test_a_range_test_is_told_with_its_reason(tmp_path: Path) -> None:
    auto = recipe(train={"learning_rate": "auto", "fallback_rate": 1e-4})
    place = folder(tmp_path)
    write_range(place / FILE, RangeTest((1e-6, 1e-5), (0.0, 0.1), 12, why="fall"))
    none = course_of(place, auto, "desk@1", {})
    assert none.range is not None and none.range.why.startswith("the loss never fell")
    assert none.range_note == "The test took 12 rows."
    assert "1e-4, the recipe's fallback" in dict(none.facts)["Learning rate"]
    safe = RangeTest((1e-6, 1e-2), (0.0, -1.0), 12, 1e-5, 2e-3, 1e-3)
    write_range(place / FILE, safe)
    found = course_of(place, auto, "desk@1", {})
    assert found.range is not None and (found.range.low, found.range.pick) == (1e-5, 1e-3)
    assert "auto: 0.001, by the range test" in dict(found.facts)["Learning rate"]


def test_what_was_not_measured_is_said(tmp_path: Path) -> None:
    off = course_of(folder(tmp_path / "a"), recipe(train={"probes": False}), "desk@1", {})
    assert off.range is None and off.range_note.startswith("Not run")
    assert off.probes_note == "Not measured: train.probes is off."
    RunLog(tmp_path / "b" / LOG).write("start", step=0, steps=9, rows=8, held_out=0)
    bare = course_of(tmp_path / "b", recipe("ru", quantise="nf4"), "desk@1", {})
    assert bare.evaluated == () and bare.events[-1] == "Обучение не закончено."
    assert bare.probes_note == "Не измерено: нет отложенных вопросов, которые можно задать."
    facts = dict(bare.facts)
    assert facts["База"] == "сжата до nf4; чего это стоит, не измерено"
    assert facts["Длительность"] == "9 шагов"
    weighed = [Finding("quantisation-loss", "note", "a", "b")]
    known = course_of(tmp_path / "b", recipe(quantise="nf4"), "desk@1", {}, weighed, weighed=True)
    assert dict(known.facts)["Base"] == "held in nf4; what that costs stands below"
    assert known.findings == tuple(weighed)
