"""Names of people in Latin letters: John Smith, Faina D. Yefremova, Mr. Lee, "my name is ...".

A known given name with a capitalised word after it is a full name; so is a given name and initial,
and a word with a surname's ending after another capitalised one. A title or an introduction is
enough with any name. A known given name alone is reported with little certainty. What has been
found as a full name is found again by its parts. Leaves out names written in small letters,
unless introduced, and surnames alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lekalo.text.personal.given_names import CERTAIN, GIVEN
from lekalo.text.personal.name_words import BRANDS, FIRMS, STOPS, SURNAMES
from lekalo.text.personal.spans import ALONE, CHECKED, NAMED, SHAPED, Span, before

_UP = "A-ZÀ-ÖØ-ÞĀĆČĎĐĒĘĚĞĢĪİĶŁĹĽĻŃŇŅŌŐŘŚŞŠŢŤŪŮŰŹŻŽȘȚ"
_LETTER = r"[^\W\d_]"
_NAME = rf"[{_UP}](?:['’][{_UP}])?{_LETTER}+(?:['’-][{_UP}]{_LETTER}+)*"
_PARTICLE = r"(?:van|von|der|den|de|da|di|del|della|dos|du|la|le|bin|ibn|al|el|ter|zu|y)"
# begins with the capital, so that the search skips all else
_CHAIN = re.compile(
    rf"[{_UP}](?<![\w@/#&][{_UP}])"
    rf"(?:(?:['’][{_UP}])?{_LETTER}+(?:['’-][{_UP}]{_LETTER}+)*|\.(?= ?[{_UP}]))"
    rf"(?:(?: {_PARTICLE}){{0,2}} ?(?:(?<= ){_NAME}|(?<=[ .])[{_UP}](?:\.|(?= )))){{0,5}}"
)
_WORD = re.compile(rf"{_NAME}|[{_UP}]\.?")
_TITLE = re.compile(
    r"(?:^|[^\w])(?:m(?:r|rs|s|iss|ister|adam)|dr|prof(?:essor)?|sir|lady|lord|dame|rev)\.? $",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"(?:name is|name:|name\?|named (?:him|her)|call(?:ed|s)? (?:me|him|her)|"
    r"(?:man|woman|boy|girl|guy|person|father|mother|brother|sister|son|daughter|friend|"
    r"colleague)(?: is| was)? (?:called|named)|directed by:|partner's name|account\? user:|"
    r"signed:?|"
    r"sincerely,|regards,|best,|cheers,|dear|singer|songwriter|author|actor|actress|player|"
    r"producer|director|commenter|patient|hi|hello|hey|i am|i['’]m|this is|"
    r"written by|sung by|says|said)\s{1,4}$",
    re.IGNORECASE,
)
_TRIGGER_WORDS = """
is name: name? him her me called named calls by: name user: signed signed: sincerely, regards,
best, cheers, dear singer songwriter author actor actress player producer director commenter
patient hi hello hey am i'm i’m by says said mr mr. mrs mrs. ms ms. miss mister madam dr dr. prof
prof. professor sir lady lord dame rev rev.
"""
_TRIGGERS = frozenset(_TRIGGER_WORDS.split())
_SURNAME_END = re.compile(
    r"(?:ov|ova|ová|ev|eva|evich|evna|ovich|ovna|ski|ska|ská|sky|skaya|cký|enko|chuk|dze|shvili|"
    r"[lndrtks]son|[lndrtk]sen|dóttir|dottir|berg|stein|mann|ez|escu|"
    r"vić|ović|nen|ström|quist|"
    r"opoulos|idis|akis|czyk|wicz|moto|yama|shita|"
    r"kawa|zaki)$"
)
_COMMON = re.compile(r" [a-z]+(?: [a-z]+){0,3}(?:\n|$)")
_PEOPLE_DO = re.compile(
    r"(?:['’]s)? (?:said|says|shouted|lives|lived|wrote|writes|asked|asks|told|tells|"
    r"explain(?:s|ed)|"
    r"had given|has given|points out|thinks|replied|answered|called|wants|will be talking|spoke|"
    r"listed|began writing|was born|is very|is the CEO|phoned|emailed|complained|ordered)\b"
)
_FOREIGN = re.compile(r"[À-ž]")
_FOREIGN_WORD = re.compile(r"(?<!\w)[a-z]*[à-ž]\w*")  # then the whole text is in that language
_NOT_INITIALS = "ABCDIVXT"  # Vitamin C Serum, Chest X Ray: a letter without a point is often a kind
_ANY = re.compile(rf"(?<![\w@/]){_NAME}(?!\w)")
_PLACE_BEFORE = re.compile(r"(?:\b(?:in|at|to|from|near|of|on|the|The)|\d,?|\n) ?$")


def find(text: str) -> Iterator[Span]:
    """Names of people in Latin letters."""
    found: list[Span] = []
    for match in _CHAIN.finditer(text):
        found.extend(_in_chain(text, match))
    yield from found
    yield from _again(text, found)


Words = list[tuple[str, int, int]]


def _words(written: str, at: int) -> Words:
    return [(m[0], at + m.start(), at + m.end()) for m in _WORD.finditer(written)]


def _in_chain(text: str, match: re.Match[str]) -> Iterator[Span]:
    if " " not in match[0] and match[0][-1] != ".":  # most are one word
        words = [(match[0], match.start(), match.end())]
    else:
        words = _words(match[0], match.start())
    at = 0
    while at < len(words):
        if words[at][0].lower() in STOPS or len(words[at][0]) == 1:
            at += 1
            continue
        end = at + 1
        while end < len(words) and words[end][0].lower() not in STOPS:
            end += 1
        part = words[at:end]
        if not _of_a_firm(part):
            yield from _in_part(text, part)
        at = end


def _of_a_firm(words: Words) -> bool:
    """Whether the words are a company, a place or a thing made of names."""
    small = [word.lower().rstrip(".") for word, _, _ in words]
    return not FIRMS.isdisjoint(small) or " ".join(small[:2]) in BRANDS or small[0] in BRANDS


def _in_part(text: str, part: Words) -> Iterator[Span]:
    """The person's name that capitalised words side by side may be."""
    introduced = 0.0 if _names_a_thing(text, part) else _introduced(text, part[0][1])
    if introduced and not (part[0][0].isupper() and len(part[0][0]) <= 4):  # Dear HR
        yield _span(text, part[:4], introduced)
        return
    for at in range(len(part) - 1):
        if _begins(part, at):
            size = 4 if len(part[at + 1][0]) <= 2 else 3
            yield _span(text, part[at : at + size], CHECKED)
            return
    if len(part) == 1:
        if part[0][0].lower().partition("-")[0] in CERTAIN:
            yield _span(text, part, ALONE)
    elif len(part) <= 3 and _like_a_person(text, part):
        yield _span(text, part, SHAPED)


