"""The rules of the advice: three real cases have three answers, and each threshold turns one."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lekalo.core.page import figure
from lekalo.data.batches import Row
from lekalo.data.rows import RowList
from lekalo.planning.advice import DOMAIN_FROM, SFT_FROM, Verdict, Way, advise, taken
from lekalo.planning.facts import Facts, Sampled
from lekalo.planning.words import (
    REASONS,
    amount,
    duration,
    gigabytes,
    operations,
    reason_text,
)

WEIGHTS, CONTEXT = 600_000_000, 32_768


def sampled(rows: int, tokens: int) -> Sampled | None:
    if not rows:
        return None
    row = Row(np.zeros(100, np.int32), np.arange(100) > 0)
    return Sampled(RowList([row]), tokens / 100)


def data(examples: int = 0, documents: int = 0, tokens: int = 0, **others: Any) -> Facts:
    made = Facts(
        examples=examples,
        documents=documents,
        chats=sampled(examples, 200 * examples),
        texts=sampled(documents or tokens, tokens),
        letters=4.0,
        volatile=0.0,
        fresh=0.0,
        alike=False,
    )
    return replace(made, **others)


def verdicts(told: Facts, **others: Any) -> dict[Way, Verdict]:
    return {one.way: one.verdict for one in advise(told, WEIGHTS, CONTEXT, **others)}


def test_three_cases_have_three_answers() -> None:
    cases = {
        "knowledge": data(documents=50, tokens=40_000),
        "sft": data(examples=2_000),
        "domain": data(tokens=3_000_000_000, stated=True),
    }
    for way, told in cases.items():
        assert taken(advise(told, WEIGHTS, CONTEXT)) == way


def test_documents_that_fit_and_few_examples_go_into_the_prompt() -> None:
    assert taken(advise(data(documents=3, tokens=CONTEXT // 4), WEIGHTS, CONTEXT)) == "prompt"
    assert taken(advise(data(documents=3, tokens=CONTEXT // 4 + 100), WEIGHTS, CONTEXT)) != "prompt"
    assert taken(advise(data(examples=SFT_FROM - 1), WEIGHTS, CONTEXT)) == "prompt"
    assert taken(advise(data(examples=SFT_FROM), WEIGHTS, CONTEXT)) == "sft"


def test_facts_that_change_put_a_knowledge_base_beside_the_training() -> None:
    assert verdicts(data(examples=500, volatile=0.05))["knowledge"] == "no"
    assert verdicts(data(examples=500, volatile=0.3))["knowledge"] == "beside"


def test_a_field_is_learned_from_twenty_million_tokens_on() -> None:
    little = verdicts(data(documents=10, tokens=DOMAIN_FROM - 100))
    enough = verdicts(data(documents=10, tokens=DOMAIN_FROM))
    assert (little["domain"], little["knowledge"]) == ("no", "do")
    assert (enough["domain"], enough["knowledge"]) == ("do", "beside")


def test_pretraining_is_for_writing_that_the_base_does_not_know() -> None:
    enough = 20 * WEIGHTS
    assert verdicts(data(documents=10, tokens=enough))["pretrain"] == "no"
    unknown = verdicts(data(documents=10, tokens=enough, letters=0.9))
    assert (unknown["pretrain"], unknown["domain"]) == ("do", "no")
    short = verdicts(data(documents=10, tokens=enough - 100, letters=0.9))
    assert (short["pretrain"], short["domain"]) == ("cannot", "do")
    assert verdicts(data(documents=10, tokens=enough), new_base=True)["pretrain"] == "do"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_reason_is_a_sentence_in_both_languages(language: Any) -> None:
    cases = [
        data(),
        data(examples=5),
        data(examples=2_001, alike=True, volatile=0.5),
        data(documents=21, tokens=100),
        data(documents=50, tokens=10**6, fresh=0.2),
        data(tokens=3 * 10**9, stated=True),
        data(documents=9, tokens=20 * WEIGHTS),
        data(documents=9, tokens=20 * WEIGHTS, letters=0.0),
        data(documents=9, tokens=20 * WEIGHTS, letters=1.0),
    ]
    made = [advise(told, WEIGHTS, CONTEXT) for told in cases]
    made.append(advise(cases[-1], WEIGHTS, CONTEXT, new_base=True))
    reasons = [reason for one in made for advice in one for reason in advice.reasons]
    assert {reason.name for reason in reasons} == set(REASONS[language])
    for reason in reasons:
        said = reason_text(reason, language)
        assert "{" not in said and said.endswith(".")


def test_numbers_are_said_as_people_say_them() -> None:
    said = [amount(n, "en") for n in (950, 12_100, 3_000_000, 3e9)]
    assert said == ["950", "12.1K", "3M", "3B"]
    assert [amount(n, "ru") for n in (950, 12_100, 3e9)] == ["950", "12,1 тыс.", "3 млрд"]
    assert [duration(s, "en") for s in (45, 720, 12_600, 4 * 86_400)] == [
        "45 s",
        "12 min",
        "3.5 h",
        "4 days",
    ]
    assert (gigabytes(6e9, "en"), gigabytes(0.84e9, "ru")) == ("6 GB", "0,84 ГБ")
    assert (operations(1.24e18, "en"), operations(1.24e18, "ru")) == ("1.2e18", "1,2e18")
    assert figure(1234, "en") == "1\u00a0234"
