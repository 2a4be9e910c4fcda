"""A leap of the loss is a divergence only where the same rows were easier before."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from lekalo.core.errors import HeldError
from lekalo.core.runlog import RunLog
from lekalo.data.batches import Row
from lekalo.data.rows import RowList
from lekalo.training import loop, second_look
from lekalo.training.loop import fit
from lekalo.training.second_look import SecondLook, Taken
from lekalo.training.watch import NATS, Seen, Trouble
from support.jobs import make_job, pattern_rows

TRAIN = {"epochs": 3, "batch_rows": 2, "schedule": "constant", "warmup": 0, "eval_every": 300}
SPIKE = Trouble("spike", 6.0, 1.0)


def unlike_job(folder):
    """Two hundred rows that are learned at once, and a few long ones that nothing foretells."""
    random = np.random.default_rng(3)
    noise = [Row(random.integers(5, 261, 90).astype(np.int32), np.arange(90) > 0) for _ in range(6)]
    rows = RowList([*pattern_rows(200), *noise])
    return replace(make_job(folder, TRAIN, adapter={"name": "full"}), train=rows)


def rollbacks(folder):
    return [event["kind"] for event in RunLog(folder / "log.jsonl").read("rollback")]


def test_rows_unlike_the_others_do_not_stop_a_run(tmp_path):
    fit(unlike_job(tmp_path))
    assert rollbacks(tmp_path) == []


def test_without_a_second_look_they_would(tmp_path, monkeypatch):
    monkeypatch.setattr(second_look, "ROOM", 0)
    with pytest.raises(HeldError):
        fit(unlike_job(tmp_path))
    assert rollbacks(tmp_path) == ["spike", "spike"]


def test_what_is_unlearned_before_the_first_checkpoint_is_no_matter_of_hard_rows(
    tmp_path, monkeypatch
):
    """From step 60 on the rate is 16 times as high: the loss goes from about 1 to what it was at
    first, which is not too much for the weights that the run began with."""
    usual = loop.learning_rate

    def leapt(step, steps, settings, rate):
        return usual(step, steps, settings, rate) * (16 if step >= 60 else 1)

    monkeypatch.setattr(loop, "learning_rate", leapt)
    job = make_job(tmp_path, TRAIN | {"epochs": 1}, adapter={"name": "full"})
    with pytest.raises(HeldError):
        fit(replace(job, train=pattern_rows(200)))
    assert set(rollbacks(tmp_path)) <= {"spike", "climb"}


ROWS = [Row(np.zeros(4, np.int32), np.array([False, True, True, True]))]
NOW = 3.0


def look_of(live):
    """The loss of the made-up model is its one weight: 1 as it was kept, NOW by now."""
    look = SecondLook(lambda own, share: iter([live["w"].sum() * 3]), live)
    live["w"].fill_(NOW)
    return look


@pytest.mark.parametrize(("loss", "explained"), [(1.0 + NATS, True), (1.1 + NATS, False)])
def test_what_was_easy_for_the_last_checkpoint_has_been_unlearned(loss, explained):
    live = {"w": torch.tensor([1.0])}
    look = look_of(live)
    assert look.explains(SPIKE, Taken(ROWS, loss), Taken(ROWS, NOW), live) is explained
    assert live["w"].item() == NOW


@pytest.mark.parametrize(("lowest", "explained"), [(NOW - NATS, True), (NOW - NATS - 0.1, False)])
def test_what_was_easy_of_late_has_been_unlearned(lowest, explained):
    live = {"w": torch.tensor([1.0])}
    look = look_of(live)
    assert look.explains(SPIKE, Taken(ROWS, 1.5), Taken(ROWS, lowest), live) is explained


def test_the_easiest_step_is_told_by_how_long_ago_it_was():
    seen = Seen()
    for loss in (3.0, 1.0, 2.0, 2.5):
        seen = seen.after(loss, 1.0)
    assert seen.easiest() == (3, 1.0)


@pytest.mark.parametrize("kind", ["nan", "gradient"])
def test_what_is_no_matter_of_hard_rows_is_not_looked_at(kind):
    def losses(own, share):
        raise AssertionError("nothing is to be computed")

    live = {"w": torch.tensor([1.0])}
    look, taken = SecondLook(losses, live), Taken([], 0.0)
    assert not look.explains(Trouble(kind), taken, taken, live)
