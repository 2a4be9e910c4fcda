"""The logistics corpus: what is held out stays out, and each question has one right ending."""

from __future__ import annotations

from random import Random

import pytest

from lekalo.demo.company import logistics
from lekalo.demo.company.grammar import Lang

LANGUAGES: tuple[Lang, ...] = ("en", "ru")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_held_out_wording_stands_in_a_training_document(lang: Lang) -> None:
    trained = "\n".join(logistics.documents(lang, 300, Random(1))).lower()
    for term in logistics.terms(lang):
        assert term.definition.lower() in trained  # what is asked of was taught
        assert term.reworded.lower() not in trained
        assert term.held_use.lower() not in trained


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_right_ending_stands_where_it_is_said_to(lang: Lang) -> None:
    terms = logistics.terms(lang)
    for kind, wanted in (
        (logistics.definitions, [term.definition for term in terms]),
        (logistics.clozes, [term.name for term in terms]),
    ):
        choices = kind(lang, Random(2))
        assert [c.endings[c.right].strip(" .") for c in choices] == wanted
        assert all(len(set(c.endings)) == 4 for c in choices)
        assert len({c.right for c in choices}) > 1  # a constant guess must not win


def test_both_languages_have_as_many_terms_and_the_seed_decides() -> None:
    assert len(logistics.terms("en")) == len(logistics.terms("ru")) == 16
    first, second, other = (logistics.documents("ru", 5, Random(seed)) for seed in (1, 1, 2))
    assert first == second != other
