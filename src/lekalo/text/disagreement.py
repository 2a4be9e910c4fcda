"""Whether two answers to one question disagree, and in what.

    disagreement("How long is it?", "It takes 3 days.", "It takes a week.")   # "number"

Where the two are the same sentence but for a few words, facts are set side by side in their
places; where they are worded differently, a fact disagrees only with one of its sort in a
sentence on the same matter, or where each of two short answers has just one. What one answer
merely lacks is no disagreement, nor are two answers to a task that has many right ones (write a
poem, name a city), unless one is a copy of the other with a number changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import Levenshtein

from lekalo.text import polarity
from lekalo.text.facts import Fact, agree, comparable, facts
from lekalo.text.lemmas import content_lemmas, lemmas
from lekalo.text.likeness import mistyped
from lekalo.text.quantities import Quantity
from lekalo.text.synonyms import concept_of, operations, opposites

Kind = Literal["yes-no", "number", "date", "name"]

_COPY = 0.72  # of two texts' words that a copy with slight changes shares
_TASK_COPY = 0.9
_TASK_WORDS = 8
_SHORT = 30  # words of an answer that tells one thing
_LONG = 80  # words of an answer; a longer one is compared with a copy only
_ARTICLE = 1000  # words that are compared at all
_NUMBERS = frozenset(("number", "duration", "money", "percent", "measure"))
_DATES = frozenset(("date", "time", "weekday"))
_NAMES = frozenset(("email", "link", "phone", "label"))

_TASK = re.compile(
    r"\W*(?:please\s|пожалуйста,?\s|can you\s|could you\s)?"
    r"(?:write|generate|compose|create|make|design|suggest|invent|imagine|come up|brainstorm|list"
    r"|name|propose|draft|produce|construct|think of|describe|rewrite|rephrase|paraphrase|edit"
    r"|summari[sz]e|pick|choose|recommend|develop|add|fill|complete|use|provide|give"
    r"|tell me (?:a|an|some)\b"
    r"|напиши|придумай|сгенерируй|составь|сочини|создай|назови|предложи|перечисли|опиши|перепиши"
    r"|перефразируй|приведи|вообрази|представь|порекомендуй|посоветуй|разработай|сформулируй|дай"
    r"|дополни|заполни|выбери|подбери|расскажи (?:историю|анекдот|шутку|сказку|о себе))\w{0,3}\b",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:example|synonym|antonym|opposite|rhymes?|random|joke|poem|story|idea|favou?rite|opinion|riddle"
    r"|пример(?:ы|а|ов)?|синоним\w*|антоним\w*|рифм\w*|случайн\w*|шутк\w*|стих\w*|рассказ|иде[яию]"
    r"|любим\w*|мнени\w*|загадк\w*|анекдот\w*)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:how (?:long|much|many|often|soon|far|old)|when|what time|which|who|whose|where"
    r"|what(?:'s| is| are) the|сколько|когда|во сколько|какой|какая|какое|какие|каков\w*|кто"
    r"|чь\w{1,3}|где|куда|как (?:долго|часто|скоро))\b",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"\b(?:which|who|whose|where|by what|(?:in|at|to|on|from|of) what|what (?!is\b|are\b|was\b)\w+"
    r"|how (?:do|can|should|must|to)|as what|кто|чь\w{1,3}|где|куда|откуда"
    r"|как(?:ой|ая|ое|ие|им|ую|ом|ими)?|через|на чём|чем)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(  # what has many true answers
    r"\bwho (?:is|are|was|were) |\blike\b|\bwhere(?:'s| is| are) my\b|\bwhat kinds?\b|\bweather\b"
    r"|\bкто так\w+|\bгде мо[йяеи]|\bпогод|\bкак(?:ие|ая|ой|ое) у вас\b|\bкак дела\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"[а-я](?:ть|ться|тись|сти|чь)$")  # by its first form
_BRIEF = 15  # words of an answer that names one thing
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[>→]")


def disagreement(question: str, one: str, other: str) -> Kind | None:
    """In what the two disagree; None where they may both be right."""
    short, long = sorted((one.count(" ") + 1, other.count(" ") + 1))
    if long > _ARTICLE or (long > _LONG and short < _TASK_COPY * long):
        return None
    ours, theirs = _read(one), _read(other)
    if ours.words == theirs.words:
        return None
    likeness = Levenshtein.normalized_similarity(ours.marks, theirs.marks)
    if long > _LONG or open_task(question):
        copied = likeness >= _TASK_COPY and len(ours.marks) >= _TASK_WORDS
        return _side_by_side(ours, theirs) if copied else None
    if _yes_and_no(question, one, other):
        return "yes-no"
    if likeness >= _COPY:
        found = _side_by_side(ours, theirs) or _named(ours, theirs)
    else:
        found = _by_matter(question, ours, theirs)
    if found is None and polarity.denied(one, other):
        return "yes-no"
    return found or _short_names(question, ours, theirs)


def open_task(question: str) -> bool:
    """Whether the question is a task with many right answers."""
    last = question.strip().rpartition("\n\n")[0] or question
    if _MANY.search(last):
        return True
    return _TASK.match(last) is not None and not (_ASKS.search(last) and last.endswith("?"))


def _yes_and_no(question: str, one: str, other: str) -> bool:
    said, also = polarity.verdict(one, question), polarity.verdict(other, question)
    return said is not None and also is not None and said != also


@dataclass(frozen=True)
class _Answer:
    """An answer read once: `marks` are its words with one mark for each fact."""

    text: str
    words: tuple[str, ...]
    facts: tuple[Fact, ...]
    marks: tuple[str, ...]
    at: tuple[Fact | re.Match[str], ...]
    """What stands behind each mark."""


@lru_cache(maxsize=1 << 10)
def _read(text: str) -> _Answer:
    every = tuple(facts(text))
    found = [fact for fact in every if fact.kind != "label"]
    marks: list[str] = []
    at: list[Fact | re.Match[str]] = []
    place = 0
    for fact in found:
        if fact.start < place:
            continue
        _words_between(text, place, fact.start, marks, at)
        marks.append("\0" + ("number" if fact.kind in _NUMBERS else fact.kind))
        at.append(fact)
        place = fact.end
    _words_between(text, place, len(text), marks, at)
    words = tuple(match[0].lower() for match in _WORD.finditer(text))
    return _Answer(text, words, every, tuple(marks), tuple(at))


@lru_cache(maxsize=1 << 16)
def _mark(word: str) -> str:
    return " ".join(lemmas(word)) or word.lower()


def _words_between(
    text: str, start: int, end: int, marks: list[str], at: list[Fact | re.Match[str]]
) -> None:
    for match in _WORD.finditer(text, start, end):
        marks.append(_mark(match[0]))
        at.append(match)


def _side_by_side(ours: _Answer, theirs: _Answer) -> Kind | None:
    """Facts in the same places of a text and its copy that disagree."""
    for code in Levenshtein.opcodes(ours.marks, theirs.marks):
        if code.tag not in ("equal", "replace"):
            continue
        mine = ours.at[code.src_start : code.src_end]
        yours = theirs.at[code.dest_start : code.dest_end]
        for one, other in zip(mine, yours, strict=False):
            if not (isinstance(one, Fact) and isinstance(other, Fact)):
                continue
            if _against(one, other) and not _told(ours, one, theirs, other):
                return _kind(one)
    return None


def _against(one: Fact, other: Fact) -> bool:
    if comparable(one, other):
        return not agree(one, other)
    return one.kind in _NUMBERS and other.kind in _NUMBERS and _numeric(one, other)


def _numeric(one: Fact, other: Fact) -> bool:
    """Two quantities of different sorts in the same place: 5 dollars, 5 euros."""
    assert isinstance(one.value, Quantity) and isinstance(other.value, Quantity)
    if "number" in (one.kind, other.kind):  # a unit that only one of them names
        return one.value.low != other.value.low and one.kind == other.kind
    return True


def _told(ours: _Answer, one: Fact, theirs: _Answer, other: Fact) -> bool:
    """Whether each has the other's fact somewhere; where one merely tells more, either will do."""
    told = _has(theirs, one), _has(ours, other)
    return all(told) if len(ours.facts) == len(theirs.facts) else any(told)


