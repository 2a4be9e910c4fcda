"""Each check with planted defects, which it names, and decoys, which it leaves alone."""

from __future__ import annotations

import pytest

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Example, Expectation, Finding, Item, Message, Where
from lekalo.data.audit import audit
from lekalo.data.normalise import normalise


def row(question: str, answer: str, line: int = 0, author: str = "", system: str = "") -> Example:
    first = (Message("system", system),) if system else ()
    turns = (*first, Message("user", question), Message("assistant", answer))
    meta = {"author": author} if author else {}
    return Example(turns, Where("train.jsonl", line), meta=meta)


def run(name: str, train: list[Example], held_out: list[Example] | None = None) -> list[Finding]:
    return list(CHECKS.get(name)().run(Material(train, held_out or [])))


def lines(finding: Finding) -> list[int | None]:
    return [where.line for where in finding.where]


def test_every_check_is_named_as_its_file_and_is_quiet_on_nothing() -> None:
    assert {"leakage", "duplicates", "contradictions"} <= set(CHECKS.names())
    for name in CHECKS.names():
        check = CHECKS.get(name)
        assert issubclass(check, Check) and check.name == name
        assert list(check().run(Material())) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Где мой заказ?", "где  мой ЗАКАЗ!!!", True),
        ("Ещё не пришёл", "еще не пришел", True),
        ("“Quote” it — now", "quote it, now", True),
        ("ﬁle", "file", True),
        ("What is 2+2?", "What is 2-2?", False),
        ("What is -5 + 3?", "What is 5 + 3?", False),
        ("Version 1.5", "Version 15", False),
        ("Is it in 2020.", "is it in 2020", True),
        ("👍", "👎", False),
        ("where is it", "where is", False),
    ],
)
def test_normalise(one: str, other: str, same: bool) -> None:
    assert (normalise(one) == normalise(other)) is same


def test_leakage_names_both_places() -> None:
    train = [row("Where is my order?", "x", 1), row("Можно вернуть ещё?", "y", 2)]
    unseen = [row("можно вернуть еще", "", 8), row("Where is my refund?", "", 9)]
    (finding,) = run("leakage", train, unseen)
    assert (finding.code, finding.severity) == ("leakage", "hold")
    assert lines(finding) == [8, 2] and finding.figure == 0.5
    assert run("leakage", train, unseen[1:]) == []


def test_leakage_compares_whole_chats_of_many_turns() -> None:
    def two(first: str, second: str) -> Example:
        turns = [("user", first), ("assistant", "a"), ("user", second), ("assistant", "b")]
        return Example(tuple(Message(role, text) for role, text in turns))  # type: ignore[arg-type]

    assert run("leakage", [two("Hello", "Price?")], [two("Hello", "Delivery?")]) == []
    assert run("leakage", [two("Hello", "Price?")], [two("hello!", "price")])


def test_duplicates_are_whole_chats() -> None:
    train = [row("a", "Yes.", 1), row("A!", "yes", 2), row("a", "no", 3), row("b", "Yes.", 4)]
    (finding,) = run("duplicates", train)
    assert (finding.severity, lines(finding), finding.figure) == ("warning", [2], 0.25)
    assert run("duplicates", train[1:]) == []


def test_few_rows_and_few_answers() -> None:
    long = "Thank you for writing to us, we are looking into it."
    varied = [row(f"q{n}", f"{long} Sort {'o' * n}k.") for n in range(60)]
    assert run("small-uniform-data", varied) == []
    (few,) = run("small-uniform-data", varied[:49])
    assert (few.figure, few.threshold) == (49, 50)
    uniform = [row(f"q{n}", f"{long} Number {n % 5}.") for n in range(60)]
    (alike,) = run("small-uniform-data", uniform)
    assert "only 5 distinct answers" in alike.message and alike.figure == pytest.approx(5 / 60)


