"""The made-up company: same seed same bytes, valid files, answers in the house's form."""

import json
import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from lekalo.core.errors import DataError
from lekalo.core.interfaces import Material
from lekalo.core.records import Example
from lekalo.core.settings import SuiteSettings
from lekalo.data.audit import audit
from lekalo.data.sources import load
from lekalo.data.splits import split
from lekalo.demo import company
from lekalo.demo.company import office
from lekalo.evaluation.suites import load_suite

LANGS = ("en", "ru")

# Written here by hand, apart from the generator's own headings.
TEMPLATE = {
    "en": re.compile(r"\AShort: \S[^\n]+[.]\nDetails: \S[^\n]+[.]\nNext step: Please [^\n]+[.]\Z"),
    "ru": re.compile(
        r"\AКоротко: \S[^\n]+[.]\nПодробно: \S[^\n]+[.]\nСледующий шаг: Пожалуйста, [^\n]+[.]\Z"
    ),
}
CARD = {
    "en": re.compile(r"\AName: .+\nPurpose: .+\nFacts: .+\nCare: .+\.\Z"),
    "ru": re.compile(r"\AНазвание: .+\nДля чего: чтобы .+\nФакты: .+\nУход: .+\.\Z"),
}
LETTER = {
    "en": re.compile(r"\ASubject: .+\nDear (Mr|Mrs|Ms) \w+,\n.+\.\nKind regards,\nLamp & Kettle\Z"),
    "ru": re.compile(
        r"\AТема: .+\nУважаем(ый \w+ \w+ич|ая \w+ \w+на)!\n.+\.\n"
        r"С уважением,\n«Лампа и чайник»\Z"
    ),
}


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def asked(values: list[dict]) -> list[str]:
    return [value["messages"][0]["content"] for value in values]


def answered(values: list[dict]) -> list[str]:
    return [value["messages"][1]["content"] for value in values]


def split_sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?]) ", text)


@pytest.fixture(scope="module", params=LANGS)
def written(request, tmp_path_factory):
    return request.param, company.write(
        tmp_path_factory.mktemp("company"), request.param, items=200
    )


def test_the_same_seed_writes_the_same_bytes_and_another_seed_does_not(tmp_path):
    wanted = {"duplicate": 3, "personal-data": 3, "broken-json": 2}
    one, two, three = (
        company.write(tmp_path / name, "ru", seed=seed, tickets=60, defects=wanted)
        for name, seed in (("one", 1), ("two", 1), ("three", 3))
    )
    for first, second in zip(one.files, two.files, strict=True):
        assert first.read_bytes() == second.read_bytes(), first.name
    assert one.planted == two.planted
    assert one.train.read_bytes() != three.train.read_bytes()
    assert one.target.read_bytes() != three.target.read_bytes()


def test_every_clean_answer_keeps_the_template(written):
    lang, files = written
    answers = answered(rows(files.train))
    assert len(answers) == 400
    assert [text for text in answers if not TEMPLATE[lang].fullmatch(text)] == []
    assert files.planted == ()
    assert json.loads((files.folder / "planted.json").read_text()) == []


def test_cards_and_letters_have_their_form(written):
    lang, files = written
    cards = rows(files.folder / "data/cards.jsonl")
    assert all(CARD[lang].fullmatch(text) for text in answered(cards))
    for question, card in zip(asked(cards), answered(cards), strict=True):
        facts = card.splitlines()[2].split(": ", 1)[1].split(", ")
        assert len(facts) == 3
        assert all(fact in question for fact in facts)
    assert all(
        LETTER[lang].fullmatch(text) for text in answered(rows(files.folder / "data/letters.jsonl"))
    )


def test_an_answer_names_only_what_its_question_names(written):
    lang, files = written
    products = (Path(company.__file__).parent / "texts" / lang / "products.txt").read_text()
    lines = [line.split(" | ") for line in products.splitlines() if not line.startswith("//")]
    forms = [set(line[: 1 if lang == "en" else 3]) for line in lines]
    for row in rows(files.train):
        question, text = (message["content"].lower() for message in row["messages"])
        assert set(re.findall(r"\d+", text)) <= set(re.findall(r"\d+", question))
        for product in forms:
            if any(re.search(rf"\b{form}\b", text) for form in product):
                assert any(re.search(rf"\b{form}\b", question) for form in product), row


