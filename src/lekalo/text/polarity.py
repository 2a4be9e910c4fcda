"""Yes and no: what an answer says to a question, and which sentences deny what others affirm.

    verdict("Unfortunately, we don't ship there.", "Do you ship there?")   # False

Read from the first word (yes, no, of course), else from the first sentence: its words are set
beside the question's, and a negation turns it round. Words that deny by themselves (forbidden,
closed, нельзя, платно) count as the negation of their opposite. Leaves out irony, and
conditions: a sentence with if, unless, only or кроме is not taken for a plain yes or no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from lekalo.text.lemmas import lemmas, stop_lemmas
from lekalo.text.synonyms import concept_of

_SORRY = r"(?:(?:unfortunately|sadly|sorry|regrettably|i(?:'m| am) afraid|к сожалению|увы)\W+)?"
_YES = re.compile(
    r"\A\W*(?:yes|yep|yeah|sure|of course|certainly|absolutely|definitely"
    r"|да|конечно|разумеется|безусловно)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    rf"\A\W*{_SORRY}(?:no|nope|not at all|нет|никак нет|ни в коем случае)\b"
    r"(?!\s(?:problem|worries|one|matter|longer|more|doubt|проблем|в\b|на\b|у\b))",
    re.IGNORECASE,
)
_IDIOMS = re.compile(
    r"\bnot only\b|\bno (?:later|more|less|fewer|longer) than\b"
    r"|\b(?:do not|don't) (?:worry|hesitate)"
    r"|\bno (?:problem|worries|doubt)\b|\bне только\b|\bне (?:позднее|более|менее|позже|раньше)\b"
    r"|\bне (?:волнуйтесь|беспокойтесь|стесняйтесь|переживайте|забудьте)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|except|only|until|unlike|but|although|without|если|кроме|только|лишь"
    r"|пока(?! (?:что )?нет\b)|но|хотя)\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\b(?:without|with no|без)\s+(?:the\s|a\s|an\s|any\s)?(\w+)", re.IGNORECASE)
_HEADING = re.compile(r"\A\W*[^\W\d_]\w{0,20}(?: \w{1,20})?:\s+")
_CLAUSE = re.compile(r",\s+(?:so|and|or|поэтому|а|и|зато)\s")
_SENTENCE = re.compile(r"[^.!?\n;]+(?:[.!?](?=\w)[^.!?\n;]+)*")
_NOT = frozenset(("not", "no", "never", "without", "не", "нет", "никогда", "без", "нельзя"))
_ALLOWING = """
can could may might able possible allow permit мочь можно возможно возможный разрешить разрешать
разрешаться разрешено разрешенный допускать допускаться нельзя
"""
# what words are read as; after the bar, those that say the opposite by themselves
_ENGLISH = """
~can: | forbid forbidden prohibit prohibited ban banned impossible unable
~open: open | close closed
~there: available | unavailable
~free: free
~include: include included | exclude excluded
~need: need require required necessary must | optional
~accept: accept | refuse
~true: correct true | incorrect wrong false
"""
_RUSSIAN = """
~can: | невозмож запрещ запрет
~open: откры | закры
~there: доступ | недоступ
~free: бесплат | платн
~include: включ входить
~need: необходим обязат нужн требоват | необязат
~true: верн правильн | неверн неправильн
"""
_OPENS = re.compile(
    r"\W*(?:(?:and|so|please|подскажите|скажите|а|и)\W+)?"
    r"(?:can|could|may|do|does|did|is|are|was|were|will|would|has|have|should|must|am"
    r"|можно|могу|может|можете|возможн\w+|нужн\w+|надо|обязательно|есть|разреш\w+|допускается"
    r"|входит|принимаете|верно|правда|\w+\sли|ли)\b",
    re.IGNORECASE,
)
_IN_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
_LI = re.compile(r"\bли\b", re.IGNORECASE)
_WHICH = re.compile(
    r"\b(?:кто|кого|кому|кем|что|чего|чему|чем|как\w*|когда|где|куда|откуда|сколько|скольк\w+|почему"
    r"|зачем|почём|чей|чья|чьё|чьи|чьего|чьей|котор\w+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as what it is about (`words`, its concepts) and whether it denies it."""

    words: frozenset[str]
    negative: bool
    plain: bool
    """Whether it stands without a condition."""


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, roughly, without the heading that a line may begin with."""
    for match in _SENTENCE.finditer(text):
        if not match[0].isspace():
            yield _HEADING.sub("", match[0])


@lru_cache(maxsize=1 << 12)
def claim(sentence: str) -> Claim:
    """What a sentence affirms or denies."""
    plain = _CONDITION.search(sentence) is None
    sentence = _NO.sub(" ", _YES.sub(" ", sentence, count=1), count=1)
    found: set[str] = set()
    turns = 0
    for lemma in lemmas(_IDIOMS.sub(" ", sentence)):
        if lemma in _NOT:
            turns += 1
        word, turned = _read(lemma)
        turns += turned
        if word:
            found.add(word)
    return Claim(frozenset(found), turns % 2 == 1, plain)


@lru_cache(maxsize=1 << 16)
def meaning(lemma: str) -> str:
    """What a lemma says of the matter itself; "" for a number, a negation, an empty word."""
    word, _ = _read(lemma)
    return "" if word.startswith("~") else word


@lru_cache(maxsize=1 << 16)
def _read(lemma: str) -> tuple[str, bool]:
    """What a lemma is read as, and whether it denies; "" where it says little."""
    if lemma in _allowing():
        return "~can", False
    if lemma in _NOT:
        return "", False
    for start, meant, turned in _turns():
        if lemma == start or (lemma.startswith(start) and not start.isascii()):
            return meant, turned
    if lemma in _empty() or lemma[0].isdigit():
        return "", False
    return concept_of(lemma), False


@cache
def _allowing() -> frozenset[str]:
    return frozenset(lemmas(_ALLOWING)) - _NOT | {"нельзя"}


@cache
def _turns() -> tuple[tuple[str, str, bool], ...]:
    """The lemma, or the beginning of a Russian one; what it is read as; whether it denies."""
    found: list[tuple[str, str, bool]] = []
    for line in (_ENGLISH + _RUSSIAN).strip().splitlines():
        if not line:
            continue
        meant, _, rest = line.partition(": ")
        for turned, words in enumerate(rest.split("|")):
            starts = lemmas(words) if words.isascii() else words.split()
            found.extend((start, meant, bool(turned)) for start in starts)
    return tuple(found)


@cache
def _empty() -> frozenset[str]:
    return frozenset(stop_lemmas()) | {"unfortunately", "sorry", "regret", "сожаление", "увы"}


def first_word(text: str) -> bool | None:
    """Yes or no as the text begins; None where it begins with neither."""
    said = _HEADING.sub("", text, count=1)
    if _NO.match(said):
        return False
    return True if _YES.match(said) else None


def asks_yes_or_no(question: str) -> bool:
    """Whether the question calls for a yes or a no."""
    last = question.strip().rpartition("\n")[2]
    sentence = _last_sentence(last)
    if _LI.search(sentence) is not None or any(map(_OPENS.match, sentence.split(","))):
        return True
    russian = _IN_RUSSIAN.search(sentence) is not None and last.rstrip().endswith("?")
    return russian and _WHICH.search(sentence) is None


def verdict(answer: str, question: str) -> bool | None:
    """Yes or no to the question; None where the answer gives neither plainly."""
    said = first_word(answer)
    if said is None and not asks_yes_or_no(question):
        return None
    if (lacking := _without(answer, question)) is not None:
        return lacking
    if said is not None:
        return said
    asked = claim(_last_sentence(question))
    if asked.negative:  # "isn't it", "a phone that is not yours": not told apart
        return None
    for sentence in list(sentences(answer))[:2]:
        told = claim(sentence)
        shared = told.words & asked.words
        if told.plain and shared - {"~can"} and _covers(told.words, asked.words):
            return told.negative == asked.negative
        if told.plain and "~can" in shared and len(told.words) <= 4:
            return told.negative == asked.negative
    return None


def _without(answer: str, question: str) -> bool | None:
    """What an answer of doing without says to a question of need, and the other way round: "no,
    without a receipt we cannot" to "is a receipt needed" is a yes; None where it is neither."""
    asked = claim(_last_sentence(question))
    if "~need" not in asked.words or (told := _WITHOUT.search(answer)) is None:
        return None
    if not {concept_of(lemma) for lemma in lemmas(told[1])} & asked.words:
        return None
    sentence = next(sentences(answer[: told.start()] + " " + answer[told.end() :]), "")
    return claim(sentence).negative