def _has(answer: _Answer, fact: Fact) -> bool:
    return any(comparable(fact, other) and agree(fact, other) for other in answer.facts)


def _kind(fact: Fact) -> Kind:
    if fact.kind in _NUMBERS:
        return "number"
    return "date" if fact.kind in _DATES else "name"


def _by_matter(question: str, ours: _Answer, theirs: _Answer) -> Kind | None:
    """Facts that only one of two differently worded answers has, on the same matter."""
    mine = [fact for fact in ours.facts if not _has(theirs, fact)]
    yours = [fact for fact in theirs.facts if not _has(ours, fact)]
    for one in mine:
        for other in yours:
            if comparable(one, other) and not _unlike(one, other):
                if one.kind != "label" and _same_matter(ours, one, theirs, other):
                    return _kind(one)
                sole = _only_one(ours, one, mine) and _only_one(theirs, other, yours)
                if sole and _asked_for(question, one):
                    return _kind(one)
    return None


def _unlike(one: Fact, other: Fact) -> bool:
    """Numbers that count different things."""
    if one.kind != "number" or not isinstance(one.value, Quantity):
        return False
    assert isinstance(other.value, Quantity)
    return lemmas(one.value.unit) != lemmas(other.value.unit) or not one.value.unit


def _same_matter(ours: _Answer, one: Fact, theirs: _Answer, other: Fact) -> bool:
    """Whether the two stand in sentences that say the same but for them."""
    mine, yours = _around(ours.text, one), _around(theirs.text, other)
    shared = len(mine & yours)
    return shared >= 2 and shared >= 0.6 * min(len(mine), len(yours))


