"""Questions that a text answers with one checkable fact, drafted without a model.

    for asked in fact_questions("# Lamp\n\nPrice: 45 euros", ""):
        asked.question      # What is the price? (Lamp)
        asked.passage       # the part of the text that holds the answer
        asked.expects       # the scorer that knows the right answer

A line `label: value` is asked by its label, a sentence with a verb of cost or time by that verb,
any other sentence as a gap to fill, and a definition by its meaning; the text's title says what it
is about. A sentence with two facts of one sort is passed over: its question would have two answers.
Leaves out facts in plain words, and texts that are neither English nor Russian.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lekalo.core.records import Expectation, Language
from lekalo.text.fact_wording import by_label, by_meaning, by_verb, gap, titled, vague
from lekalo.text.facts import DATES, NUMBERS, Fact, comparable, facts
from lekalo.text.languages import language_of, scripts
from lekalo.text.volatile import volatile

PASSAGE = 700
"""Letters of a text that is given whole; of a longer one, the paragraph."""
_IN_LINES = NUMBERS | DATES | {"email", "phone"}
_IN_SENTENCES = _IN_LINES - {"number", "weekday"}
_OF_THE_DAY = frozenset(("price", "date", "stock", "hours", "term"))
_TITLE_WORDS = 12
_FEWEST_WORDS = 4  # of a sentence with a gap, for it to say what is asked
_LONGEST = 300  # letters of a sentence

_WRAPPED = re.compile(r"(?<=[^\s.!?:;|])[ \t]*\n(?=[a-zа-яё(])")
_PROSE = re.compile(r"[A-ZА-ЯЁ«“\"][^|<>{}=\\]*\Z")

_LABELLED = re.compile(
    r"(?m)^[ \t]*(?:(?:[-*•]|(?:\d{1,2}\.){1,3}|\d{1,2}\))[ \t]+)?\**"
    r"(?P<label>[A-ZА-ЯЁ][\w ,()'’«»/№-]{1,40}?)\**[ \t]*"
    r"(?::|[ \t][—–-][ \t](?!это\b))\**[ \t]*(?P<value>(?:(?![.!?]\s)[^\n]){1,80}?)\.?[ \t]*$"
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]+)*[.!?]?")
_DEFINED = {
    "en": re.compile(
        r"^(?:(?:An?|The)\s)?(?P<term>\w[\w -]{2,40}?) is (?P<meaning>an? .{12,160}?)\.?$"
    ),
    "ru": re.compile(r"^(?P<term>[А-ЯЁ][\w -]{2,40}?)\s+[—–-]\s+это\s+(?P<meaning>.{12,160}?)\.?$"),
}
_WORD = re.compile(r"[^\W\d_]{2,}")
_SIGNS = "$€£₽¥"


@dataclass(frozen=True, slots=True)
class FactQuestion:
    """One question; `of_the_day` where its fact is one that changes."""

    question: str
    passage: str
    answer: str
    expects: Expectation
    of_the_day: bool


def fact_questions(text: str, title: str = "") -> Iterator[FactQuestion]:
    """Every question of the text, in its order. `title` stands in for the text's own first line."""
    language = _language(text)
    if language is None:
        return
    text = _WRAPPED.sub(" ", text)
    title, body = _titled(text, title)
    lines = list(_LABELLED.finditer(body))
    for line in lines:
        yield from _of_line(line, title, language, text)
    rest = _LABELLED.sub(lambda match: " " * len(match[0]), body)
    for match in _SENTENCE.finditer(rest):
        sentence = match[0].strip().lstrip("-*•># ")
        if len(sentence) <= _LONGEST and _PROSE.match(sentence):
            yield from _of_sentence(sentence, title, language, text)


def _language(text: str) -> Language | None:
    found = language_of(text)
    if found in ("en", "ru"):
        return found  # type: ignore[return-value]
    if found:
        return None
    letters = scripts(text[:PASSAGE].lower())
    return "ru" if letters.get("cyrillic", 0) > letters.get("latin", 0) else "en"


