"""How a fact is asked for, in English and in Russian: by its label, its verb, a gap, a meaning.

    by_label("Warranty", "en")                             What is the warranty?
    by_verb("Delivery to Riga costs ", " a parcel.", "en")    How much does delivery to Riga cost?

What can't be asked grammatically gives "", and is asked as a gap instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lekalo.core.records import Language
from lekalo.text.lemmas import gender_of

_WHICH = {"masc": "Какой", "femn": "Какая", "neut": "Какое", "plur": "Какие"}
_DANGLING = re.compile(
    r"\b(?:until|till|from|to|by|of|for|on|at|in|per|before|after|since|valid|up|due|open|closed|closes"
    r"|opens|до|от|с|со|по|на|в|за|из|к|после|перед)$",
    re.IGNORECASE,
)
_COST_EN = re.compile(r"^(?P<who>[^,;:]{3,90}?)\s(?P<verb>costs?)\s(?:only\s|about\s|just\s)?$")
_TIME_EN = re.compile(
    r"^(?P<who>[^,;:]{3,90}?)\s(?P<verb>takes?|lasts?)\s(?:only\s|about\s|up to\s|just\s)?$"
)
_HOW_RU = re.compile(
    r"^(?P<who>[^,;:]{3,90}?)\s(?P<verb>стоит|стоят|занимает|занимают|длится|длятся|составляет"
    r"|составляют)\s(?:около\s|примерно\s|до\s|всего\s|лишь\s)?$"
)
_UNFINISHED = re.compile(
    r"\b(?:and|or|also|not|never|only|и|или|а|не|также|тоже|уже|обычно)$", re.I
)
_ADJECTIVE = re.compile(r"(?:[ыио]й|[ая]я|[ое]е|[ыи]е)$")
_VAGUE = re.compile(
    r"(?:it|this|that|these|those|they|he|she|we|you|there|here|what|which|who|там|здесь|и|а|но|он[аои]?|это|эт[аои]т?|так\w*"
    r"|котор\w+|что)\b",
    re.IGNORECASE,
)
_GAP = {
    "en": "What stands in the gap? “{}”",
    "ru": "Что пропущено? «{}»",
}
_MEANING = {"en": "Which word means {}?", "ru": "Какое слово означает: {}?"}


def by_label(label: str, language: Language) -> str:
    """Asks for what stands after `label:`."""
    said = _small(label)
    if _DANGLING.search(said):
        return ""
    if language == "en":
        many = said.endswith("s") and not said.endswith(("ss", "us", "is"))
        return f"What {'are' if many else 'is'} the {said}?"
    gender = _gender(re.findall(r"[^\W\d_]+", said))
    return f"{_WHICH[gender]} {said}?" if gender else ""


def _gender(words: Sequence[str]) -> str:
    """The gender of the noun that the label begins with, after an adjective or two."""
    for word in words[:3]:
        if (found := gender_of(word)) or not _ADJECTIVE.search(word):
            return found
    return ""


def by_verb(before: str, after: str, language: Language) -> str:
    """Asks for the fact between the two parts of a sentence, where the verb before it says what
    sort it is."""
    if after and after[0] not in " .,!":
        return ""
    if language == "ru":
        found = _HOW_RU.match(before)
        whole = found and not _UNFINISHED.search(found["who"])
        return f"Сколько {found['verb']} {_small(found['who'])}?" if found and whole else ""
    cost, time = _COST_EN.match(before), _TIME_EN.match(before)
    said = cost or time
    if said is None or _UNFINISHED.search(said["who"]):
        return ""
    verb = said["verb"]
    do = "does" if verb.endswith("s") else "do"
    much = "much" if cost else "long"
    return f"How {much} {do} {_small(said['who'])} {verb.removesuffix('s')}?"


def by_meaning(meaning: str, language: Language) -> str:
    """Asks for the word that means this."""
    return _MEANING[language].format(meaning)


def gap(sentence: str, language: Language) -> str:
    """Asks for what is left out of the sentence."""
    return _GAP[language].format(sentence.strip())


def titled(question: str, title: str) -> str:
    """The question with what it is about; a title that the question names already adds nothing."""
    return f"{question} ({title})" if title and title.lower() not in question.lower() else question


def vague(sentence: str) -> bool:
    """Whether it speaks of what another sentence named, so that nobody could answer it alone."""
    return _VAGUE.match(sentence) is not None


def _small(text: str) -> str:
    """With a small first letter, unless it is a word of capitals."""
    first, _, _ = text.partition(" ")
    return text if len(first) > 1 and first.isupper() else text[:1].lower() + text[1:]
