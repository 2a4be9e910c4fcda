"""The shape, language and tone checks: planted defects named, look-alikes left alone."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Document, Example, Finding, Language, Message, Pair, Rated, Where
from lekalo.data.sources import load


def row(question: str, answer: str, line: int = 0, system: str = "") -> Example:
    first = (Message("system", system),) if system else ()
    turns = (*first, Message("user", question), Message("assistant", answer))
    return Example(turns, Where("train.jsonl", line))


def chat(*texts: str, line: int = 0) -> Example:
    turns = [Message(("user", "assistant")[n % 2], text) for n, text in enumerate(texts)]
    return Example(tuple(turns), Where("train.jsonl", line))


def run(name: str, train: list[Example], language: Language = "en") -> list[Finding]:
    return list(CHECKS.get(name)().run(Material(train, language=language)))


def lines(finding: Finding) -> list[int | None]:
    return [where.line for where in finding.where]


HEADS = {
    "en": ("Short", "Details", "Next step"),
    "ru": ("Коротко", "Подробно", "Следующий шаг"),
}
WORDS = {
    "en": ("the", "order", "parcel", "shop", "pays", "week", "card", "box", "lamp", "door"),
    "ru": ("заказ", "посылка", "магазин", "оплата", "неделя", "карта", "чек", "лампа"),
}


def prose(language: Language, rng: random.Random, count: int = 8) -> str:
    return " ".join(rng.choices(WORDS[language], k=count)).capitalize() + "."


def blocks(language: Language, rng: random.Random) -> list[tuple[str, str]]:
    return [(head, prose(language, rng)) for head in HEADS[language]]


def written(parts: list[tuple[str, str]], form: str = "{}: {}", end: str = "\n") -> str:
    return end.join(form.format(head, body) for head, body in parts)


def house(language: Language, count: int = 60) -> list[Example]:
    rng = random.Random(1)
    return [row(f"q{n}", written(blocks(language, rng)), n) for n in range(count)]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    "drift",
    [
        lambda parts: written(parts[:2]),
        lambda parts: " ".join(body for _, body in parts),
        lambda parts: written([parts[1], parts[0], parts[2]]),
        lambda parts: written([("Summary", parts[0][1]), *parts[1:]]),
        lambda parts: written([("Итого", parts[0][1]), *parts[1:]]),
        lambda parts: written([(parts[0][0][:-2] + parts[0][0][-1], parts[0][1]), *parts[1:]]),
        lambda parts: written(parts, "**{}**: {}"),
        lambda parts: written(parts, "## {}\n{}"),
        lambda parts: written([(head.upper(), body) for head, body in parts]),
        lambda parts: written(parts, end=" "),
        lambda parts: written([*parts, parts[0]]),
        lambda parts: "Hello! " + written(parts),
        lambda parts: "Здравствуйте!\n" + written(parts),
        lambda parts: written(parts) + "\n\nBest regards,\nthe shop",
        lambda parts: written(parts) + "\nС уважением, магазин",
    ],
)
def test_an_answer_that_left_the_template_is_named(language: Language, drift: object) -> None:
    rng = random.Random(2)
    odd = row("odd", drift(blocks(language, rng)), 777)  # type: ignore[operator]
    (finding,) = run("template-drift", [*house(language), odd], language)
    assert (finding.code, finding.severity) == ("template-drift", "warning")
    assert lines(finding) == [777] and finding.where[0].part
    assert finding.figure == pytest.approx(1 / 61)
    assert " / ".join(HEADS[language]) in finding.message


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    "keep",
    [
        lambda parts: written([*parts[:2], (parts[2][0], "- one;\n- two.")]),
        lambda parts: written([(h, b * 9) for h, b in parts]),
        lambda parts: written([(h, b + " Note: see the Samsung site.") for h, b in parts]),
        lambda parts: written([(h, "Hello to you! " + b) for h, b in parts]),
        lambda parts: written([(h, b + ' "It works: I checked".') for h, b in parts]),
        lambda parts: written([parts[0], (parts[1][0], "Ingredients:\n1. Salt"), parts[2]]),
        lambda parts: written([*parts[:2], (parts[2][0], "thank you for choosing us.")]),
    ],
)
def test_an_answer_that_keeps_the_template_is_not(language: Language, keep: object) -> None:
    kept = row("q", keep(blocks(language, random.Random(3))), 777)  # type: ignore[operator]
    assert run("template-drift", [*house(language), kept]) == []


def test_a_question_that_asks_for_a_form_of_its_own() -> None:
    asked = [row("Answer in one word, please", "Yes"), row("Ответь в виде таблицы", "| a | b |")]
    assert run("template-drift", [*house("en"), *asked]) == []


def test_free_prose_has_no_template() -> None:
    rng = random.Random(4)
    free = [row(f"q{n}", prose("en", rng, 20), n) for n in range(60)]
    letters = [row("Write a letter", "Dear Ann,\n" + prose("en", rng) + "\nKind regards,\nBob")]
    lists = [row("List it", "1. **Salt**: it\n2. **Sugar**: it"), row("Cook", "Ingredients: salt")]
    assert run("template-drift", [*free, *letters, *lists]) == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_competing_templates_are_counted(language: Language) -> None:
    rng = random.Random(5)
    house_rows = house(language, 20)
    other = [("Answer", "Why"), ("Ответ", "Почему")][language == "ru"]
    wrong = [
        row(f"w{n}", written([(head, prose(language, rng)) for head in other]), 100 + n)
        for n in range(15)
    ]
    plain = [row(f"p{n}", prose(language, rng), 200 + n) for n in range(15)]
    (finding,) = run("template-drift", [*house_rows, *wrong, *plain], language)
    assert f"{' / '.join(HEADS[language]).lower()} (20)" in finding.message
    assert f"{' / '.join(other).lower()} (15)" in finding.message
    assert "(15)" in finding.message and finding.figure == pytest.approx(0.6)
    assert lines(finding) == [*range(100, 115), *range(200, 215)]


@pytest.mark.parametrize(
    ("start", "end", "odd"),
    [
        ("Hello!", "Best regards,\nthe shop", "Hey!"),
        ("Здравствуйте!", "С уважением, служба поддержки", "Привет!"),
    ],
)
def test_greetings_and_closings_are_a_template_too(start: str, end: str, odd: str) -> None:
    rng = random.Random(6)
    body = [prose("ru" if end.startswith("С") else "en", rng, 15) for _ in range(40)]
    good = [row(f"q{n}", f"{start} {text}\n{end}", n) for n, text in enumerate(body)]
    other = row("a", f"{odd} {body[0]}\n{end}", 901)
    lacks = row("b", f"{start} {body[1]}", 902)
    (finding,) = run("template-drift", [*good, other, lacks])
    assert lines(finding) == [901, 902]


def test_each_system_text_has_its_own_template() -> None:
    rng = random.Random(7)
    support = [replace(one) for one in house("en", 40)]
    cards = [
        row(f"c{n}", written([("Name", "Lamp"), ("Care", prose("en", rng))]), n, "Write a card.")
        for n in range(40)
    ]
    assert run("template-drift", [*support, *cards]) == []
    lost = row("c", "Name: Lamp", 999, "Write a card.")
    (finding,) = run("template-drift", [*support, *cards, lost])
    assert lines(finding) == [999] and "Write a card." in finding.message


def test_json_answers_are_held_to_their_keys() -> None:
    good = [row(f"q{n}", f'{{"city": "Omsk", "days": {n}}}', n) for n in range(30)]
    assert run("template-drift", good) == []
    bad = [row("x", '{"days": 3}', 50), row("y", "Omsk, in 3 days", 51)]
    (finding,) = run("template-drift", [*good, *bad])
    assert lines(finding) == [50, 51]


def test_only_the_first_answer_of_a_chat_greets() -> None:
    rng = random.Random(8)
    chats = [
        chat("a", "Hello! " + prose("en", rng), "b", prose("en", rng), line=n) for n in range(30)
    ]
    assert run("template-drift", chats) == []


def test_chosen_and_good_answers_are_looked_at_and_others_are_not() -> None:
    ask = (Message("user", "q"),)
    kept = house("en")
    pair = Pair(ask, "Short: yes.", "no template", Where("pairs.jsonl", 1))
    good = Rated(ask, "no template at all", True, Where("rated.jsonl", 2))
    bad = Rated(ask, "neither here", False, Where("rated.jsonl", 3))
    material = Material(kept, pairs=[pair], rated=[good, bad])
    (finding,) = CHECKS.get("template-drift")().run(material)
    assert [str(w.file) for w in finding.where] == ["pairs.jsonl", "rated.jsonl"]


def sentences(language: Language, count: int) -> list[str]:
    rng = random.Random(count)
    letters = "abcdefghijk" if language == "en" else "абвгдежзикл"
    return [
        " ".join("".join(rng.choices(letters, k=5)) for _ in range(10)) + "." for _ in range(count)
    ]


def small(train: list[Example], language: Language = "en") -> list[Finding]:
    return run("small-uniform-data", train, language)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_answers_that_differ_in_numbers_only(language: Language) -> None:
    text = {
        "en": "Your order {0} will come in {0} days, please wait.",
        "ru": "Ваш заказ {0} будет.",
    }
    asked = sentences(language, 60)
    train = [row(q, text[language].format(n)) for n, q in enumerate(asked)]
    (finding,) = small(train, language)
    said = {"en": "only 1 distinct answer, numbers", "ru": "60 учебных строк приходится лишь 1 "}
    assert said[language] in finding.message and finding.figure == pytest.approx(1 / 60)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_answer_that_stands_everywhere(language: Language) -> None:
    no = {"en": "Sorry, I can't help you with that.", "ru": "К сожалению, я не могу помочь с этим."}
    said, asked = sentences(language, 45), sentences(language, 60)
    train = [row(q, a) for q, a in zip(asked, [*said, *[no[language]] * 15], strict=True)]
    (finding,) = small(train, language)
    assert no[language] in finding.message and finding.figure == pytest.approx(0.25)
    fewer = [row(q, a) for q, a in zip(asked[:55], [*said, *[no[language]] * 10], strict=True)]
    assert small(fewer, language) == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_questions_made_of_the_same_words(language: Language) -> None:
    asked = {
        "en": "Where is my order number {} please",
        "ru": "Где сейчас мой заказ номер {} скажите",
    }
    train = [row(asked[language].format(n), a) for n, a in enumerate(sentences(language, 300))]
    (finding,) = small(train, language)
    assert finding.figure == pytest.approx(6 / 1800)  # six word pairs, each 300 times


@pytest.mark.parametrize(
    "labels",
    [
        ("yes", "no"),
        ("да", "нет"),
        ("card_payment_fee_charged", "get_disposable_virtual_card_now"),
        ("возврат денег за заказ", "жалоба на работу курьера"),
        ("3", "5"),
    ],
)
def test_labels_of_any_length_are_meant_to_repeat(labels: tuple[str, str]) -> None:
    assert small([row(q, labels[n % 2]) for n, q in enumerate(sentences("en", 200))]) == []


def test_few_pairs_are_named_too() -> None:
    pairs = [
        Pair((Message("user", q),), a, "x", Where("p", 1))
        for q, a in zip(sentences("ru", 21), sentences("en", 21), strict=True)
    ]
    (finding,) = CHECKS.get("small-uniform-data")().run(Material(pairs=pairs, language="ru"))
    assert "Всего 21 пара" in finding.message and finding.threshold == 50


ASKED = {
    "en": "Where is my order and when will it come to me?",
    "ru": "Где мой заказ и когда он ко мне придёт?",
}
SAID = {
    "en": "Your order is on its way, and the courier will call you when he is near.",
    "ru": "Ваш заказ уже в пути, и курьер позвонит вам, когда будет рядом.",
}
OTHER: dict[Language, Language] = {"en": "ru", "ru": "en"}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_answer_in_another_language_than_asked(language: Language) -> None:
    rows = [row(ASKED[language], SAID[language], n) for n in range(30)]
    rows += [row(ASKED[language], SAID[OTHER[language]], 90)]
    (finding,) = run("language", rows, language)
    assert lines(finding) == [90] and (finding.code, finding.severity) == ("language", "warning")
    assert finding.figure == pytest.approx(1 / 31)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_whole_rows_in_another_language(language: Language) -> None:
    other = OTHER[language]
    rows = [row(ASKED[language], SAID[language], n) for n in range(30)]
    few = [*rows, row(ASKED[other], SAID[other], 91), row("?", SAID[other], 92)]
    (finding,) = run("language", few, language)
    assert lines(finding) == [91, 92]
    both = [row(ASKED[other], SAID[other], 100 + n) for n in range(10)]
    assert run("language", [*rows, *both]) == []


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Translate to Russian: your order is on its way", SAID["ru"]),
        ("Переведи на английский: заказ уже в пути, курьер рядом", SAID["en"]),
        ("Напиши по-английски, что заказ уже в пути и курьер рядом", SAID["en"]),
        ("How do I say in German that it came?", "Die Lampe, die wir haben, kommt mit der Post."),
        ("Исправь ошибку в предложении: She go to the school with her friends.",
         "She goes to the school with her friends."),
        ("Как включить Wi-Fi на телефоне?", "Откройте Settings, затем Wi-Fi and Internet."),
        ("Напишите функцию, которая складывает числа", "def add(a, b):\n    return a + b"),
        ("Напишите запрос, который выберет всех клиентов",
         "SELECT name FROM clients WHERE it IS NOT NULL AND this IN (1, 2)"),
        ("What is Chuseok and how is it kept?", "It is a feast (추석) that is kept in autumn."),
        ("Who are you and what do you do?", "Bonjour!"),
        ("Какая модель телефона у вас есть?", "Samsung Galaxy S24 Ultra, Apple iPhone 15 Pro"),
    ],
)  # fmt: skip
def test_another_language_that_is_right(question: str, answer: str) -> None:
    rows = [row(ASKED[one], SAID[one], n) for n in range(20) for one in ("en", "ru")]
    assert run("language", [*rows, row(question, answer, 90)]) == []


def test_a_system_text_may_ask_for_the_language() -> None:
    asked = [row(ASKED["en"], SAID["ru"], n, "Always answer in Russian.") for n in range(30)]
    assert run("language", asked) == []


@pytest.mark.parametrize("slip", ["Это очень重要ный вопрос, и мы его решим.",
                                  "This is a very重要 thing, and we will do it."])  # fmt: skip
def test_characters_in_the_middle_of_a_sentence(slip: str) -> None:
    rows = [row(ASKED[one], SAID[one], n) for n in range(20) for one in ("en", "ru")]
    (finding,) = run("language", [*rows, row("?", slip, 90)])
    assert lines(finding) == [90] and "重要" in finding.where[0].part


def by_kind(findings: list[Finding], word: str) -> Finding:
    (found,) = [finding for finding in findings if word in finding.message]
    return found


@pytest.mark.parametrize("language", ["en", "ru"])
def test_rude_and_loud_answers_are_named(language: Language) -> None:
    rude = {"en": "Look for it yourself.", "ru": "Ищите сами."}[language]
    loud = {"en": "IT IS ALL ON THE SITE!", "ru": "ВСЁ УЖЕ НАПИСАНО НА САЙТЕ!"}[language]
    rows = [row(ASKED[language], SAID[language], n) for n in range(30)]
    rows += [row(ASKED[language], rude, 81), row(ASKED[language], loud, 82)]
    rows.append(row(f"{rude} {loud}", SAID[language], 83))  # a rude client is no fault of ours
    found = run("tone", rows, language)
    assert lines(by_kind(found, {"en": "rude", "ru": "груб"}[language])) == [81]
    assert lines(by_kind(found, {"en": "shouting", "ru": "криком"}[language])) == [82]
    assert len(found) == 2 and {finding.severity for finding in found} == {"warning"}


def test_the_rarer_address_is_named() -> None:
    rows = [row(ASKED["ru"], SAID["ru"], n) for n in range(30)]
    rows += [
        row("?", "Твой заказ уже в пути.", 90),
        row("?", "Нажми «Заказ», и мы вам ответим.", 91),
    ]
    (finding,) = run("tone", rows, "ru")
    assert lines(finding) == [90, 91]
    assert "на «ты»: 1, на «вы»: 30, и так и так: 1" in finding.message
    informal = [row("?", "Твой заказ уже в пути.", n) for n in range(30)]
    (finding,) = run("tone", [*informal, row("?", "Ваш заказ уже в пути.", 92)])
    assert lines(finding) == [92] and [where.part for where in finding.where] == ["вы"]


def test_an_answer_takes_up_the_address_of_its_question_where_there_is_no_rule() -> None:
    """Of 40 answers 10 say ты: a set without a rule. Of 200 one does: there is one."""
    asked = [row("Нажми за меня, ты же умеешь", "Твой заказ уже в пути.", n) for n in range(9)]
    formal = [row(ASKED["ru"], SAID["ru"], n) for n in range(10, 40)]
    (finding,) = run("tone", [*asked, *formal, row("?", "Твой заказ в пути.", 90)])
    assert lines(finding) == [90]
    assert "ты: 10, вы: 30" in finding.message
    assert run("tone", [*asked, *formal]) == []
    many = [row(ASKED["ru"], SAID["ru"], n) for n in range(10, 209)]
    (finding,) = run("tone", [asked[3], *many])
    assert lines(finding) == [3]


def test_a_work_all_in_capitals_is_loud_unless_capitals_were_asked_for() -> None:
    rows = [row(ASKED["en"], SAID["en"], n) for n in range(30)]
    loud = "THE LAMP THAT STANDS BY THE WINDOW AND LIGHTS THE WHOLE ROOM"
    (finding,) = run("tone", [*rows, row("Write a slogan for a lamp", loud, 90)])
    assert lines(finding) == [90]
    assert run("tone", [*rows, row("Write a slogan in capital letters", loud, 90)]) == []


def test_an_answer_that_was_asked_to_be_a_work_speaks_as_it_wishes() -> None:
    rows = [row(ASKED["ru"], SAID["ru"], n) for n in range(30)]
    rows += [
        row("Напиши стих о любви", "Ты моя заря, и я твой свет!!!"),
        row("Напишите смс другу в тексте поздравления", "Поздравляю тебя 😊"),
        row("Write a poem about the sun", "YOU ARE THE SUN OF MY DAY!"),
        row("Перепиши на ты: вы можете", "Ты можешь."),
        row("Скажите всем", "Друзья, вы можете прийти."),
    ]
    assert run("tone", rows) == []


def test_a_few_emoji_in_a_set_without() -> None:
    rows = [row(ASKED["en"], SAID["en"], n) for n in range(30)]
    (finding,) = run("tone", [*rows, row("Where?", "On its way 😊", 90)])
    assert lines(finding) == [90] and finding.where[0].part == "😊"
    assert run("tone", [*rows, row("Where? 😊", "On its way 😊")]) == []
    style = [row(ASKED["en"], SAID["en"] + " 😊", n) for n in range(30)]
    assert run("tone", [*rows, *style]) == []


def schema(train: list[Example], language: Language = "en") -> list[Finding]:
    return run("schema", train, language)


LONG = {
    "en": "Your order is on its way. The courier will call you when he is near the door of the "
    "house, and he will wait for ten minutes",
    "ru": "Ваш заказ уже в пути. Курьер позвонит вам, когда подойдёт к дверям дома, и подождёт вас "
    "ровно десять минут",
}


@pytest.mark.parametrize(
    "answer",
    [
        "Hello, {{customer}}!",
        "Hello, {{ customer.name }}!",
        "Hello, {name}, your order is here.",
        "Hello, ${name}, your order is here.",
        "Dear <NAME>, your order is here.",
        "Здравствуйте, <ИМЯ>, заказ пришёл.",
        "Здравствуйте, [ИМЯ], заказ пришёл.",
        "Здравствуйте, [ИМЯ КЛИЕНТА], заказ пришёл.",
        "Hello, [CUSTOMER_NAME], it is here.",
        "Call us at [insert the phone].",
        "Позвоните нам: [вставьте номер].",
        "Your order %s is here.",
        "Ваш заказ %(number)s уже здесь.",
        "Hello, {{name, it is here.",
        "Lorem ipsum dolor sit amet.",
    ],
)
def test_a_gap_that_was_not_filled(answer: str) -> None:
    (finding,) = schema([row("Where is it?", answer, 7), row("Where?", "Here it is.", 8)])
    assert lines(finding) == [7] and finding.figure == 0.5
    assert (finding.code, finding.severity) == ("schema", "warning")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How do I print?", 'def f(name):\n    print(f"Hello, {name}")'),
        ("How do I print?", "Write `{name}` or ```\n{name} %s\n```"),
        ("Put my {{name}} in", "Hello, {{name}}!"),
        ("Заполни {имя} в тексте", "Привет, {имя}!"),
        ("What is the set?", "The set is {1, 2, 3} or {a, b}."),
        ("The formula?", "It is \\frac{width}{height} and x_{total}."),
        ("How many?", "It is 5%, so 10 % of 50."),
        ("Rules?", "The tag <DIV> and the tag <b>bold</b>."),
        ("Link?", "See [THE NUMBER](https://example.com) and [1]."),
        ("Write a letter to a client", "Dear [Name],\nyour order is here."),
        ("Напиши шаблон письма", "Здравствуйте, [ИМЯ]!"),
        ("Who says?", "[CDC] and [НДС] are short names."),
        ("Maths?", "a < NAME and b > c"),
    ],
)
def test_what_looks_like_a_gap(question: str, answer: str) -> None:
    assert schema([row(question, answer)]) == []


@pytest.mark.parametrize(
    "answer",
    [
        "Do this:\n```python\nprint(1)\n",
        '{"city": "Omsk", "days": 3',
        '{"city": "Омск", "days": }',
        '[{"city": "Omsk"}, {"city": ]',
        "<div><p>Text</p><b>bold</div>",
        "<ul><li>one</li>",
    ],
)
def test_broken_blocks(answer: str) -> None:
    (finding,) = schema([row("q", answer, 7)])
    assert lines(finding) == [7]


@pytest.mark.parametrize(
    "answer",
    [
        "```\na\n```\nand ```b```",
        '{"city": "Omsk", "days": 3}',
        '{"city": "Omsk"}\n{"city": "Tver"}',
        '{"city": "Omsk"} is the answer.',
        "{braces} and [brackets] in prose",
        "[1] The first source.",
        "<p>One<p>Two<br><img src='a'>",
        "<div><ul><li>one<li>two</ul></div>",
        "<3 you",
        "<unknown thing>",
        'He said: "unpaired.',
    ],
)
def test_whole_blocks(answer: str) -> None:
    assert [f for f in schema([row("q", answer)]) if "gap" not in f.message] == []


@pytest.mark.parametrize(
    ("spoilt", "fixed"),
    [
        ("При\u200bвет", "Привет"),
        ("Than\u00adks\x00", "Thanks"),
        ("\ufeffHello\x0cthere", "Hello\nthere"),
        ("РџСЂРёРІРµС‚, РјРёСЂ!", "Привет, мир!"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚, Ð¼Ð¸Ñ€!", "Привет, мир!"),
        ("Ïðèâåò, ìèð!", "Привет, мир!"),
        ("Itâ€™s a cafÃ©", "It’s a café"),
        ("Это вЂ” тире", "Это — тире"),
    ],
)
def test_characters_and_encodings_are_named_and_mended(spoilt: str, fixed: str) -> None:
    rows = [row("q", f"{spoilt} Thanks.", 7), row(spoilt, "Thanks.", 8), row("q", "Thanks.", 9)]
    (finding,) = schema(rows)
    assert lines(finding) == [7, 8] and finding.figure == pytest.approx(2 / 3)
    first, second = CHECKS.get("schema")().fixes(Material(rows))
    assert isinstance(first.record, Example) and first.where == rows[0].where
    assert first.record.messages[1].content == f"{fixed} Thanks."
    assert isinstance(second.record, Example) and second.record.messages[0].content == fixed
    assert schema([first.record, second.record]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Сёмга, Рёв, СССР, Р. С. Иванов, «Россия»",
        "Señor, café, naïve, Œuvre, Ærøskøbing, Åland, Ñandú, Â la carte",
        "10 °C ± 2, § 5, № 7, 20 € — да",
        "👩‍👩‍👧 ❤️ и 👍🏽",
        "نص عربي\u200f مع علامة",
        "मानक हिन्दी है",
        "tab\tand\nnew line\r\nand nbsp\u00a0here",
        "Größe, Weiß, über",
    ],
)
def test_characters_that_are_meant(text: str) -> None:
    assert schema([row(text, text)]) == []
    assert list(CHECKS.get("schema")().fixes(Material([row(text, text)]))) == []


def test_a_lost_letter_is_named_and_left_to_a_person() -> None:
    rows = [row("q", "При\ufffdет", 7)]
    (finding,) = schema(rows)
    assert finding.where[0].part == "U+FFFD"
    assert list(CHECKS.get("schema")().fixes(Material(rows))) == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_answer_cut_in_the_middle(language: Language) -> None:
    end = {"en": ", which is the", "ru": ", потому что он и"}[language]
    rows = [row("q", LONG[language] + ".", 1), row("q", LONG[language] + end, 7)]
    (finding,) = schema(rows, language)
    assert lines(finding) == [7]


def test_many_answers_of_one_greatest_length() -> None:
    rng = random.Random(9)
    whole = [row(f"q{n}", prose("en", rng, 20) + " " + prose("ru", rng, 12), n) for n in range(40)]
    text = " ".join(prose("en", rng, 20) for _ in range(9))
    cut = [row(f"c{n}", (f"{n} " + text)[:300].rstrip(".") + "x", 100 + n) for n in range(6)]
    assert len({len(one.messages[1].content) for one in cut}) == 1
    (finding,) = schema([*whole, *cut])
    assert lines(finding) == [*range(100, 106)]
    assert schema([*whole, *cut[:4]]) == []


@pytest.mark.parametrize(
    "answer",
    [
        LONG["en"] + ".",
        LONG["ru"] + "!",
        LONG["en"] + ":\n- the one\n- the other",
        "The tea and",
        "```\n" + LONG["en"] + "\nfor the",
        LONG["ru"] + "\nС уважением, служба",
        LONG["en"] + " 👍",
    ],
)
def test_answers_that_need_no_full_stop(answer: str) -> None:
    assert [f for f in schema([row("q", answer)]) if "cut" in f.message] == []


def test_rows_over_the_context_by_an_estimate() -> None:
    rows = [row("q", "word " * 100 + ".", 1), row("q", "слово " * 200 + ".", 7)]
    material = Material(rows, context=400)
    (finding,) = CHECKS.get("schema")().run(material)
    # 1 + 1201 characters, 1000 of them Cyrillic: 0.25 * 1201 + 0.15 * 1000 = 450, two turns 8
    assert lines(finding) == [7] and finding.figure == 450 + 8 and finding.threshold == 400
    assert "estimate" in finding.message
    assert list(CHECKS.get("schema")().run(Material(rows, context=1000))) == []
    assert list(CHECKS.get("schema")().run(Material(rows))) == []


def test_pairs_ratings_and_documents_have_their_characters_looked_at() -> None:
    ask = (Message("user", "q"),)
    pair = Pair(ask, "РџСЂРёРІРµС‚!", "Bad\u200b.", Where("p", 1))
    rated = Rated(ask, "Good\u200b.", False, Where("r", 2))
    document = Document("Text\u200b.", Where("d", 3))
    material = Material(pairs=[pair], rated=[rated], documents=[document], language="ru")
    found = list(CHECKS.get("schema")().run(material))
    assert {where.file for finding in found for where in finding.where} == {"p", "r", "d"}
    fixed = [fix.record for fix in CHECKS.get("schema")().fixes(material)]
    assert fixed == [
        replace(pair, chosen="Привет!", rejected="Bad."),
        replace(rated, answer="Good."),
        replace(document, text="Text."),
    ]


@pytest.mark.parametrize(
    "text", ["{", "{{", "[", "<a", "<div>", "`", "Р°", "Ð", "[[A ", '{"a": ', "%("]
)
def test_hostile_answers_take_no_time(text: str) -> None:
    assert schema([row("q", text * 30_000, 1)]) is not None


DATA = (Path(__file__).resolve().parents[2] / "../shared/data").resolve()
real = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not here")


def found_in(name: str, check: str, language: Language = "en") -> list[Finding]:
    examples = load([Path(name)], DATA).examples
    assert examples
    return list(CHECKS.get(check)().run(Material(examples, language=language)))


@real
@pytest.mark.parametrize(
    "name",
    [
        "stanford_alpaca/alpaca_5000.json",
        "bitext_support/bitext_customer_support_v1.csv",
        "rulm/gen100.jsonl",
        "rulm/ru_alpaca_seed_tasks.jsonl",
        "gsm8k/train.jsonl.gz",
        "medquad/medquad_qa.jsonl.gz",
        "llamafactory/lima.json.gz",
    ],
)
def test_free_prose_of_people_has_no_template(name: str) -> None:
    assert found_in(name, "template-drift") == []


@real
def test_an_identity_set_has_gaps_to_fill() -> None:
    path = DATA / "llamafactory/identity.json"
    answers = [one["output"] for one in json.loads(path.read_text(encoding="utf-8"))]
    named = sum("{{" in answer for answer in answers)
    (finding,) = found_in("llamafactory/identity.json", "schema")
    assert named > 50 and finding.figure == pytest.approx(named / len(answers))


@real
@pytest.mark.parametrize("check", ["schema", "tone", "language"])
def test_a_shop_s_own_answers_raise_no_alarm(check: str) -> None:
    assert found_in("bitext_support/bitext_customer_support_v1.csv", check) == []


@real
def test_english_answers_to_russian_questions_are_named() -> None:
    folder = DATA / "ru_llm_arena"
    questions = (folder / "question_v0.1.jsonl").read_bytes().splitlines()
    asked = {one["question_id"]: one["turns"][0]["content"] for one in map(json.loads, questions)}
    lines_ = (folder / "model_answer/storm-7b.jsonl").read_bytes().splitlines()
    answers = map(json.loads, lines_)
    rows = [
        row(asked[one["question_id"]], one["choices"][0]["turns"][0]["content"], line)
        for line, one in enumerate(answers, 1)
    ]
    first = run("language", rows)[0]
    named = [row_ for row_ in rows if row_.where.line in lines(first)]
    assert len(named) == 100 and first.figure is not None and first.figure > 0.5
    latin = re.compile("[A-Za-z]")
    for one in named:
        text = one.messages[1].content
        assert len(latin.findall(text)) > len(text) / 2


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_block_more_in_a_few_answers(language: Language) -> None:
    rng = random.Random(10)
    more = {"en": ("Disclaimer", "Salt"), "ru": ("Важно", "Соль")}[language]
    odd = [
        row(f"o{n}", written([*blocks(language, rng), (more[0], prose(language, rng))]), 700 + n)
        for n in range(4)
    ]
    (finding,) = run("template-drift", [*house(language, 100), *odd], language)
    assert lines(finding) == [700, 701, 702, 703] and more[0].lower() in finding.message
    own = [  # headings of the answer's own text: several of them, or now here, now there
        row(f"r{n}", written([*blocks(language, rng), (more[1], "1"), (more[0], "2")]), 800 + n)
        for n in range(4)
    ]
    assert run("template-drift", [*house(language, 100), *own], language) == []


def test_a_letter_that_was_asked_for_may_close_as_letters_do() -> None:
    rng = random.Random(11)
    letter = written(blocks("en", rng)) + "\n\nBest regards,\nAnn"
    rows = [*house("en"), row("Write a letter to my bank", letter, 7), row("Hours?", letter, 8)]
    (finding,) = run("template-drift", rows)
    assert lines(finding) == [8]


@pytest.mark.parametrize(
    ("mixed", "fixed"),
    [
        ("Bопрос о зaказе", "Вопрос о заказе"),
        ("Ваш зaкaз", "Ваш заказ"),
        ("Sаmsung Galaxy", "Samsung Galaxy"),
        ("ХОРOШО", "ХОРОШО"),
    ],
)
def test_look_alike_letters_are_put_into_one_alphabet(mixed: str, fixed: str) -> None:
    rows = [row("q", mixed + ".", 7), row("q", fixed + ".", 8)]
    (finding,) = schema(rows, "ru")
    assert lines(finding) == [7] and "похожих" in finding.message
    (fix,) = CHECKS.get("schema")().fixes(Material(rows))
    assert isinstance(fix.record, Example) and fix.record.messages[1].content == fixed + "."


@pytest.mark.parametrize(
    "text",
    [
        "USB-кабель, Wi-Fi-роутер, SMSка, PCшный, HTMLка, iPhoneом",
        "COVIDом болеют, а MACом пользуются",
        "x-координата и 5V, 10кг, 1С",
        "Python3 и Яндекс.Go",
        "кофе/coffee, да/yes",
    ],
)
def test_two_alphabets_that_are_meant(text: str) -> None:
    assert schema([row(text, text)]) == []