def _titled(text: str, title: str) -> tuple[str, str]:
    """What the text is about, and the text without its heading."""
    first, _, rest = text.strip().partition("\n")
    heading = first.strip().strip("#*= ").strip()
    is_heading = (
        bool(rest.strip())
        and bool(heading)
        and len(heading.split()) <= _TITLE_WORDS
        and heading[0] not in "[<{="
        and heading[-1] not in ".!?:;,"
        and not _LABELLED.match(first)
    )
    return title.strip() or (heading if is_heading else ""), rest if is_heading else text


def _of_line(
    line: re.Match[str], title: str, language: Language, text: str
) -> Iterator[FactQuestion]:
    label, value = line["label"].strip(), line["value"].strip()
    said = [fact for fact in facts(value) if fact.kind != "label"]
    if len(said) != 1 or said[0].kind not in _IN_LINES or facts(label):
        return
    asked = by_label(label, language) or gap(f"{label}: ____", language)
    yield from _made(asked, title, said[0], value, line[0].strip(), text)


def _of_sentence(
    sentence: str, title: str, language: Language, text: str
) -> Iterator[FactQuestion]:
    if vague(sentence):
        return
    defined = _DEFINED[language].match(sentence)
    if defined and not facts(sentence):
        yield from _of_term(defined["term"], defined["meaning"], title, language, text)
    said = facts(sentence)
    for fact in said:
        if fact.kind in _IN_SENTENCES and sum(comparable(fact, one) for one in said) == 1:
            start = _start(sentence, fact)
            before, after = sentence[:start], sentence[fact.end :]
            asked = by_verb(before, after, language)
            if not asked and len(_WORD.findall(before + after)) < _FEWEST_WORDS:
                return
            asked = asked or gap(f"{before}____{after}", language)
            yield from _made(asked, title, fact, sentence, sentence, text)
            return


def _made(
    asked: str, title: str, fact: Fact, inside: str, told: str, text: str
) -> Iterator[FactQuestion]:
    answer = inside[_start(inside, fact) : fact.end].strip()
    question = titled(asked, title)
    if len(facts(answer)) != 1 or any(_gives(one, fact) for one in facts(question)):
        return
    fresh = any(one.kind in _OF_THE_DAY for one in volatile(told))
    expects = Expectation("fact", {"target": answer})
    yield FactQuestion(question, _passage(text, told), answer, expects, fresh)


def _start(text: str, fact: Fact) -> int:
    """Where the fact begins, a currency's sign before it included."""
    return fact.start - (fact.kind == "money" and text[max(fact.start - 1, 0)] in _SIGNS)


def _gives(one: Fact, fact: Fact) -> bool:
    """Whether a fact of the question could be taken for its answer."""
    return comparable(one, fact) and one.kind != "label"


def _of_term(
    term: str, meaning: str, title: str, language: Language, text: str
) -> Iterator[FactQuestion]:
    question = by_meaning(meaning, language)
    if term.lower() not in question.lower():
        expects = Expectation("contains", {"all": [term]})
        yield FactQuestion(question, _passage(text, meaning), term, expects, False)


def _passage(text: str, told: str) -> str:
    """The whole text where it is short, else its heading and the paragraph that tells the fact."""
    if len(text) <= PASSAGE:
        return text.strip()
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    found = next((part for part in paragraphs if told in part), told)
    if len(found) > PASSAGE:
        at = found.find(told)
        start = found.rfind(" ", 0, max(0, at - PASSAGE // 2)) + 1
        end = max(at + len(told), start + PASSAGE)
        if end < len(found):  # else nothing is cut off, and the last word may be the fact
            end = max(at + len(told), found.rfind(" ", 0, end + 1))
        found = found[start:end]
    heading = paragraphs[0]
    return found if heading == found or len(heading) > 100 else f"{heading}\n\n{found}"