def test_labels_are_meant_to_repeat() -> None:
    labels = [row(f"Review {n}", ("good", "bad")[n % 2]) for n in range(100)]
    assert run("small-uniform-data", labels) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yes, of course.", "No, sorry."),
        ("Да, можно.", "Нет, нельзя."),
        ("Delivery takes 3 days.", "Delivery takes 5 days."),
        ("Стоит 2,5 тысячи", "Стоит 3,5 тысячи"),
        ("From 10 to 18", "From 9 to 18"),
    ],
)
def test_answers_that_disagree(one: str, other: str) -> None:
    train = [row("Вопрос?", one, 1, "Anna"), row("вопрос", other, 2, "Boris"), row("b", "c", 3)]
    (finding,) = run("contradictions", train)
    assert lines(finding) == [1, 2] and "Anna, Boris" in finding.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yes, of course.", "Yes, you may."),
        ("No problem, it takes 3 days.", "It takes 3 days."),
        ("It costs 1 000 roubles.", "It costs 1,000 roubles."),
        ("It costs 1000.", "The price is 1\u00a0000."),
        ("Wait 2,5 hours", "Wait 2.5 hours"),
        ("Wait 3 days.", "Wait 3 days or call 112."),
        ("1. Open it\n2. Close it", "Open it, then close it 2 times"),
        ("Нету на складе", "Да, ждём"),
        ("Wait a little.", "Wait 3 days."),
    ],
)
def test_answers_that_do_not_disagree(one: str, other: str) -> None:
    assert run("contradictions", [row("Q", one), row("q", other)]) == []


def test_other_system_texts_may_ask_for_other_answers() -> None:
    train = [row("Hours?", "9 to 18", system="Moscow"), row("Hours?", "10 to 20", system="Omsk")]
    assert run("contradictions", train) == []


def test_contradictions_hold_above_one_percent_only() -> None:
    clash = [row("q", "3 days"), row("q", "5 days")]
    for others, severity in ((197, "hold"), (198, "warning")):
        train = clash + [row(f"{n}?", "x") for n in range(others)]
        (finding,) = run("contradictions", train)
        assert (finding.severity, finding.figure) == (severity, 2 / (others + 2))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("It costs $19.99.", "prices"),
        ("Цена 1 500 руб.", "prices"),
        ("Всего 20 рублей", "prices"),
        ("Стоит 300 ₽ за штуку", "prices"),
        ("About 15 euros", "prices"),
        ("From 05.03.2024 on", "dates"),
        ("on 2024-03-05", "dates"),
        ("until March 5th", "dates"),
        ("5 марта начнётся", "dates"),
        ("Call +7 (495) 123-45-67", "phone numbers"),
        ("Звоните 8 800 555 35 35", "phone numbers"),
        ("Call 555-123-4567", "phone numbers"),
        ("WhatsApp +79161234567", "phone numbers"),
    ],
)
def test_volatile_facts_by_kind(answer: str, kind: str) -> None:
    (finding,) = run("volatile-facts", [row("q", "x", 1), row("q", answer, 2)])
    assert f"({kind} in 1)" in finding.message and lines(finding) == [2]


@pytest.mark.parametrize(
    "answer",
    [
        "Your order 113542617735902 is on its way.",
        "Press 2 and wait 15 minutes.",
        "We work 24/7.",
        "Use version 1.2.3 of it.",
        "You may 5 times a day",
        "Рубль — это валюта.",
        "Возьмите 3 рубашки",
        "Он 2 марки собрал",
        "Ask {{Price}} on {{Date}}, {{Phone Number}}",
        "In chapter 12.5 of 2000 pages",
        "Serial 123-456-78",
    ],
)
def test_volatile_facts_decoys(answer: str) -> None:
    assert run("volatile-facts", [row("q", answer)]) == []


def test_volatile_facts_do_not_choke_on_digits() -> None:
    assert run("volatile-facts", [row("q", "1" * 50_000), row("q", "1 " * 50_000)]) == []
    assert run("contradictions", [row("q", "1 " * 20_000), row("q", "\n" * 20_000)]) == []


def test_the_audit_asks_the_suites_too_and_puts_holds_first() -> None:
    train = [row("Where is it?", "Here.", 1), row("Where is it?", "Here.", 2)]
    item = Item(
        "t-1",
        (Message("user", "where is it"),),
        (Expectation("exact"),),
        Where("suites/golden.jsonl", 4),
    )
    result = audit(Material(train, [Example(item.messages, item.where)]))
    assert not any(item.failed for item in result.not_run)
    codes = [finding.code for finding in result.findings]
    assert codes[0] == "leakage" and set(codes) == {"leakage", "duplicates", "small-uniform-data"}
    assert result.findings[0].where[0] == Where("suites/golden.jsonl", 4, "same")


def test_a_check_that_raised_is_shown_as_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> list[Finding]:
        raise ZeroDivisionError("no rows")

    monkeypatch.setattr(CHECKS.get("duplicates"), "run", broken)
    result = audit(Material([row("q", "a", 1), row("q", "a", 2)]))
    (not_run,) = (item for item in result.not_run if item.failed)
    assert (not_run.check, not_run.reason) == ("duplicates", "ZeroDivisionError: no rows")
    assert "small-uniform-data" in [finding.code for finding in result.findings]
