"""Every scorer on answers whose right score a person can see, in both languages."""

import re
import time
from typing import Any

import pytest

from lekalo.core.errors import DataError, UserError
from lekalo.core.interfaces import SCORERS
from lekalo.core.records import Completion, Item

ITEM = Item("1", (), ())


def value(scorer: str, answer: str, **options: Any) -> float:
    found = SCORERS.get(scorer)()
    found.validate(options)
    score = found.score(ITEM, Completion(answer, (), "stop", 1), options)
    assert score.reason.endswith((".", "?")), "a reason is a sentence"
    return score.value


def refusal(scorer: str, **options: Any) -> str:
    with pytest.raises(DataError) as caught:
        SCORERS.get(scorer).validate(options)
    return str(caught.value)


def test_every_scorer_is_named_as_its_file() -> None:
    assert SCORERS.names() == ["contains", "exact", "fact", "numeric", "regex", "sections"]
    assert all(SCORERS.get(name).name == name for name in SCORERS.names())
    with pytest.raises(UserError, match="did you mean 'numeric'"):
        SCORERS.get("numeri")


@pytest.mark.parametrize(
    ("answer", "target", "ignore_case", "expected"),
    [
        ("yes", "yes", False, 1),
        (" yes\n", "yes", False, 1),
        ("Yes", "yes", False, 0),
        ("Yes", "yes", True, 1),
        ("yes.", "yes", True, 0),
        ("ещё  РАЗ", "Еще раз", True, 1),
        ("ещё", "еще", False, 0),
        ("STRASSE", "straße", True, 1),
        ("и\u0306од", "йод", False, 1),  # й written as и with a combining breve
        ("", "yes", False, 0),
    ],
)
def test_exact(answer: str, target: str, ignore_case: bool, expected: float) -> None:
    assert value("exact", answer, target=target, ignore_case=ignore_case) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"all": ["reset", "PASSWORD"]}, 1),
        ({"all": ["reset", "refund"]}, 0),
        ({"any": ["refund", "link"]}, 1),
        ({"any": ["refund", "money"]}, 0),
        ({"none": ["refund"]}, 1),
        ({"none": ["pass"]}, 0),
        ({"all": ["reset"], "any": ["link", "mail"], "none": ["refund"]}, 1),
        ({"all": ["reset"], "any": ["link"], "none": ["mail"]}, 0),
    ],
)
def test_contains(options: dict[str, Any], expected: float) -> None:
    answer = "To reset your\n password, use the link in the mail."
    assert value("contains", answer, **options) == expected


def test_contains_reads_russian_loosely_and_across_lines() -> None:
    assert value("contains", "Мы ГАРАНТИРУЕМ приём\nзаявки", all=["гарант", "прием заявки"]) == 1


@pytest.mark.parametrize(
    ("pattern", "flags", "answer", "expected"),
    [
        (r"\bno\b", "", "There is no stock.", 1),
        (r"\bno\b", "", "There is nothing.", 0),
        (r"^Да", "i", "да, конечно", 1),
        (r"^two$", "m", "one\ntwo", 1),
        (r"^two$", "", "one\ntwo", 0),
        (r"one.two", "s", "one\ntwo", 1),
        (r"one.two", "", "one\ntwo", 0),
    ],
)
def test_regex(pattern: str, flags: str, answer: str, expected: float) -> None:
    assert value("regex", answer, pattern=pattern, flags=flags) == expected


def test_a_pattern_that_would_hang_is_stopped_and_fails() -> None:
    started = time.monotonic()
    # Nested repeats: 2^40 ways to split forty letters before the match can fail.
    answer = Completion("a" * 40 + "!", (), "stop", 1)
    score = SCORERS.get("regex")().score(ITEM, answer, {"pattern": r"^(\w+\s?)+(x+x+)+y$|(a|aa)+$"})
    assert score.value == 0
    assert "stopped after" in score.reason
    assert time.monotonic() - started < 10


SHORT = {"headings": ["Short", "Details", "Next step"]}
CORE = {"headings": ["Коротко", "Подробно", "Следующий шаг"]}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Short: yes.\nDetails: because.\nNext step: write.", 1),
        ("Short:\nyes.\n\nDetails:\nbecause.\nand more.\n\nNext step:\nwrite.", 1),
        ("## Short\nyes\n## Details\nbecause\n## Next step\nwrite", 1),
        ("**Short:** yes\n**Details**: because\n**Next step**\nwrite", 1),
        ("__Short__: yes\nSHORTLY it is so\nDetails: because\nNext step: write", 1),
        ("\r\nshort: yes\r\ndetails: because\r\nnext step: write\r\n", 1),
        ("Short: yes\nPrice: 3\nDetails: because\nNext step: write", 1),
        ("Hello!\nShort: yes.\nDetails: because.\nNext step: write.", 0),
        ("Short: yes.\nNext step: write.\nDetails: because.", 0),
        ("Short: yes.\nDetails:\n\nNext step: write.", 0),
        ("Short: yes.\nDetails: because.", 0),
        ("Short: yes.\nDetails: because.\nNext step: write.\nNext step: call.", 0),
        ("Short yes.\nDetails because.\nNext step write.", 0),
        ("Well, Short: yes. Details: because. Next step: write.", 0),
        ("Short: ** \nDetails: because.\nNext step: **", 0),
        ("", 0),
    ],
)
def test_sections(answer: str, expected: float) -> None:
    assert value("sections", answer, **SHORT) == expected


def test_sections_in_russian() -> None:
    answer = "Коротко: да.\nПодробно: счёт готов.\nСледующий шаг: оплатите."
    assert value("sections", answer, **CORE) == 1
    assert value("sections", answer.replace("Следующий шаг", "Дальше"), **CORE) == 0
    assert value("sections", "Счет: готов", headings=["Счёт:"]) == 1


