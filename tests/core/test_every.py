"""Intervals as people write them."""

import pytest

from lekalo.core.errors import RecipeError
from lekalo.core.every import Every, read_every
from lekalo.core.recipe import parse_recipe
from lekalo.core.train_settings import KeepSettings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (200, Every(200, "steps")),
        ("1 step", Every(1, "steps")),
        ("0.5 epochs", Every(0.5, "epochs")),
        ("100k tokens", Every(100_000, "tokens")),
        ("1.5M tokens", Every(1_500_000, "tokens")),
    ],
)
def test_what_is_read(text, expected):
    assert read_every(text) == expected
    assert read_every(str(expected)) == expected  # run.json holds it so


def _recipe(**train):
    return parse_recipe({"name": "t", "data": {"train": "x"}, "train": train})


@pytest.mark.parametrize("wrong", ["often", "0", "-1 epochs", "1.5 steps", "2 hours", "", [3]])
def test_what_is_refused(wrong):
    with pytest.raises(RecipeError, match=r"train\.eval_every: .*(epochs may be 0\.5|say it as)"):
        _recipe(eval_every=wrong)


def test_a_number_of_checkpoints_is_a_policy():
    assert _recipe(keep=3).train.keep == KeepSettings(best=1, last=4)
    assert _recipe(keep={"best": 2, "last": 1, "every": 50}).train.keep.every == 50


def test_best_by_names_a_suite():
    with pytest.raises(RecipeError, match=r"no suite is called so.*eval_loss"):
        _recipe(best_by="evalloss")
