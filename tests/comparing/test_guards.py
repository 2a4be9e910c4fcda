"""What the table says of adapters: told from trials made up here, by arithmetic done by hand."""

from typing import Any

import pytest

from lekalo.comparing.guards import lora_short, prompt_tuning_limit
from lekalo.comparing.table import Row
from lekalo.comparing.trial import Trial, trial_from_json, trial_to_json
from lekalo.comparing.words import signed
from lekalo.core.records import Expectation, Interval, Item, ItemResult, Message, Score, SuiteResult
from lekalo.evaluation.suites import Suite


def trial(
    held_out: float, trained: float, passes: int = 10, history: tuple[float, ...] = (3.0, 2.0)
) -> Trial:
    """Sixteen parts around these losses, and a suite of twenty items, `passes` of them passed."""
    items = tuple(
        ItemResult(f"q{n}", "", "stop", (Score(1.0 if n < passes else 0.0),)) for n in range(20)
    )
    suite = SuiteResult("facts", "target", "h", Interval(passes / 20, 0, 1, 20), items)
    parts = tuple(0.01 * (n % 4) for n in range(16))
    return Trial(
        seed=7,
        loss=held_out,
        groups=tuple(held_out + part for part in parts),
        train_losses=history,
        train_groups=tuple(trained + part for part in parts),
        seconds=1.0,
        peak=1,
        size=1,
        share=0.1,
        best=1,
        suites=(suite,),
    )


def row(name: str, adapter: str, made: Trial, rank: int | None = None) -> Row:
    return Row(name, adapter, rank, "none", {}, 1.0, 1, 1, 0.1, (made,))


def suite(scorer: str) -> Suite:
    item = Item("q0", (Message("user", "?"),), (Expectation(scorer),))
    return Suite("facts", "target", (item,), "h")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_adapter_that_underfits_is_called_too_small(language: Any) -> None:
    rows = [row("big", "full", trial(1.0, 0.8)), row("low", "lora", trial(1.3, 1.2), rank=2)]
    (found,) = lora_short(rows, language)
    assert (found.code, found.severity) == ("lora-short", "note")
    assert found.figure == pytest.approx(0.3)
    assert signed(0.4, 3, language) in found.remedy and "adapter.rank" in found.remedy
    assert " 8" in found.remedy  # four times its rank


def test_an_adapter_that_learned_its_rows_is_not_called_small() -> None:
    rows = [row("big", "full", trial(1.0, 0.8)), row("low", "lora", trial(1.3, 0.8), rank=2)]
    (found,) = lora_short(rows, "en")
    assert "a larger adapter is not the first thing" in found.remedy


def test_full_training_that_only_memorised_does_not_make_an_adapter_small() -> None:
    rows = [row("big", "full", trial(1.5, 0.1)), row("low", "lora", trial(1.3, 1.2), rank=2)]
    (found,) = lora_short(rows, "en")
    assert "No loss" in found.remedy and found.figure == pytest.approx(-0.2)


def test_without_full_training_there_is_nothing_to_say() -> None:
    assert not list(lora_short([row("low", "lora", trial(1, 1), rank=2)] * 2, "en"))


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("adapter", ["prompt", "prefix", "ptuning"])
def test_a_soft_prompt_short_of_lora_is_warned_of(adapter: str, language: Any) -> None:
    soft = trial(2.0, 1.9, passes=4, history=(3.0, 2.0, 1.995))
    rows = [row("soft", adapter, soft), row("low", "lora", trial(1.2, 1.1, passes=18), rank=8)]
    (found,) = prompt_tuning_limit(rows, [suite("numeric")], language)
    assert (found.code, found.severity) == ("prompt-tuning-limit", "warning")
    assert found.figure == pytest.approx(0.8)
    words = {"en": ("stalled", "facts"), "ru": ("остановилось", "фактов")}[language]
    assert all(word in found.message for word in words)
    assert signed(-70.0, 1, language) in found.message  # 4 of 20 beside 18 of 20


@pytest.mark.parametrize(
    ("language", "rules", "advice"),
    [("en", "rules of form", "more epochs"), ("ru", "правил формы", "добавьте эпох")],
)
def test_a_soft_prompt_that_still_learns_is_to_be_trained_on(language, rules, advice) -> None:
    lora = row("low", "lora", trial(1.2, 1.1, passes=20), rank=8)
    (found,) = prompt_tuning_limit(
        [row("soft", "prompt", trial(2.0, 1.9)), lora], [suite("sections")], language
    )
    assert rules in found.message and advice in found.remedy
    stands = row("soft", "prompt", trial(2.0, 1.9, history=(2.0, 1.995)))
    (found,) = prompt_tuning_limit([stands, lora], [suite("sections")], language)
    assert rules in found.message and advice not in found.remedy


def test_a_soft_prompt_as_good_as_lora_passes() -> None:
    rows = [row("soft", "prompt", trial(1.2, 1.1)), row("low", "lora", trial(1.2, 1.1), rank=8)]
    assert not list(prompt_tuning_limit(rows, [suite("numeric")], "en"))


def test_a_trial_is_read_back_as_it_was_written() -> None:
    made = trial(1.0, 0.9)
    assert trial_from_json(trial_to_json(made)) == made