def test_sections_may_come_in_any_order_and_after_a_greeting() -> None:
    answer = "Hello!\nDetails: because.\nShort: yes.\nNext step: write."
    assert value("sections", answer, **SHORT, order=False, preamble=True) == 1
    assert value("sections", answer, **SHORT, order=False) == 0
    assert value("sections", answer, **SHORT, preamble=True) == 0


@pytest.mark.parametrize(
    ("answer", "target"),
    [
        ("12", 12),
        ("The total is 12.", 12),
        ("5 + 7 = 12", 12),
        ("12 - 7 = 5", 5),
        ("-5", -5),
        ("\u22125", -5),
        ("баланс: –5 руб.", -5),
        ("debt -$5", -5),
        ("10-15", 15),
        ("COVID-19", 19),
        ("1 234,5", 1234.5),
        ("1\u00a0234\u00a0567", 1234567),
        ("1,234.5", 1234.5),
        ("1,234,567", 1234567),
        ("1.234,50 EUR", 1234.5),
        ("1.234.567", 1234567),
        ("1,234", 1234),
        ("1,234", 1.234),
        ("1.234", 1.234),
        ("0,123", 0.123),
        ("0,5", 0.5),
        ("50%", 50),
        ("5кг", 5),
        ("1.5e-3", 0.0015),
        ("in 2024 100 people came", 100),
        ("7 on 12.05.2024 at 10:30", 7),
        ("3, see A4 and 1/2", 3),
        ("12,", 12),
        ("(42)", 42),
    ],
)
def test_numeric_reads_the_last_number(answer: str, target: float) -> None:
    assert value("numeric", answer, target=target) == 1
    assert value("numeric", answer, target=target + 0.001) == 0


@pytest.mark.parametrize("answer", ["", "none", "двенадцать", "12.05.2024", "A4", "1.234 or 9"])
def test_numeric_finds_no_such_number(answer: str) -> None:
    assert value("numeric", answer, target=1234) == 0
    assert value("numeric", answer, target=12) == 0


def test_numeric_tolerance_is_decimal() -> None:
    assert abs(2.4 - 2.3) > 0.1, "binary floats would refuse this"
    assert value("numeric", "2.4", target=2.3, tolerance=0.1) == 1
    assert value("numeric", "2.41", target=2.3, tolerance=0.1) == 0


@pytest.mark.parametrize(
    ("scorer", "options", "said"),
    [
        ("exact", {"target": "x", "ignorecase": True}, "did you mean 'ignore_case'"),
        ("exact", {}, "'target' is required"),
        ("exact", {"target": 5}, "a text, but it is 5"),
        ("exact", {"target": " "}, "target"),
        ("contains", {}, "at least one of: any, all, none"),
        ("contains", {"all": "phrase"}, "a list"),
        ("contains", {"any": [""]}, "any.0"),
        ("contains", {"all": ["refunded"], "none": ["REFUND"]}, "no answer can pass"),
        ("regex", {"pattern": "("}, "is not a regular expression"),
        ("regex", {"pattern": "a", "flags": "ix"}, "unknown flag 'x'"),
        ("sections", {"headings": []}, "headings"),
        ("sections", {"headings": ["A", "a:"]}, "listed twice"),
        ("sections", {"headings": ["A"], "ordr": True}, "did you mean 'order'"),
        ("sections", {"headings": ["**"]}, "needs letters"),
        ("numeric", {"target": "12"}, "target"),
        ("numeric", {"target": True}, "target"),
        ("numeric", {"target": float("nan")}, "finite"),
        ("numeric", {"target": 1, "tolerance": -1}, "tolerance"),
    ],
)
def test_wrong_options_are_said(scorer: str, options: dict[str, Any], said: str) -> None:
    message = refusal(scorer, **options)
    assert said in message
    assert message.startswith(f"scorer '{scorer}': ")
    assert not re.search(r"\.\.|pydantic|\n", message)


@pytest.mark.parametrize("pattern", ["(" * 900 + ")" * 900, "(((a{1,999}){1,999}){1,999}){1,999}b"])
def test_monstrous_patterns_end_quickly(pattern: str) -> None:
    started = time.monotonic()
    try:
        value("regex", "a" * 5000, pattern=pattern)
    except DataError as error:
        assert "regular expression" in str(error)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("target", "answer", "right"),
    [
        ("14 days", "You have two weeks to send it back.", 1),
        ("14 days", "You have 10 days.", 0),
        ("$1,200.50", "It costs 1 200,50 dollars.", 1),
        ("$20", "20 euros", 0),
        ("45", "Price: 45 coins.", 1),
        ("45", "Price: 145 coins.", 0),
        ("5 March 2026", "Until 05.03.2026.", 1),
        ("5 марта", "Акция до 5 марта, не до 6 марта.", 1),
        ("5 марта", "Акция до 6 марта или до 5 марта.", 0),
        ("14 дней", "Вернуть можно за две недели.", 1),
        ("14 дней", "Не знаю.", 0),
        ("Friday", "It comes on Friday.", 1),
        ("+44 20 7946 0123", "Call +44 (20) 7946-0123.", 1),
        ("help@example.com", "Write to Help@example.com.", 1),
    ],
)
def test_fact(target: str, answer: str, right: float) -> None:
    assert value("fact", answer, target=target) == right


def test_fact_options() -> None:
    assert "must state one fact" in refusal("fact", target="soon")
    assert "it states 2" in refusal("fact", target="5 days or $20")