def _around(text: str, fact: Fact) -> frozenset[str]:
    """The concepts of the sentence that a fact stands in, numbers aside."""
    start = max(text.rfind(mark, 0, fact.start) for mark in ("\n", ". ", "! ", "? ", "; ")) + 1
    ends = [text.find(mark, fact.end) for mark in ("\n", ". ", "! ", "? ", "; ")]
    end = min((place for place in ends if place >= 0), default=len(text))
    rest = text[start : fact.start] + " " + text[fact.end : end]
    return frozenset(concept_of(w) for w in content_lemmas(rest) if not w[0].isdigit())


def _only_one(answer: _Answer, fact: Fact, alone: Sequence[Fact]) -> bool:
    """Whether a short answer tells this one thing of its sort; of labels (open this, press
    that) it may have several, if the other answer has none of them."""
    same = [other for other in answer.facts if other.kind == fact.kind]
    if len(answer.words) > _SHORT:
        return False
    return len(same) == 1 or (fact.kind == "label" and all(other in alone for other in same))


_FOR_NUMBER = re.compile(
    r"\bhow (?:long|much|many|often|soon|far|old|big)"
    r"|\b(?:number|term|period|price|cost|fee|sum|age|amount|time|days?|hours?|weeks?|limit|share|percentage|warranty|allowance)\b"
    r"|\bсколько|\bкак (?:долго|часто|скоро)|\bкак(?:ой|ая|ое|ие|ова|ов|ую)\b|\bстоимост|\bцен[аы]"
    r"|\bсрок|\bчисло\b|\bколичеств|\bлимит|\bскидк|\bвремя|\bчас[ау]?\b|\bдн(?:ей|я)\b",
    re.IGNORECASE,
)
_FOR_DATE = re.compile(
    r"\bwhen\b|\b(?:date|day|time|hours?|year|deadline)\b|\bкогда|\bво сколько|\bкак(?:ого|ой|ие)\b"
    r"|\bдат[аыу]|\bдень|\bврем|\bчас|\bгод",
    re.IGNORECASE,
)
_FOR_NAME = re.compile(
    r"\b(?:where|who|which|e-?mail|address|phone|number|link|site|website|button|section|menu)\b"
    r"|\bгде|\bкуда|\bкто|\bк кому|\bкак(?:ой|ая|ом|ому)\b|\bпочт|\bадрес|\bтелефон|\bномер|\bссылк"
    r"|\bсайт|\bкнопк|\bраздел|\bменю",
    re.IGNORECASE,
)


def _asked_for(question: str, fact: Fact) -> bool:
    """Whether the question asks for a fact of this sort."""
    if fact.kind in _NUMBERS:
        return _FOR_NUMBER.search(question) is not None or (
            fact.kind == "duration" and _FOR_DATE.search(question) is not None
        )
    wanted = _FOR_DATE if fact.kind in _DATES else _FOR_NAME
    return wanted.search(question) is not None


def _named(ours: _Answer, theirs: _Answer) -> Kind | None:
    """Names, or opposite words, in the same places of a text and its copy."""
    for code in Levenshtein.opcodes(ours.marks, theirs.marks):
        if code.tag != "replace":
            continue
        here = slice(code.src_start, code.src_end)
        there = slice(code.dest_start, code.dest_end)
        mine, yours = ours.at[here], theirs.at[there]
        if _opposite(ours.marks[here], theirs.marks[there]):
            return "name"
        if _all_names(ours, mine) and _all_names(theirs, yours) and _others(mine, yours):
            return "name"
    return None