def test_nothing_of_the_grammar_is_left_in_the_texts(written):
    _, files = written
    for path in files.folder.glob("data/*.jsonl"):
        if path.name == "replay.jsonl":
            continue
        for row in rows(path):
            texts = [
                json.dumps(row.get(key, ""), ensure_ascii=False) for key in ("chosen", "rejected")
            ]
            texts += [m["content"] for m in row.get("messages", row.get("prompt", []))]
            assert not any(re.search(r"[<>|]|[{}](?!$)|  ", text) for text in texts), row


def test_the_suites_share_no_question_and_no_wording_with_training(written):
    _, files = written
    train = rows(files.train)
    target = rows(files.target)
    assert len({item["id"] for item in target}) == len(target) == 200
    assert len(set(asked(target))) == 200
    assert not set(asked(train)) & set(asked(target) + asked(rows(files.golden)))

    # Some intents are never trained; the others are asked in sentences that training lacks.
    new = [item for item in target if "new-intent" in item["tags"]]
    assert len(new) == 50
    trained = {row["group"].rsplit("-", 1)[0] for row in train}
    assert len(trained) >= 20
    assert not {item["tags"][2] for item in new} & trained
    sentences = {sentence for text in asked(train) for sentence in split_sentences(text)}
    for text in asked(target):
        assert any(sentence not in sentences for sentence in split_sentences(text)), text


def test_the_files_are_read_and_audited_without_a_hold(written):
    _, files = written
    loaded = load([files.train], files.folder)
    assert len(loaded.examples) == 400
    assert loaded.bad == ()
    train, held = split(loaded.examples, 0.1, 7)
    items = [
        item
        for kind, path in (
            ("target", files.target),
            ("golden", files.golden),
            ("baseline", files.baseline),
        )
        for item in load_suite(
            SuiteSettings(name=kind, file=str(path.relative_to(files.folder)), kind=kind),
            files.folder,
        ).items
    ]
    asked = [Example(item.messages, item.where) for item in items]
    found = audit(Material(train, [*held, *asked])).findings
    # a greeting more or less makes near duplicates of a few tickets, and rightly
    assert {finding.code for finding in found} <= {"duplicates"}
    assert all(finding.severity == "warning" and finding.figure < 0.05 for finding in found)
    groups = {example.group for example in train} & {example.group for example in held}
    assert groups == set()


def test_the_baseline_and_the_replay_leave_the_changed_skill_out(written):
    lang, files = written
    baseline = rows(files.baseline)
    assert {item["tags"][1] for item in baseline} == {lang}
    skills = Counter(item["tags"][0] for item in baseline)
    assert "support" not in skills
    assert set(skills.values()) == {8}
    replay = rows(files.folder / "data/replay.jsonl")
    assert len(set(asked(replay))) == len(replay) == 400
    assert not set(asked(replay)) & set(asked(baseline))


def test_pairs_say_their_criterion_and_ratings_come_from_several_raters(written):
    lang, files = written
    pairs = rows(files.folder / "data/pairs.jsonl")
    assert all(TEMPLATE[lang].fullmatch(pair["chosen"]) for pair in pairs)
    assert all(pair["chosen"] != pair["rejected"] for pair in pairs)
    assert len({pair["criterion"] for pair in pairs}) == 3
    # No choice can be told by length alone.
    longer = sum(len(pair["chosen"]) > len(pair["rejected"]) for pair in pairs)
    assert longer > 0
    ratings = rows(files.folder / "data/ratings.jsonl")
    raters = Counter(json.dumps(rating["messages"]) for rating in ratings)
    assert set(raters.values()) == {3}
    assert {rating["rating"] for rating in ratings} <= {1, 2, 3, 4, 5}
    good = [r["rating"] for r in ratings if TEMPLATE[lang].fullmatch(answered([r])[0])]
    bare = [r["rating"] for r in ratings if "\n" not in answered([r])[0]]
    assert min(good) < min(bare) < max(bare) < max(good)  # a polite bare answer is in the middle


def test_the_prompt_says_nothing_of_the_template(written):
    _, files = written
    prompt = (files.folder / "prompt.md").read_text(encoding="utf-8").lower()
    heads = ("short", "details", "next step", "коротко", "подробно", "шаг", "блок")
    assert not any(head in prompt for head in heads)


def test_too_many_questions_are_refused_with_what_there_is():
    # Held-out cards: 24 of 96 products, 2 wordings, 6 orders of three facts.
    with pytest.raises(DataError, match=r"has only about 2\d\d"):
        office.cards("en", 24 * 2 * 6 + 1, Random(1), held=True)
