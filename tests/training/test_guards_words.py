"""Figures in what training says of itself: as the reader writes them in a sentence, and as a
recipe takes them where they are to be typed."""

import re

import pytest

from lekalo.core.recipe import parse_recipe
from lekalo.core.train_settings import TrainSettings
from lekalo.training.checkpoint import Evaluation, RollBack, State
from lekalo.training.guards import blind_epochs, only_the_last, run_findings
from lekalo.training.range_curve import RangeTest

POINT, COMMA = re.compile(r"\d\.\d"), re.compile(r"\d,\d")
KEYS = re.compile(r"data\.eval_share(?: to|:) [\d.]+\d")
TYPED = re.compile(r"train\.learning_rate(?: to|:| не больше) ([\d.e-]+\d)")


def _findings(language):
    """All that a run can say, with figures that have decimals everywhere."""
    rates = RangeTest((1e-4, 1e-3), (-0.5, 0.5), 1, low=1e-4, high=2.5e-4, pick=1.5e-4)
    back = RollBack(6, 4, 0.0015, "spike", 7.25, 1.125)
    evals = tuple(
        Evaluation(
            10 * n, 1.5 + n / 8, 1 - n / 10, groups=(1.5 + n / 8 + n / 1e4,) * 8 + (n / 1.0,) * 8
        )
        for n in range(1, 5)
    )
    state = State(40, 40, 1, 1.0, "", "", "", 0.0015, evals, rolled_back=(back, back))
    settings = TrainSettings(learning_rate=0.0015, epochs=1.5, keep={"best": 0})
    said = run_findings(settings, rates, state, 15, language, standing={10, 40})
    early = [blind_epochs(settings, 0, language), only_the_last(settings, 1, language)]
    return [*said, *(finding for finding in early if finding)]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_figures_are_written_as_the_reader_writes_them(language):
    found = _findings(language)
    codes = [finding.code for finding in found]
    assert sorted(set(codes)) == [
        "blind-epochs",
        "only-the-last",
        "overfitting",
        "risky-learning-rate",
    ]
    wrong = POINT if language == "ru" else COMMA
    right = COMMA if language == "ru" else POINT
    assert not [f.message for f in found if wrong.search(f.message)]
    assert sum(bool(right.search(f.message)) for f in found) >= 4
    prose = [TYPED.sub("", KEYS.sub("", finding.remedy)) for finding in found]
    assert not [remedy for remedy in prose if wrong.search(remedy)]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_rate_to_be_typed_is_one_that_a_recipe_takes(language):
    rates = [rate for f in _findings(language) for rate in TYPED.findall(f.remedy)]
    assert len(rates) == 2
    for rate, expected in zip(rates, [1.5e-4, 0.00075], strict=True):
        values = {"name": "t", "base": "b", "data": {"train": ["x"]}}
        read = parse_recipe(values | {"train": {"learning_rate": rate}})
        assert read.train.learning_rate == pytest.approx(expected)