def _opposite(one: Sequence[str], other: Sequence[str]) -> bool:
    if len(one) != 1 or len(other) != 1:
        return False
    turns = opposites()
    return any(
        (concept_of(a), concept_of(b)) in turns or (a, b) in _SIDES for a in one for b in other
    )


_SIDES = {
    (a, b)
    for pair in (
        ("left", "right"),
        ("левый", "правый"),
        ("top", "bottom"),
        ("upper", "lower"),
        ("верхний", "нижний"),
        ("north", "south"),
        ("east", "west"),
        ("cash", "card"),
    )
    for a, b in (pair, pair[::-1])
}


def _all_names(answer: _Answer, found: Sequence[Fact | re.Match[str]]) -> bool:
    """Whether these words are capitals inside a sentence, or stand in quotes or on a path."""
    labels = [fact for fact in answer.facts if fact.kind == "label"]
    return bool(found) and all(
        isinstance(one, re.Match)
        and (
            any(label.start <= one.start() and one.end() <= label.end for label in labels)
            or (one[0][0].isupper() and not _begins(answer.text, one.start()))
        )
        for one in found
    )


def _begins(text: str, start: int) -> bool:
    """Whether a sentence begins here."""
    before = text[:start].rstrip(" \"'«“(*-")
    return not before or before[-1] in ".!?\n:>"


def _others(mine: Sequence[Fact | re.Match[str]], yours: Sequence[Fact | re.Match[str]]) -> bool:
    """Whether two names are two, and not one misspelt or shortened."""
    one, other = (
        " ".join(w[0].lower() for w in names if isinstance(w, re.Match)) for names in (mine, yours)
    )
    same = {concept_of(w) for w in lemmas(one)} & {concept_of(w) for w in lemmas(other)}
    return not (one in other or other in one or same or mistyped(one, other))


def _another_thing(question: str, ours: _Answer, theirs: _Answer) -> bool:
    """Whether two short answers are one sentence with another thing in one place of it, where
    the question asks which thing: by e-mail, by courier."""
    if not _WHICH.search(question) or max(len(ours.words), len(theirs.words)) > _BRIEF:
        return False
    codes = [c for c in Levenshtein.opcodes(ours.marks, theirs.marks) if c.tag != "equal"]
    if (
        min(len(ours.marks), len(theirs.marks)) < 2
        or not codes
        or codes[0].tag == "insert" == codes[-1].tag
    ):
        return False
    one = ours.marks[codes[0].src_start : codes[-1].src_end]
    other = theirs.marks[codes[0].dest_start : codes[-1].dest_end]
    if not one or not other or max(len(one), len(other)) > 3:
        return False
    if codes[0].src_start == 0 == codes[0].dest_start:
        return False  # the first word is mostly the verb: click, press
    if any(word[0] == "\0" for word in (*one, *other)):
        return False
    return _different(one, other)


def _different(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two stretches name different things: no concept, root or slip in common."""
    left = {concept_of(word) for word in content_lemmas(" ".join(one))} or set(one)
    right = {concept_of(word) for word in content_lemmas(" ".join(other))} or set(other)
    alike = any(a[:4] == b[:4] or mistyped(a, b) for a in left for b in right)
    return not alike and not any(
        _VERB.search(word) or word in operations() for word in left | right
    )


def _short_names(question: str, ours: _Answer, theirs: _Answer) -> Kind | None:
    """Two short answers to a question of who, where or which, with nothing in common."""
    if _another_thing(question, ours, theirs):
        return "name"
    if not _ASKS.search(question) or max(len(ours.words), len(theirs.words)) > 12:
        return None
    if _VAGUE.search(question):
        return None
    if any(fact.kind != "label" for fact in (*ours.facts, *theirs.facts)):
        return None
    asked = set(content_lemmas(question))
    mine, yours = (
        {concept_of(w) for w in content_lemmas(answer.text)} for answer in (ours, theirs)
    )
    asked = {concept_of(w) for w in asked}
    left, right = mine - asked, yours - asked
    if not left or not right or left & right or mine <= asked or yours <= asked:
        return None
    bare = max(len(ours.words), len(theirs.words)) <= 3
    if not bare and min(len(mine & asked), len(yours & asked)) < 1:
        return None
    return "name" if len(left) <= 4 and len(right) <= 4 else None
