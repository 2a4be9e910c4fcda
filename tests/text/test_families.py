"""Words of one root share a key; words that only look alike do not."""

from __future__ import annotations

import pytest

from lekalo.text.families import family
from lekalo.text.synonyms import asking, concept, concept_of, groups, light, operations, opposites


@pytest.mark.parametrize(
    "words",
    [
        "оплата оплатить оплачивать",
        "установка установить устанавливать",
        "возврат возвращать возвратить",
        "подтверждение подтвердить подтверждать",
        "примерка примерить примерять",
        "проводить проводиться",
        "deliver deliveri",
        "approv approval",
    ],
)
def test_one_root_is_one_family(words: str) -> None:
    assert len({family(word) for word in words.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "вход выход",
        "перевод перевозка",
        "парковка партия",
        "открыть закрыть",
        "страница страна",
        "mission miss",
        "million mill",
    ],
)
def test_other_roots_and_prefixes_are_other_families(words: str) -> None:
    one, other = words.split()
    assert family(one) != family(other)


def test_a_word_of_no_group_stands_for_its_family() -> None:
    assert concept("примерка") == concept("примерить") != concept("примечание")


def test_a_family_leads_to_the_group_of_its_words() -> None:
    assert "доносчик" not in groups()
    assert concept_of("частный") == family("частный")  # часто is not private: the root is short
    assert concept_of("приостановиться") == concept_of("приостановить")


def test_the_tables_are_read_whole() -> None:
    assert "cancel" in operations()
    assert (concept("before"), concept("after")) in opposites()
    assert concept("status") in light()
    assert concept("когда") in asking()
    assert concept("отменить") == concept("cancel")
