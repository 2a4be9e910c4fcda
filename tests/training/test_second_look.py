"""A leap of the loss is a divergence only where the same rows were easier before."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from lekalo.core.errors import HeldError
from lekalo.core.runlog import RunLog
from lekalo.data.batches import Row
from lekalo.data.rows import RowList
from lekalo.training import second_look
from lekalo.training.loop import fit
from lekalo.training.second_look import SecondLook
from lekalo.training.watch import NATS, Trouble
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


@pytest.mark.parametrize(("now", "explained"), [(1.0 + NATS, True), (1.1 + NATS, False)])
def test_what_was_easy_for_the_last_checkpoint_has_been_unlearned(now, explained):
    """The loss of the made-up model is its one weight: 1 as it was kept, 9 by now."""
    live = {"w": torch.tensor([1.0])}
    rows = [Row(np.zeros(4, np.int32), np.array([False, True, True, True]))]
    look = SecondLook(lambda own, share: iter([live["w"].sum() * 3]), live)
    live["w"].fill_(9.0)
    assert look.explains(SPIKE, rows, now, live) is explained
    assert live["w"].item() == 9.0


@pytest.mark.parametrize("kind", ["nan", "gradient"])
def test_what_is_no_matter_of_hard_rows_is_not_looked_at(kind):
    def losses(own, share):
        raise AssertionError("nothing is to be computed")

    look = SecondLook(losses, {"w": torch.tensor([1.0])})
    assert not look.explains(Trouble(kind), [], 0.0, {"w": torch.tensor([1.0])})
