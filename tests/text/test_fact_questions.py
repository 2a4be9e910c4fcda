"""Questions drafted from texts: each has one answer, and a scorer that knows it."""

from __future__ import annotations

import pytest

from lekalo.core.interfaces import SCORERS
from lekalo.core.records import Completion, Item
from lekalo.text.fact_questions import FactQuestion, fact_questions

EN = """# Tariffs

Price: 45 euros
- Offer until: 5 March 2027
Delivery to Riga costs $45.50 a parcel. The repair of a kettle takes 12 days. It costs 5 euros.
A waybill is a paper that travels with the goods. Write about a broken cup to
help@example.com. Write to me@example.com.
Refunds take 10 days, and parcels come in 3 days.
"""
RU = """Тарифы

Гарантия — 18 месяцев.
Срок возврата: 14 дней
Акция до: 5 марта 2027
Доставка в Ригу стоит 45,50 евро за посылку. Ремонт чайника занимает 12 дней.
Накладная — это документ, который едет вместе с грузом. Он стоит 5 евро.
"""


def drafted(text: str) -> dict[str, str]:
    return {asked.question: asked.answer for asked in fact_questions(text)}


def test_english_facts_are_asked_by_label_verb_gap_and_meaning() -> None:
    assert drafted(EN) == {
        "What is the price? (Tariffs)": "45 euros",
        "What stands in the gap? “Offer until: ____” (Tariffs)": "5 March 2027",
        "How much does delivery to Riga cost? (Tariffs)": "$45.50",
        "How long does the repair of a kettle take? (Tariffs)": "12 days",
        "Which word means a paper that travels with the goods?": "waybill",
        "What stands in the gap? “Write about a broken cup to ____.” (Tariffs)": "help@example.com",
    }


def test_russian_facts_are_asked_in_the_gender_of_their_label() -> None:
    assert drafted(RU) == {
        "Какая гарантия? (Тарифы)": "18 месяцев",
        "Какой срок возврата? (Тарифы)": "14 дней",
        "Что пропущено? «Акция до: ____» (Тарифы)": "5 марта 2027",
        "Сколько стоит доставка в Ригу? (Тарифы)": "45,50 евро",
        "Сколько занимает ремонт чайника? (Тарифы)": "12 дней",
        "Какое слово означает: документ, который едет вместе с грузом?": "Накладная",
    }


@pytest.mark.parametrize("text", [EN, RU], ids=["en", "ru"])
def test_the_answer_stands_in_the_passage_and_its_scorer_knows_it(text: str) -> None:
    for asked in fact_questions(text):
        assert asked.answer in asked.passage and asked.answer not in asked.question
        SCORERS.get(asked.expects.scorer).validate(asked.expects.options)
        assert judged(asked, f"– {asked.answer}.") == 1
        assert judged(asked, asked.question) == 0, "the question gives its own answer"


def judged(asked: FactQuestion, answer: str) -> float:
    scorer = SCORERS.get(asked.expects.scorer)()
    said = Completion(answer, (), "stop", 1)
    return scorer.score(Item("1", (), ()), said, asked.expects.options).value


def test_facts_that_change_are_told_from_others() -> None:
    fresh = {asked.answer: asked.of_the_day for asked in fact_questions(EN)}
    assert fresh["45 euros"] and fresh["12 days"] and fresh["5 March 2027"]
    assert not fresh["waybill"] and not fresh["help@example.com"]


def test_a_question_that_names_its_answer_is_not_asked() -> None:
    assert drafted("# Lamp for 45 euros\n\nPrice: 45 euros\nWarranty: 2 years") == {
        "What is the warranty? (Lamp for 45 euros)": "2 years"
    }


def test_the_given_title_goes_before_the_texts_own() -> None:
    (asked,) = fact_questions("Returns\n\nTerm: 14 days", "Rules of the shop")
    assert asked.question == "What is the term? (Rules of the shop)"


def test_of_a_long_text_the_paragraph_with_the_fact_is_given() -> None:
    filler = "The courier brings the parcel to the door of the house. " * 30
    text = f"# Tariffs\n\n{filler}\n\nDelivery to Riga costs $45.50 a parcel.\n\n{filler}"
    (asked,) = fact_questions(text)
    assert asked.passage == "# Tariffs\n\nDelivery to Riga costs $45.50 a parcel."
    packed = f"# Tariffs\n\n{filler} Delivery to Riga costs $45.50 a parcel. {filler}"
    (asked,) = fact_questions(packed)
    assert "$45.50" in asked.passage and len(asked.passage) < 800


def test_code_tables_and_scraps_are_passed_over() -> None:
    text = "$ git clone me@example.com now and then and again\n| Courier | 2 to 4 days | slow |\n"
    assert drafted(text + "remote: 9\nIt costs 5 euros in the shop of the town.") == {}


def test_other_languages_give_no_questions() -> None:
    german = "Der Preis beträgt 45 Euro, und der Versand kostet nur wenig mehr, wenn nichts fehlt."
    assert drafted(german) == {}
    assert drafted("") == {}


@pytest.mark.parametrize(
    ("around", "told", "answer"),
    [
        ("The lamp stands well on a table of oak. ", "The lamp costs 45 euros", "45 euros"),
        ("Лампа хорошо стоит на дубовом столе. ", "Лампа стоит 45 рублей", "45 рублей"),
    ],
)
def test_a_fact_at_the_end_of_a_long_paragraph_stays_whole(
    around: str, told: str, answer: str
) -> None:
    (asked,) = fact_questions(f"# A-1\n\n{around * 30}{told}")
    assert asked.answer == answer and asked.passage.endswith(told) and len(asked.passage) < 800
    (asked,) = fact_questions(f"# A-1\n\n{around * 30}{told}. {around * 30}")
    assert told in asked.passage and len(asked.passage) < 800
    assert asked.passage.split()[-1].strip(".") in around.replace(".", "").split()
