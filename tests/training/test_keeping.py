"""When evaluations are due, what stays on disk, and what picks the best."""

import numpy as np
import pytest

from lekalo.core.records import Expectation, Item, Message
from lekalo.core.train_settings import KeepSettings, TrainSettings
from lekalo.data.batches import Plan, Row
from lekalo.data.rows import RowList
from lekalo.evaluation.suites import Suite
from lekalo.training import checkpoint as kept
from lekalo.training.guards import only_the_last
from lekalo.training.keeping import evaluation_count, evaluations, part_of
from lekalo.training.loop import fit
from support.jobs import make_job


def _due(every, steps, epoch_rows=30, tokens=10):
    """The steps with an evaluation; three rows of ten tokens a step, ten steps an epoch."""
    plan = Plan(np.full(epoch_rows, tokens), 0, batch_rows=3)
    due = evaluations(TrainSettings(eval_every=every), plan, steps)
    return [s for s in range(1, steps + 1) if due(s, 30 * (s - 1), 30 * s)]


@pytest.mark.parametrize(
    ("every", "steps", "expected"),
    [
        (None, 20, [5, 10, 15, 20]),
        (8, 20, [8, 16, 20]),
        (100, 20, [20]),
        ("0.5 epochs", 20, [5, 10, 15, 20]),
        ("1 epoch", 25, [10, 20, 25]),
        ("100 tokens", 20, [4, 7, 10, 14, 17, 20]),  # 120, 210, 300, 420, 510, 600 tokens
        (None, 1, [1]),
    ],
)
def test_evaluations_are_due(every, steps, expected):
    assert _due(every, steps) == expected


@pytest.mark.parametrize(("every", "count"), [(8, 3), ("1 epoch", 2), ("100 tokens", 6)])
def test_evaluations_are_counted_before(every, count):
    rows = RowList([Row(np.zeros(10, np.int32), np.arange(10) > 0)] * 30)
    settings = TrainSettings(eval_every=every, epochs=2, batch_rows=3)
    assert evaluation_count(settings, rows, 0) == count


def _kept(tmp_path, policy, losses):
    evals = ()
    for step, loss in enumerate(losses, start=1):
        kept.checkpoint_path(tmp_path, step).mkdir(parents=True)
        evals = (*evals, kept.Evaluation(step, loss))
        kept.prune(tmp_path, KeepSettings(**policy), evals)
    return [int(p.name[5:]) for p in sorted((tmp_path / "checkpoints").iterdir())]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"best": 1, "last": 1}, [3, 8]),
        ({"best": 2, "last": 2}, [3, 4, 7, 8]),
        ({"best": 0, "last": 1}, [8]),
        ({"best": 1, "last": 1, "every": 3}, [3, 6, 8]),
        ({"best": 0, "last": 1, "every": 1}, [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_the_policy_keeps(tmp_path, policy, expected):
    assert _kept(tmp_path, policy, [5, 4, 1, 2, 3, 3, 4, 5]) == expected


def test_every_keeps_the_first_checkpoint_from_each_mark_on(tmp_path):
    """Checkpoints at 4, 8, 12 .. of a policy of every 10 steps: 12, 20, 32."""
    evals = ()
    for step in range(4, 37, 4):
        kept.checkpoint_path(tmp_path, step).mkdir(parents=True)
        evals = (*evals, kept.Evaluation(step, float(step)))
        kept.prune(tmp_path, KeepSettings(best=0, last=1, every=10), evals)
    steps = [int(p.name[5:]) for p in sorted((tmp_path / "checkpoints").iterdir())]
    assert steps == [12, 20, 32, 36]


def test_a_policy_that_loses_the_better_one_is_named():
    assert only_the_last(TrainSettings(), 4) is None
    found = only_the_last(TrainSettings(keep={"best": 0}), 4, "ru")
    assert found is not None and (found.code, found.severity) == ("only-the-last", "warning")
    assert "keep.best равен 0" in found.message and "{best: 1}" in found.remedy
    assert only_the_last(TrainSettings(epochs=3), 1).where[0].part == "train.eval_every"
    assert only_the_last(TrainSettings(epochs=1), 1) is None


def _suite(count):
    """Items that pass where the answer has at least so many characters."""
    return Suite(
        "long",
        "target",
        tuple(
            Item(
                str(n),
                (Message("user", f"q{n}"),),
                (Expectation("regex", {"pattern": "."}),),
            )
            for n in range(count)
        ),
        "hash",
    )


def test_a_suite_picks_the_best(tmp_path, monkeypatch):
    """Shares by hand: the second evaluation has the most, though the loss falls to the end."""
    shares, asked = iter([0.25, 0.75, 0.5]), []

    def run_suite(base, suite, *, system, sampling):
        asked.append((len(suite.items), system, base.model.config._attn_implementation))
        value = next(shares)
        return type("R", (), {"interval": type("I", (), {"value": value})})

    monkeypatch.setattr("lekalo.training.keeping.run_suite", run_suite)
    train = {"best_by": "long", "best_items": 3}
    suites = [{"name": "long", "file": "x.jsonl", "kind": "target"}]
    job = make_job(tmp_path, train, suites=suites)
    job.suites, job.system = (_suite(5),), "Be brief."
    result = fit(job)
    assert (result.best, result.last) == (8, 10)
    assert [c.score for c in result.checkpoints] == [0.25, 0.75, 0.5]
    assert asked == [(3, "Be brief.", "sdpa")] * 3


def test_a_suite_is_really_asked(tmp_path):
    suites = [{"name": "long", "file": "x.jsonl", "kind": "target"}]
    job = make_job(tmp_path, {"best_by": "long", "best_items": 3}, suites=suites)
    job.suites = (_suite(5),)
    scores = [c.score for c in fit(job).checkpoints]
    assert len(scores) == 3 and all(0 <= score <= 1 for score in scores)


def test_a_part_of_a_suite_is_drawn_by_the_seed():
    ids = [[item.id for item in part_of(_suite(40), 5, seed).items] for seed in (1, 1, 2)]
    assert ids[0] == ids[1] != ids[2] and len(ids[0]) == 5
    assert part_of(_suite(4), 5, 1) == _suite(4)
