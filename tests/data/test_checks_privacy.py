"""`personal-data` and its mask: the rows are named, the data is not, the text stays readable."""

from __future__ import annotations

import pytest

from lekalo.core.findings import finding_json
from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Document, Example, Finding, Message, Pair, Rated, ToolCall, Where
from lekalo.data.mask import WORDS, mask, mask_example, mask_record
from lekalo.text.personal_data import KINDS


def row(question: str, answer: str, line: int = 0) -> Example:
    return Example(
        (Message("user", question), Message("assistant", answer)), Where("train.jsonl", line)
    )


def run(name: str, material: Material) -> list[Finding]:
    return list(CHECKS.get(name)().run(material))


def test_the_finding_counts_kinds_and_never_shows_the_data() -> None:
    train = [
        row("Где заказ 7707083894?", "В пути.", 1),
        row("Я Иван Петров, +7 916 123-45-67", "Спасибо!", 2),
        row("Почта", "ivan@mail.ru", 3),
        row("Почта", "anna@mail.ru", 4),
    ]
    (finding,) = run("personal-data", Material(train, language="ru"))
    assert (finding.severity, finding.figure) == ("warning", 0.75)
    assert [(w.line, w.part) for w in finding.where] == [
        (2, "телефоны, имена людей"),
        (3, "адреса почты"),
        (4, "адреса почты"),
    ]
    assert "в 3 строках из 4 (адреса почты в 2 строках" in finding.message
    shown = str(finding_json(finding)) + repr(finding)
    assert not any(secret in shown for secret in ("Петров", "916", "mail.ru"))
    (english,) = run("personal-data", Material(train[2:3]))
    assert "1 row of 1 carry personal data (e-mail addresses in 1 row)" in english.message


def test_every_shape_of_row_is_read() -> None:
    asked = (Message("user", "hi"),)
    call = Message("assistant", "", (ToolCall("send", '{"to": "a@b.ru"}'),))
    material = Material(
        [Example((*asked, call), Where("a", 1))],
        documents=[Document("Звоните +7 916 123-45-67", Where("b", 1))],
        pairs=[Pair(asked, "ok", "a@b.ru", Where("c", 1))],
        rated=[Rated(asked, "a@b.ru", True, Where("d", 1))],
    )
    (finding,) = run("personal-data", material)
    assert [where.file for where in finding.where] == ["a", "b", "c", "d"]


def test_a_first_name_alone_is_no_finding_but_is_masked() -> None:
    greeting = row("Ask Nicole", "She is out.", 1)
    assert run("personal-data", Material([greeting])) == []
    assert mask("Ask Nicole") == "Ask [name]"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            "Анна Петрова просит звонить на +7 916 123-45-67.",
            "[ФИО] просит звонить на [телефон].",
        ),
        (
            "Call Mary Ann Brown at 415-555-0199 or 415-555-0100.",
            "Call [name] at [phone 1] or [phone 2].",
        ),
        (
            "Передайте Анне Петровой, что Анна Петрова и Олег Седов ждут.",
            "Передайте [ФИО 1], что [ФИО 1] и [ФИО 2] ждут.",
        ),
        ("звоните 8(916)123-45-67 (+7 916 123 45 67)", "звоните [телефон] ([телефон])"),
        ("ИНН 7707083894 и заказ 12345", "ИНН 7707083894 и заказ 12345"),
    ],
)
def test_mask(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert mask(masked) == masked


def test_numbers_run_through_the_whole_row() -> None:
    masked = mask_example(row("I'm John Smith, not Jane Brown.", "Hello, John Smith!"))
    assert [m.content for m in masked.messages] == [
        "I'm [name 1], not [name 2].",
        "Hello, [name 1]!",
    ]


def test_a_row_with_nothing_to_mask_is_the_same_object() -> None:
    clean = row("Where is my order?", "On its way.")
    assert mask_record(clean) is clean
    document = Document("Пишите на a@b.ru", Where("d", 1), "О нас")
    assert mask_record(document) == Document("Пишите на [e-mail]", Where("d", 1), "О нас")


def test_calls_pairs_and_ratings_are_masked() -> None:
    asked = (Message("user", "me: a@b.ru"),)
    call = Message("assistant", "", (ToolCall("send", '{"to": "c@d.ru"}'),))
    masked = mask_record(Example((*asked, call)))
    assert isinstance(masked, Example)
    assert masked.messages[1].tool_calls[0].arguments == '{"to": "[e-mail 2]"}'
    assert mask_record(Pair(asked, "a@b.ru", "no")) == Pair(
        (Message("user", "me: [e-mail]"),), "[e-mail]", "no"
    )
    assert mask_record(Rated(asked, "a@b.ru", False)) == Rated(
        (Message("user", "me: [e-mail]"),), "[e-mail]", False
    )


def test_fixes_are_the_masked_rows() -> None:
    train = [row("hi", "hello", 1), row("I am at a@b.ru", "ok", 2)]
    (fix,) = CHECKS.get("personal-data")().fixes(Material(train, language="ru"))
    assert (fix.where.line, fix.why) == (2, "замаскированы: адреса почты")
    assert fix.record == row("I am at [e-mail]", "ok", 2)


def test_every_kind_has_its_words() -> None:
    for words in WORDS.values():
        assert set(words) == set(KINDS)
