"""Postal addresses as other European languages write them: the word for a street, and a house.

    rue de la Paix 12, Via Condotti 8, Calle de Alcalá 42, Friedrichstraße 43, ul. Piotrkowska 104

Looked for by the word or the ending that means a street, so a street of a bare name (Unter den
Linden 77) is left out, and so are other alphabets than the Latin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lekalo.text.personal.spans import CHECKED, Span

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮĶĹĻŁŃŅŇŌŐŘŚŞŠŤŪŮŰŲŹŻŽ"
_FLAT = r"(?:Apt|Apartment|Suite|Unit|Flat|Top|App)"
_NAME = rf"(?:(?!{_FLAT}\b)[{_CAPITAL}][\w.'’-]{{1,24}}|\d{{1,2}}(?= ))"
_HOUSE = r"(?:\d{1,4}(?: ?[a-zA-Z](?![\w'’]))?(?:[/-]\d{1,4}[a-zA-Z]?)?)(?![\w%€$]|[.,:]\d)"
_OF = r"(?:d[eou]s? (?:l[ao]s? |l['’])?|d[ae] |d['’]|del(?:la|le|lo)? |dei |degli |l[ae]s? )"
_RUE = r"(?:[Rr]ue|[Aa]ll[ée]e|[Cc]hemin|[Ii]mpasse|[Qq]uai)"
_ROMANCE = (
    r"(?:Via|Viale|Piazz(?:a|ale|etta)|Corso|"
    r"Vicolo|[Cc](?:alle|/)|Avda\.?|Av\.|Avenida|Plaza|Paseo|Camino|R[uú]a|Travessa|Pra[çc]a|"
    r"Alameda|Estrada|Strada|Carrer)"
)
_SHARED = r"(?:[Aa]venue|[Bb]oulevard|[Pp]lace|[Cc]ours|[Rr]oute)"
"""English words too, unless they go on with the French "of"."""
_NAMES = rf"(?:{_OF}|{_NAME} ){{0,4}}{_NAME}"
_FRENCH = rf"(?:{_RUE} |{_SHARED} {_OF}){_NAMES}"
_SOUTHERN = rf"{_ROMANCE} {_NAMES}"
_SLAVIC = rf"(?:[Uu]l\.|[Uu]lic[ae]|[Aa]l\.|[Aa]leja|[Oo]s\.|[Tt]rg) ?(?:{_NAME} ){{0,3}}?{_NAME}"
_ENDING = (
    r"(?:stra(?:ß|ss)e|str\.|weg|gasse|allee|platz|damm|ufer|steig|gatan|vägen|stigen|gränd|"
    r"vej(?:en)?|vænget|torvet|vegen|veien|straat|laan|plein|gracht|dijk|katu|[^Au]ntie|kuja|polku)"
)
_GERMANIC = (
    rf"(?:[{_CAPITAL}][\w'’-]{{1,24}}{_ENDING}(?!\w)|(?:[{_CAPITAL}][\w'’-]{{1,24}} ){{1,2}}"
    r"(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Straat|utca|út))"
)
_UNIT = rf"(?:,?\s{{1,3}}{_FLAT}\.? ?#?\w{{1,6}})?"
_PLACE = rf"[{_CAPITAL}][\w'’-]{{1,24}}(?: [{_CAPITAL}][\w'’-]{{1,24}}){{0,2}}"
_TOWN = (
    rf"(?:(?:,\s{{0,2}}|\s?\n\s{{0,4}})(?:[A-Z]{{1,2}}-)?(?:\d{{2,5}}(?:[- ]\d{{2,3}})? ?"
    rf"(?:[A-Z]{{2}} )?)?{_PLACE})?"
)
_AFTER = rf"(?:{_FRENCH}|{_SOUTHERN}|{_SLAVIC}|(?<!\w){_GERMANIC}),? (?:n[°ºr.]{{1,2}} ?)?{_HOUSE}"
_BEFORE = rf"(?<![\w.,/-])\d{{1,4}}(?: ?(?:bis|ter|[A-Z]))?,? {_FRENCH}(?!\w)"
_ADDRESS = re.compile(rf"(?:{_BEFORE}|(?<!\w){_AFTER}){_UNIT}{_TOWN}")
# most texts have none of these words, so that the long pattern is not tried
_TELLS = re.compile(
    rf"(?<!\w)(?:{_RUE}|{_ROMANCE}|{_SHARED} d)|{_ENDING}|Stra(?:ß|ss)e|Str\.|Weg|Platz|Allee|"
    r"Straat|utca|út|[Uu]l\.|[Uu]lic|[Aa]l\.|[Aa]leja|[Oo]s\.|[Tt]rg"
)
_VIA = re.compile(r"Via ")
_ENDS = re.compile(r"\s*(?:[,.;)\n]|$|St\.|Apt|Suite)")


def find(text: str) -> Iterator[Span]:
    """Addresses; the caller has seen that digits are there."""
    if not _TELLS.search(text):
        return
    for match in _ADDRESS.finditer(text):
        # "Via Telegram 24 hours a day": in English the word means something else
        if _VIA.match(match[0]) and not _ENDS.match(text, match.end()):
            continue
        yield Span(match.start(), match.end(), "address", match[0], CHECKED)
