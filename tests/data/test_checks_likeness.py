"""`duplicates` and `leakage`: each kind of likeness, and decoys that are alike and are not."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Document, Example, Finding, Message, Pair, Rated, Where
from lekalo.data.checks._leaks import leaks

BANKING = Path(__file__).resolve().parents[2] / "../shared/data/banking77/train.csv"

LONG = (
    "You can do this on the page of the order: open it, choose what you want to do with it and "
    "confirm. If something does not go as it should, write to us and we will help."
)


def row(question: str, answer: str = LONG, line: int = 0, group: str = "") -> Example:
    turns = (Message("user", question), Message("assistant", answer))
    return Example(turns, Where("train.jsonl", line), group)


def held(question: str, line: int, group: str = "", answer: str = "") -> Example:
    turns = [Message("user", question)]
    if answer:
        turns.append(Message("assistant", answer))
    return Example(tuple(turns), Where("held.jsonl", line), group)


def run(name: str, material: Material) -> list[Finding]:
    return list(CHECKS.get(name)().run(material))


def duplicates(*train: Example) -> list[Finding]:
    return run("duplicates", Material(train))


# --- duplicates ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Как отменить заказ?", "как отменить ЗАКАЗ"),
        ("Как отменить заказ?", "Kак oтменить зaказ?"),  # Latin K, o, a
        ("Ещё не пришёл", "еще не пришел..."),
        ("Cancel my order", "  cancel, my   order!"),
        ("Can I pay?", "Саn I рау?"),  # Cyrillic С, а, р, а, у
    ],
)
def test_exact_duplicates_whatever_the_typing(one: str, other: str) -> None:
    (finding,) = duplicates(row(one, "A", 1), row("Something else", "B", 2), row(other, "a.", 3))
    assert (finding.severity, finding.figure) == ("warning", pytest.approx(1 / 3))
    assert finding.where == (Where("train.jsonl", 3, "repeats train.jsonl:1"),)
    assert "1 row of 3 repeats an earlier one;" in finding.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How do I cancel my order?", "How do I cancwl my order?"),
        ("How do I cancel my order?", "How do I cancel my order please?"),
        ("How do I top up my card?", "How do I topup my card?"),
        ("Where do I see the status of an order?", "The status of an order: where do I see?"),
        ("Как мне отменить мой заказ?", "Как мне отмеинть мой заказ?"),
        ("Как мне отменить мой заказ?", "Здравствуйте! Как мне отменить мой заказ?"),
    ],
)
def test_near_duplicates(one: str, other: str) -> None:
    (finding,) = duplicates(row(one, line=1), row("Something else", line=2), row(other, line=3))
    assert finding.where == (Where("train.jsonl", 3, "like train.jsonl:1"),)
    assert "slip or two" in finding.message


def test_a_slip_in_a_long_answer_is_near_and_another_fact_is_not() -> None:
    mistyped = LONG.replace("something", "somethixng")
    assert (
        len(duplicates(row("How do I change it?", LONG), row("How do I change it?", mistyped))) == 1
    )
    five, six = f"Wait 5 days. {LONG}", f"Wait 6 days. {LONG}"
    assert duplicates(row("How do I change it?", five), row("How do I change it?", six)) == []
    refused = LONG.replace("You can do", "You cannot do")
    assert duplicates(row("How do I change it?", LONG), row("How do I change it?", refused)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How do I cancel my order?", "How do I change my order?"),
        ("How do I enable sound?", "How do I disable sound?"),
        ("Where is order 1543?", "Where is order 1544?"),
        ("I can log in", "I can't log in"),
        ("Do you ship to Leeds?", "Do you ship to York?"),
        ("How do I get my money back?", "I want a refund"),  # a rewording is good to have
        ("Как отменить заказ?", "Как изменить заказ?"),
        ("Как включить звук?", "Как выключить звук?"),
        ("Не могу войти", "Могу войти"),
        ("Подойдёт для Redmi 9?", "Подойдёт для Redmi 10?"),
        ("Вы работаете в субботу?", "Вы работаете в воскресенье?"),
    ],
)
def test_alike_and_no_duplicates(one: str, other: str) -> None:
    assert duplicates(row(one), row(other)) == []


def test_one_question_with_another_answer_is_no_duplicate() -> None:
    assert duplicates(row("Tell a joke", "Why did he?"), row("Tell a joke", "Who is there?")) == []


def test_pairs_ratings_and_documents_are_looked_at_too() -> None:
    asked = (Message("user", "Where is my order?"),)
    pairs = [Pair(asked, "Here.", "No idea.", Where("p", n)) for n in (1, 2)]
    other = Pair(asked, "No idea.", "Here.", Where("p", 3))
    rated = [
        Rated(asked, "Here.", good, Where("r", n)) for n, good in enumerate((True, False, True))
    ]
    text = " ".join(f"Clause {word} is agreed." for word in LONG.split())
    pages = [Document(text, Where("a.md")), Document(text.upper(), Where("b.md"))]
    (finding,) = run("duplicates", Material((), (), pages, [*pairs, other], rated))
    assert [(w.file, w.line) for w in finding.where] == [("p", 2), ("r", 2), ("b.md", None)]
    assert finding.figure == pytest.approx(3 / 8)


def test_fixes_leave_the_repeats_out_and_keep_the_first() -> None:
    train = [
        row("How do I pay for it?", line=1),
        row("How do I return it?", line=2),
        row("how do i PAY for it", line=3),
        row("How do I retuyrn it?", line=4),
    ]
    fixes = list(CHECKS.get("duplicates")().fixes(Material(train)))
    assert [(fix.where.line, fix.record, fix.why) for fix in fixes] == [
        (3, None, "repeats train.jsonl:1"),
        (4, None, "like train.jsonl:2"),
    ]


def test_many_copies_are_counted_and_a_hundred_named() -> None:
    (finding,) = run("duplicates", Material([row("Where?", line=n) for n in range(2000)]))
    assert finding.figure == 1999 / 2000 and len(finding.where) == 100


def test_findings_in_russian() -> None:
    train = [row("Где заказ?", "Тут", n) for n in range(1, 23)]
    (finding,) = run("duplicates", Material(train, language="ru"))
    assert finding.message.startswith("21 строка из 22 повторяет одну из прежних")
    assert finding.where[0].part == "повторяет train.jsonl:1"
    (leak,) = run("leakage", Material(train, [held("где заказ", 1)], language="ru"))
    assert leak.message.startswith("1 из 1 проверочных вопросов есть и в обучающих данных")
    assert leak.where[0].part == "дословно"


# --- leakage ---

TRAINED = [
    row("How do I cancel my order?", "Open the order and press Cancel, then confirm.", 1),
    row("Natalia sold 48 clips to friends in April and half as many in May.", "72 clips.", 2),
    row("Как вернуть товар в магазин?", "Заполните заявление и отдайте товар курьеру.", 3),
    row("What are the symptoms of flu?", "Fever, cough and a sore throat, as a rule.", 4),
    row("How do I enable notifications?", "Open settings and switch the bell on.", 5),
    row("Не могу войти в кабинет", "Сбросьте пароль по ссылке из письма.", 6),
]


@pytest.mark.parametrize(
    ("asked", "answer", "line", "part"),
    [
        ("how do i cancel my ORDER", "", 1, "same"),
        ("Как вернуть товар в мaгазин?", "", 3, "same"),  # a Latin a
        ("How do I cancwl my order?", "", 1, "nearly the same"),
        ("Как вернуть товар в магаизн?", "", 3, "nearly the same"),
        ("I'd like to call off my purchase, please.", "", 1, "reworded"),
        ("Хочу сдать обратно товар в магазин", "", 3, "reworded"),
        ("How can I turn on notifications?", "", 5, "reworded"),
        ("Не получается зайти в личный кабинет", "", 6, "reworded"),
        (
            "Maria sold 30 clips to friends in April and half as many in May.",
            "",
            2,
            "other names or numbers",
        ),
        (
            "My order went wrong, get rid of it somehow",
            "Open the order and press 'Cancel', then confirm",
            1,
            "reworded, same answer",
        ),
    ],
)
def test_every_kind_of_leak_is_named(asked: str, answer: str, line: int, part: str) -> None:
    material = Material(
        TRAINED, [held("What is the weather on Mars?", 1), held(asked, 2, "", answer)]
    )
    (finding,) = run("leakage", material)
    assert (finding.severity, finding.figure) == ("hold", 0.5)
    assert finding.where == (Where("held.jsonl", 2, part), Where("train.jsonl", line, part))
    assert f"({part}: 1)" in finding.message


@pytest.mark.parametrize(
    "asked",
    [
        "How do I change my order?",
        "How do I pay for my order?",
        "How do I disable notifications?",
        "What are the treatments for flu?",
        "What are the symptoms of measles?",
        "Natalia bought a coat in April.",
        "Как обменять товар в магазине?",
        "Могу войти в кабинет",
        "Как удалить кабинет?",
        "How do I?",
        "",
    ],
)
def test_alike_and_no_leaks(asked: str) -> None:
    assert run("leakage", Material(TRAINED, [held(asked, 1)])) == []


def test_a_stock_answer_is_no_leak() -> None:
    train = [row(f"Question {word} about it", LONG) for word in ("abc", "def", "ghi", "jkl", "mno")]
    assert run("leakage", Material(train, [held("Is anyone there today", 1, "", LONG)])) == []


def test_a_group_on_both_sides() -> None:
    train = [row("Where is it?", line=1, group="anna"), row("Why so late?", line=2, group="boris")]
    unseen = [held("What is the price?", 8, "boris"), held("Is it open?", 9, "clara")]
    (finding,) = run("leakage", Material(train, unseen))
    assert finding.where == (
        Where("held.jsonl", 8, "same group"),
        Where("train.jsonl", 2, "same group"),
    )
    assert finding.severity == "hold"


TOWNS = ("Leeds", "York", "Derby", "Oxford", "Bath", "Dover", "Luton", "Ripon", "Truro", "Wells")
GOODS = ("kettle", "lamp", "toaster", "mixer", "radio", "iron", "fan", "blender", "heater", "clock")


def templates() -> tuple[list[Example], list[Example]]:
    """Rows of three templates: most have twins that differ by a name alone."""
    asked = [
        f"{start} {town} {end} {goods}?"
        for start, end in (
            ("Do you deliver to", "on a Sunday the"),
            ("Is there in", "any pickup point for a"),
            ("Can the courier come to", "twice with one"),
        )
        for town in TOWNS
        for goods in GOODS
    ]
    random.Random(1).shuffle(asked)
    rows = [row(text, f"About that: {text}", n) for n, text in enumerate(asked)]
    return rows[:270], rows[270:]


def test_data_made_of_templates_is_a_warning_where_common_and_nothing_where_rare() -> None:
    train, unseen = templates()
    (finding,) = run("leakage", Material(train, unseen))
    assert finding.severity == "warning" and finding.figure == 1.0
    assert "new wordings, not of new questions" in finding.message
    others = [held(f"What has {word} to do with {n}?", n) for n, word in enumerate(LONG.split())]
    rare = [*unseen[:1], *others * 3]
    assert run("leakage", Material(train, rare)) == []
    same = [held(train[0].messages[0].content, 1)]
    assert [found.severity for found in run("leakage", Material(train, [*rare, *same]))] == ["hold"]


@pytest.mark.skipif(not BANKING.is_file(), reason="the public data sets are not here")
def test_questions_of_a_bank_that_differ_by_intent_are_seldom_called_one() -> None:
    with BANKING.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    intents = sorted({one["category"] for one in rows})
    trained = set(intents[::2])
    train = [row(one["text"], one["category"]) for one in rows if one["category"] in trained]
    unseen = [held(one["text"], n) for n, one in enumerate(rows) if one["category"] not in trained]
    found = run("leakage", Material(train, unseen))
    assert sum(finding.figure or 0 for finding in found) < 0.25
    assert all(finding.severity == "warning" or (finding.figure or 0) < 0.02 for finding in found)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["a", "я", "1", "aя", "A ", "1,", "a-", "'a", "можно ", "\x00"])
def test_hostile_texts_do_not_hang(piece: str) -> None:
    one, other = piece * 50_000, piece * 50_000 + "b"
    train = [row(one), row(other), row(one[:50], one)]
    run("duplicates", Material(train))
    run("leakage", Material(train, [held(other + "c", 1), held(one, 2)]))


NUMBERED = [
    row("Where is my order 4471?", "It is on the way.", 1),
    row("Why did my invoice #A-1187 go up?", "The plan has changed.", 2),
    row("Где мой заказ 4471?", "Уже в пути.", 3),
    row("Отмените заявку № 88213", "Отменили.", 4),
    row("How do I fix error 404?", "Check the address.", 5),
    row("What happened in 1812?", "There was a war.", 6),
    row("Что изменилось в версии 3.11?", "Ускорили запуск.", 7),
    row("Сколько стоит заказ 500 визиток?", "Тысячу рублей.", 8),
    row("Give me five tips for a party.", "Invite friends.", 9),
    row("Как исправить ошибку 404?", "Проверьте адрес.", 10),
]


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("Where is my order 9902?", 1),
        ("Where is my order number 12?", 1),
        ("Where is my order?", 1),
        ("Why did my invoice #B-2290 go up?", 2),
        ("Где мой заказ 9902?", 3),
        ("Где мой заказ № 9902?", 3),
        ("Отмените заявку № 90114", 4),
    ],
)
def test_another_order_asked_of_without_an_answer_is_a_leak(asked: str, line: int) -> None:
    part = "other names or numbers"
    (finding,) = run("leakage", Material(NUMBERED, [held(asked, 1)]))
    assert finding.severity == "hold"
    assert finding.where == (Where("held.jsonl", 1, part), Where("train.jsonl", line, part))


def test_a_few_rows_that_all_ask_of_another_order_are_a_template() -> None:
    train = [row(f"Where is order {n}?", f"It is in car {n}.", n) for n in range(100, 118)]
    (finding,) = run("leakage", Material(train, [held("Where is order 777?", 1)]))
    assert finding.severity == "warning" and "100% of the training rows" in finding.message
    others = [row(f"Is there a {thing} in room {n}?") for n, thing in enumerate(_THINGS, 2)]
    (finding,) = run("leakage", Material(train[:2] + others, [held("Where is order 777?", 1)]))
    assert finding.severity == "hold"


_THINGS = ("piano", "ladder", "mirror", "lamp", "sofa", "clock", "carpet", "fridge")
_INSTRUCTIONS = (
    "Read the customer's review below with care, decide whether the opinion that its author "
    "expresses is positive or negative, and reply with one word as our guidelines say.\n\n",
    "Внимательно прочитайте отзыв покупателя, определите, хорошее или плохое мнение высказывает "
    "автор, и ответьте одним словом, как требуют правила нашего отдела качества.\n\n",
)


@pytest.mark.parametrize("instruction", _INSTRUCTIONS)
def test_one_long_instruction_before_every_text_is_the_form_of_the_data(instruction: str) -> None:
    """Such questions are nearly the same, all of them; each still has a text of its own."""
    train = [row(f"{instruction}{one} {two}", "yes") for one in _THINGS for two in _THINGS[:4]]
    asked = [held(f"{instruction}{text}", 1) for text in ("piano cup", "sofa pan")]
    (finding,) = run("leakage", Material(train, asked))
    assert finding.severity == "warning" and "nearly the same" in finding.message
    copied = held(f"{instruction}{_THINGS[0]} {_THINGS[1]}", 2)
    assert [f.severity for f in run("leakage", Material(train, [copied]))] == ["hold"]


@pytest.mark.parametrize(
    "asked",
    [
        "How do I fix error 500?",
        "What happened in 1917?",
        "Что изменилось в версии 3.12?",
        "Сколько стоит заказ 300 визиток?",
        "Как исправить ошибку 500?",
        "How do I return order 9902?",
        "Верните заявку № 90114",
        "Why did my parcel #B-2290 go up?",
    ],
)
def test_another_number_that_matters_is_no_leak(asked: str) -> None:
    assert run("leakage", Material(NUMBERED, [held(asked, 1)])) == []


@pytest.mark.parametrize(
    ("trained", "held_out", "found"),
    [
        (
            "Can I get a refund for order 4471?",
            "Is it possible to have my money back for order 9902?",
            True,
        ),
        ("Верните деньги за заказ 4471", "Как получить возврат денег по заказу 9902?", True),
        ("What does error 404007 mean?", "How do I get rid of error 500123?", False),
        ("What is 123456 plus 654321?", "Add 777777 to 888888", False),
        ("О чём статья 152?", "Объясните статью 153", False),
    ],
)
def test_another_order_s_number_hides_no_reworded_question(
    trained: str, held_out: str, found: bool
) -> None:
    """A suite's question has no answer to be told by."""
    things = ("the shop", "the warranty", "the manual", "документы", "гарантию", "магазин")
    others = [f"{verb} {thing}?" for verb in ("How do I open", "Где найти") for thing in things]
    train = [
        Example((Message("user", text), Message("assistant", f"Answer {number}.")))
        for number, text in enumerate([trained, *others])
    ]
    assert (0 in leaks(train, [Example((Message("user", held_out),))]).found) is found