def _names_a_thing(text: str, part: Words) -> bool:
    """Whether the field `Name:` goes on with a common noun: `Name: Robin heater`."""
    label = text[max(0, part[0][1] - 6) : part[0][1]].rstrip().lower()
    return label.endswith("name:") and _COMMON.match(text, part[-1][2]) is not None


def _introduced(text: str, start: int) -> float:
    """How surely the words before say that a person is named; 0 where they don't."""
    last = text[max(0, start - 14) : start].rstrip().rpartition(" ")[2].rpartition("\n")[2].lower()
    if last not in _TRIGGERS:
        return 0
    if before(text, start, _TITLE, 12):
        return NAMED
    return CHECKED if before(text, start, _INTRODUCED, 26) else 0


def _begins(part: Words, at: int) -> bool:
    """Whether a given name and a surname, or a name and an initial, stand here."""
    word, after = part[at][0], part[at + 1][0]
    if len(word) <= 2:
        return False
    if word.lower().partition("-")[0] in CERTAIN:
        return True
    if word.lower() in GIVEN:
        return after.lower() in SURNAMES or _SURNAME_END.search(after) is not None
    initial = len(after) == 1 and after not in _NOT_INITIALS
    initial |= len(after) == 2 and after[1] == "."
    return initial and at + 2 < len(part) and len(part[at + 2][0]) > 2


def _like_a_person(text: str, part: Words) -> bool:
    """Unknown words that end as surnames do, have another language's letters, or act."""
    start, end = part[0][1], part[-1][2]
    if any(len(word) <= 2 or word.isupper() for word, _, _ in part):
        return False
    if _PEOPLE_DO.match(text, end) or _SURNAME_END.search(part[-1][0]):
        return True
    if not _FOREIGN.search(text, start, end) or before(text, start, _PLACE_BEFORE, 6):
        return False
    return _FOREIGN_WORD.search(text, max(0, start - 500), end + 500) is None


def _span(text: str, words: Words, certainty: float) -> Span:
    while len(words) > 1 and len(words[-1][0]) <= 2:  # an initial ends no name
        words = words[:-1]
    start, end = words[0][1], words[-1][2]
    return Span(start, end, "name", text[start:end], certainty)


def _again(text: str, found: list[Span]) -> Iterator[Span]:
    """Parts of the full names, where they stand again by themselves."""
    full = [span for span in found if span.certainty >= SHAPED]
    parts = {word for span in full for word, _, _ in _words(span.text, 0) if len(word) > 2}
    if not parts:
        return
    for match in _ANY.finditer(text):
        if match[0] in parts and match[0].lower() not in STOPS:
            yield Span(match.start(), match.end(), "name", match[0], ALONE)