def _last_sentence(question: str) -> str:
    return next(reversed(list(sentences(question))), question)


def _covers(told: frozenset[str], asked: frozenset[str]) -> bool:
    """Whether a sentence speaks of what the question does."""
    return len(told & asked) * 2 >= min(len(asked), len(told))


def denied(one: str, other: str) -> bool:
    """Whether a sentence of one text denies, in the same words, what one of the other affirms."""
    ours, theirs = _claims(one), _claims(other)
    return any(
        first.negative != second.negative
        and _same_matter(first.words, second.words)
        and not _said_too(second, ours)
        and not _said_too(first, theirs)
        for first in ours
        for second in theirs
    )


def _claims(text: str) -> list[Claim]:
    made = [claim(part) for one in list(sentences(text))[:40] for part in _CLAUSE.split(one)]
    return [one for one in made if one.plain and len(one.words) > 1]


def _same_matter(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = one & other
    if not shared - {"~can"} or len(shared) < 2:
        return False
    return len(shared) >= 0.8 * min(len(one), len(other)) and len(shared) >= 0.5 * max(
        len(one), len(other)
    )


def _said_too(wanted: Claim, among: list[Claim]) -> bool:
    return any(
        one.negative == wanted.negative and _same_matter(one.words, wanted.words) for one in among
    )
