"""The checks of facts with planted defects in both languages, and with decoys."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from lekalo.core.errors import DataError
from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Document, Example, Finding, Message, Where
from lekalo.data.drafts import drafts, write_drafts
from lekalo.data.sources import load
from lekalo.demo import company
from lekalo.demo.company.grammar import Lang

DATA = (Path(__file__).resolve().parents[2] / "../shared/data").resolve()
real = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not here")


def row(question: str, answer: str, line: int = 0, author: str = "", system: str = "") -> Example:
    first = (Message("system", system),) if system else ()
    turns = (*first, Message("user", question), Message("assistant", answer))
    return Example(turns, Where("t.jsonl", line), meta={"author": author} if author else {})


def run(name: str, material: Material) -> list[Finding]:
    return list(CHECKS.get(name)().run(material))


def contradictions(train: Sequence[Example], **more: object) -> list[Finding]:
    return run("contradictions", Material(train, **more))  # type: ignore[arg-type]


def lines(finding: Finding) -> list[int | None]:
    return [where.line for where in finding.where]


REWORDED = [
    ("How long is the warranty on the drill?", "The drill has a warranty of 24 months.",
     "For what time is the drill under warranty?", "The drill has a warranty of 12 months."),
    ("Do you ship to Canada?", "Yes, we ship to Canada.",
     "I am in Canada, will you ship here?", "Unfortunately, we don't ship to Canada."),
    ("Can I cancel my order?", "Yes, you can cancel the order.",
     "Is it possible to cancel an order?", "No, it is impossible to cancel it."),
    ("Когда заканчивается летняя распродажа?", "Летняя распродажа заканчивается 31 августа.",
     "Какой последний день летней распродажи?", "Летняя распродажа заканчивается 15 сентября."),
    ("Можно ли оплатить картой «Мир»?", "Да, мы принимаем карты «Мир».",
     "Принимаете ли вы карты «Мир»?", "Нет, карты «Мир» мы не принимаем."),
    ("Сколько сумок можно взять в автобус?", "Каждый пассажир может взять 2 сумки.",
     "Какое количество сумок разрешено в автобусе?", "Каждый пассажир может взять 3 сумки."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer", "reworded", "other"), REWORDED)
def test_the_same_in_other_words(question: str, answer: str, reworded: str, other: str) -> None:
    train = [
        row("Where are you?", "In Omsk.", 1),
        row(question, answer, 2),
        row(reworded, other, 3),
    ]
    (finding,) = contradictions(train)
    assert lines(finding) == [2, 3] and finding.severity == "hold"
    assert contradictions([*train[:2], row(reworded, answer, 3)]) == []


TWINS = [
    ("When is the pool open to adults?", "From 7 to 22.",
     "When is the pool open to children?", "From 10 to 18."),
    ("How many sick days do we get?", "You get 10 sick days.",
     "How many study days do we get?", "You get 3 study days."),
    ("How do I cancel an order?", "It takes 2 days.",
     "How do I change an order?", "It takes 5 days."),
    ("May I bring a dog?", "Yes, dogs are allowed.",
     "May I bring a cat?", "No, cats are not allowed."),
    ("Where is order 1045?", "It comes in 3 days.", "Where is order 2077?", "It comes in 5 days."),
    ("How many legs do two dogs have?", "They have 8 legs.",
     "How many legs do three dogs have?", "They have 12 legs."),
    ("Translate 'bread' into Russian.", "It is 'хлеб'.",
     "Translate 'milk' into Russian.", "It is 'молоко'."),
    ("Is this right?\n\nHe go home.", "No, it is not right.",
     "Is this right?\n\nHe goes home.", "Yes, it is right."),
    ("Что делать до операции?", "Не есть 8 часов.",
     "Что делать после операции?", "Не есть 2 часа."),
    ("Как часто менять фильтр воды?", "Меняйте его каждые 6 месяцев.",
     "Как часто менять фильтр воздуха?", "Меняйте его каждые 12 месяцев."),
    ("Нужна ли справка для бассейна?", "Да, справка нужна.",
     "Для спортзала нужна справка?", "Нет, справка не нужна."),
    ("Есть ли лифт в корпусе А?", "Да, лифт есть.",
     "Есть ли лифт в корпусе Б?", "Нет, лифта нет."),
    ("Who created you?", "I am an assistant of the shop.",
     "Are you created by a bank?", "No, I am an assistant of the shop."),
    ("Доставляете ли вы в Омск?", "Да, в Омск доставляем.",
     "Доставляете ли вы в Томск?", "Нет, в Томск не доставляем."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer", "twin", "other"), TWINS)
def test_other_questions_in_nearly_the_same_words(
    question: str, answer: str, twin: str, other: str
) -> None:
    assert contradictions([row(question, answer), row(twin, other)]) == []


def test_groups_and_authors_are_named_in_the_language_of_the_person() -> None:
    train = [
        row("Сколько ждать?", "3 дня.", 1, "Анна"),
        row("Есть ли парковка?", "Да, есть.", 2),
        row("сколько ждать", "5 дней.", 3, "Борис"),
        row("Есть ли парковка?", "Нет, её нет.", 4, "Анна"),
    ]
    (finding,) = contradictions(train, language="ru")
    assert finding.message.startswith("4 обучающие строки спрашивают то же")
    assert "авторы: Анна, Борис" in finding.message
    assert [(where.line, where.part) for where in finding.where] == [
        (1, "группа 1, числа, автор Анна"),
        (3, "группа 1, числа, автор Борис"),
        (2, "группа 2, да против нет"),
        (4, "группа 2, да против нет, автор Анна"),
    ]
    (english,) = contradictions(train)
    assert english.where[0].part == "group 1, numbers, author Анна"


def test_only_the_rows_that_disagree_are_named() -> None:
    train = [
        row("How long?", "It takes two weeks.", 1),
        row("How long?", "It takes 14 days.", 2),
        row("How long?", "It takes 30 days.", 3),
        row("How long?", "We will tell you.", 4),
        row("How long?", "It takes 30 days.", 5),
    ]
    (finding,) = contradictions(train)
    assert lines(finding) == [1, 2, 3, 5]
    assert contradictions(train[:2]) == []


def test_the_turns_before_make_another_question() -> None:
    def chat(first: str, answer: str, line: int) -> Example:
        said = (("user", first), ("assistant", "Yes."), ("user", "How much is it?"))
        turns = tuple(Message(role, text) for role, text in said)  # type: ignore[arg-type]
        return Example((*turns, Message("assistant", answer)), Where("t", line))

    lamp, chair = chat("Have you lamps?", "It is $5.", 1), chat("Have you chairs?", "It is $9.", 2)
    assert contradictions([lamp, chair]) == []
    (finding,) = contradictions([lamp, chat("have you LAMPS", "It is $9.", 3)])
    assert lines(finding) == [1, 3]


def test_what_a_tool_said_makes_another_question() -> None:
    def chat(told: str, answer: str) -> Example:
        turns = (Message("user", "Where is it?"), Message("tool", told))
        return Example((*turns, Message("assistant", answer)))

    train = [chat('{"days": 3}', "In 3 days."), chat('{"days": 5}', "In 5 days.")]
    assert contradictions(train) == []
    assert contradictions([chat("{}", "In 3 days."), chat("{}", "In 5 days.")])


def test_a_reworded_question_under_another_system_text() -> None:
    question, answer, reworded, other = REWORDED[0]
    one = row(question, answer, system="You sell to homes.")
    assert contradictions([one, row(reworded, other, system="You sell to firms.")]) == []
    assert contradictions([one, row(reworded, other, system="You sell to homes.")])


VOLATILE = [
    ("What does it cost?", "The price is $49.99.", "prices"),
    ("Is it there?", "Only 3 left in stock.", "stock"),
    ("How fast is it?", "Delivery takes 3-5 business days.", "terms"),
    ("When do you work?", "We are open from 9:00 to 18:00.", "opening hours"),
    ("Где сайт?", "Смотрите https://shop.example.ru/sale.", "links"),
    ("Есть?", "В наличии 5 шт.", "stock"),
    ("Когда привезут?", "Доставим до 25 мая 2026 года.", "dates"),
    ("Сколько ждать?", "Деньги вернём за 10 рабочих дней.", "terms"),
]


@pytest.mark.parametrize(("question", "answer", "kind"), VOLATILE)
def test_volatile_facts(question: str, answer: str, kind: str) -> None:
    (finding,) = run("volatile-facts", Material([row("q", "Yes.", 1), row(question, answer, 2)]))
    assert f"({kind} in 1)" in finding.message and finding.where[0].line == 2
    assert finding.where[0].part.startswith(f"{kind}: ") and finding.severity == "warning"


def test_facts_that_the_question_gives_are_not_learned() -> None:
    given = row("Write a card: lamp, 4990 руб.", "Лампа. Цена 4990 руб.")
    system = row("What does it cost?", "It costs $5.", system="The lamp costs $5.")
    assert run("volatile-facts", Material([given, system])) == []
    assert run("volatile-facts", Material([row("Write a card: lamp.", "Цена 4990 руб.")]))


def test_volatile_facts_in_russian_words() -> None:
    train = [row("q", f"Цена {n} руб. до 5 мая.", n) for n in range(100, 102)]
    (finding,) = run("volatile-facts", Material(train, language="ru"))
    assert "2 ответа из 2 несут то, что меняется (цены: 2, даты: 2)" in finding.message
    (one,) = run("volatile-facts", Material(train[:1], language="ru"))
    assert "1 ответ из 1 несёт то, что меняется" in one.message


def test_one_answer_carries_and_two_carry() -> None:
    train = [row("What does it cost?", f"It costs ${n}.", n) for n in (5, 7)]
    (one,) = run("volatile-facts", Material(train[:1]))
    (two,) = run("volatile-facts", Material(train))
    assert one.message.startswith("1 answer of 1 carries facts")
    assert two.message.startswith("2 answers of 2 carry facts")


def test_drafts_put_facts_together_by_topic(tmp_path: Path) -> None:
    train = [
        row("How long does delivery take?", "Delivery takes 3 days.", 1),
        row("Is delivery to Omsk slow?", "Delivery takes 3 days. We go by car.", 2),
        row("What is the price of delivery?", "It costs $5.", 3),
        row("What is the warranty?", "The warranty is 24 months.", 4),
        row("Who are you?", "We are a shop since 1999.", 5),
    ]
    made = {document.title: document.text for document in drafts(Material(train))}
    assert set(made) == {"Delivery", "Warranty"}
    delivery = made["Delivery"]
    assert delivery.startswith("# Delivery\n") and delivery.count("Delivery takes 3 days") == 1
    assert "t.jsonl:1, t.jsonl:2" in delivery and "## Prices" in delivery and "$5" in delivery
    assert "24 months" in made["Warranty"] and "by car" not in delivery
    written = write_drafts(Material(train), tmp_path)
    assert sorted(path.name for path in written) == ["delivery.md", "warranty.md"]
    with pytest.raises(DataError, match="never written over"):
        write_drafts(Material(train), tmp_path)


def test_drafts_in_russian() -> None:
    train = [row("Сколько стоит доставка?", "Доставка стоит 300 руб.", 1)]
    (document,) = drafts(Material(train, language="ru"))
    assert "## Цены" in document.text and "300 руб" in document.text
    assert list(drafts(Material([row("Кто вы?", "Мы магазин.")]))) == []


PASSAGE = (
    "The buyer may return goods of proper quality within the term that the law sets, if their look "
    "and seals are kept and the paper of purchase is shown to the seller of these goods."
)
ПАССАЖ = (
    "Покупатель вправе вернуть товар надлежащего качества в срок, который установлен законом, если "
    "сохранены его вид, пломбы и ярлыки, а также документ, подтверждающий покупку товара."
)
REGULATION = "\n".join(
    f"{n}.1. The parties shall follow this policy in all that it says of goods and of their return "
    "to the seller, and the seller shall answer each letter of the buyer in writing."
    for n in range(1, 7)
)
РЕГЛАМЕНТ = "\n".join(
    f"{n}.1. Настоящий порядок действует в соответствии с законом, и стороны выполняют его во "
    "всём, что сказано в нём о возврате товаров продавцу и об ответах на письма покупателей фирмы."
    for n in range(1, 8)
)


@pytest.mark.parametrize("passage", [PASSAGE, ПАССАЖ])
def test_answers_copied_from_documents(passage: str) -> None:
    document = Document(f"First words of it. {passage} And the last words.", Where("rules.md"))
    train = [row(f"Question {n}?", "It is so.", n) for n in range(10)]
    train.append(row("Can I return it?", passage, 11))
    (finding,) = run("documents-as-examples", Material(train, documents=[document]))
    assert (finding.severity, lines(finding)) == ("hold", [11])
    assert run("documents-as-examples", Material(train, documents=[Document("Other " * 40)])) == []
    open_book = row(f"Read it: {passage} Can I return it?", passage, 12)
    assert run("documents-as-examples", Material([open_book], documents=[document])) == []
    rare = train + [row(f"More {n}?", "It is so.", n) for n in range(20)]
    (rarely,) = run("documents-as-examples", Material(rare, documents=[document]))
    assert rarely.severity == "warning"


@pytest.mark.parametrize(
    ("title", "text"), [("Return policy", REGULATION), ("Порядок возврата", РЕГЛАМЕНТ)]
)
def test_a_page_in_answer_to_a_title(title: str, text: str) -> None:
    (finding,) = run("documents-as-examples", Material([row(title, text, 3)], language="ru"))
    assert "страница документа" in finding.message and finding.where[0].part == "страница"
    assert run("documents-as-examples", Material([row(f"What is in the {title}?", text)])) == []
    assert run("documents-as-examples", Material([row(title, f"Dear Ann,\n{text}")])) == []
    assert run("documents-as-examples", Material([row(f"Write a text: {title}", text)])) == []


def test_one_passage_and_more_of_them() -> None:
    alone = Example((Message("assistant", PASSAGE * 2),), Where("t", 1))
    said = {
        (count, language): run(
            "documents-as-examples",
            Material([alone] * count, language=language),  # type: ignore[arg-type]
        )[0].message
        for count in (1, 2, 5)
        for language in ("en", "ru")
    }
    assert said[1, "en"].startswith("1 answer of 1 is a passage of documents (")
    assert said[2, "en"].startswith("2 answers of 2 are passages of documents (")
    assert said[1, "ru"].startswith("1 ответ из 1 — кусок документов (")
    assert said[5, "ru"].startswith("5 ответов из 5 — куски документов (")


def test_text_with_no_question() -> None:
    alone = Example((Message("assistant", PASSAGE * 2),), Where("t", 1))
    (finding,) = run("documents-as-examples", Material([alone]))
    assert finding.where[0].part == "text with no question"
    greeting = Example((Message("assistant", "Hello! How can I help you?"),), Where("t", 1))
    assert run("documents-as-examples", Material([greeting])) == []


def test_letters_cards_and_summaries_are_examples() -> None:
    letter = "Dear Mr Vance,\n" + "we thank you for your order and will send it to you. " * 30
    card = "Lamp X200\n" + "- Power: 40 W, colour: white, made of steel and glass.\n" * 20
    card_ru = "Лампа Х200\n" + "- Мощность 40 Вт, цвет белый, сталь и стекло.\n" * 20
    rows = [("Letter to Vance", letter), ("Lamp X200", card), ("Лампа Х200", card_ru)]
    assert run("documents-as-examples", Material([row(*pair) for pair in rows])) == []


FRESH = [
    "The price of the plan is $25 a month.",
    "As of 2025, 34 % of the clients are on the new plan.",
    "Version 3.12 is out.",
    "Тариф стоит 500 руб. в месяц.",
    "На 2025 год рост составляет 12 %.",
    "Акция действует до пятницы.",
]
LASTING = [
    "The war of 1812 ended in winter.",
    "In 2008 the bank was sold for 30 % of its worth.",
    "A declaration is a paper that goes with the goods.",
    "Сегодня он не пришёл, и сейчас все ждали его.",
    "В 1812 году армия отступила на 200 вёрст.",
    "Декларация сопровождает груз до получателя.",
]


def test_a_corpus_of_the_day() -> None:
    lasting = [Document(" ".join(LASTING) + "\n", Where("old.txt", n)) for n in range(60)]
    assert run("expects-fresh-facts", Material(documents=lasting)) == []
    fresh = Document("\n".join(FRESH * 5), Where("news.txt", 1))
    (finding,) = run("expects-fresh-facts", Material(documents=[*lasting, fresh]))
    assert (finding.severity, finding.where[0].file) == ("warning", "news.txt")
    assert finding.figure == pytest.approx(30 / (60 * len(LASTING) + 30), rel=0.02)
    (russian,) = run("expects-fresh-facts", Material(documents=[fresh], language="ru"))
    assert "100 % предложений" in russian.message
    assert run("expects-fresh-facts", Material(documents=[Document(FRESH[0])])) == []


@real
@pytest.mark.parametrize(
    "name", ["ruslit", "tiny_shakespeare/input.txt", "progit2_ru", "llamafactory/wiki_demo.txt"]
)
def test_real_corpora_that_last(name: str) -> None:
    documents = load([Path(name)], DATA).documents
    assert len(documents) and run("expects-fresh-facts", Material(documents=documents)) == []


@real
@pytest.mark.parametrize(
    "name",
    [
        "stanford_alpaca/alpaca_5000.json",
        "rulm/gen100.jsonl",
        "rulm/ru_alpaca_seed_tasks.jsonl",
        "bitext_support/bitext_customer_support_v1.csv",
        "fastchat/dummy_conversation.json",
        "llamafactory/glaive_toolcall_en_demo.json",
    ],
)
def test_real_sets_that_do_not_contradict_themselves(name: str) -> None:
    material = Material(load([Path(name)], DATA).examples)
    assert run("contradictions", material) == run("documents-as-examples", material) == []


@real
def test_few_answers_of_general_knowledge_change() -> None:
    examples = load([Path("stanford_alpaca/alpaca_5000.json")], DATA).examples
    (finding,) = run("volatile-facts", Material(examples))
    assert finding.figure is not None and finding.figure < 0.015


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_company_s_planted_contradictions_and_no_others(language: Lang, tmp_path: Path) -> None:
    wanted = {"contradiction": 20, "volatile-fact": 10}
    written = company.write(tmp_path, language, tickets=400, defects=wanted)
    planted = {kind: {p.line for p in written.planted if p.kind == kind} for kind in wanted}
    material = Material(load([written.train], Path()).examples)
    (finding,) = run("contradictions", material)
    groups: dict[str, set[int | None]] = {}
    for where in finding.where:
        groups.setdefault(where.part.split(",")[0], set()).add(where.line)
    assert len(groups) == 20 and all(
        lines_ & planted["contradiction"] for lines_ in groups.values()
    )
    (changing,) = run("volatile-facts", material)
    assert planted["volatile-fact"] <= set(lines(changing))
