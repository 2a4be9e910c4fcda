"""Words of one family by a key: "оплатить", "оплачивать" and "оплата", "deliver" and "delivery".

    family("оплачивать") == family("оплата")     # True

A first form (`lemmas`) loses what makes it a verb, a noun or an adjective; consonants that
alternate at the end of a root (т, ч, щ) and о with а become one. A prefix stays, since it turns the
meaning (вход, выход). Leaves out roots too short to tell, and pairs that no ending shows ("взять",
"брать"): those stand in `synonyms`.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SHORTEST = 4  # letters of a root that is told from others
_REFLEXIVE = re.compile(r"(?:(?<=ть)ся|(?<=чь)ся|(?<=ти)сь)$")
_RUSSIAN = re.compile(
    r"(?:"
    # verbs
    r"изировать|ировать|овывать|ывать|ивать|евать|овать|вать|нуть|ать|ять|еть|ить|ыть|уть|ти"
    # what is done, who does it
    r"|изирование|ирование|ывание|ивание|ование|евание|вание|ание|яние|ение|тие|изация|ация|яция"
    r"|иция|ция|тельство|ство|щик|чик|тель|ник|ница|лка|льня|ка|ок|ия|ие|ье|ость|есть"
    # how it is
    r"|ительный|тельный|ательный|енный|анный|янный|онный|очный|ечный|ичный|альный|ельный|ный|ний"
    r"|ительно|тельно|енно|анно|онно|очно|ечно|ично|ально|ельно|но"
    r"|ческий|еский|ский|овый|евый|ивый|лый|тый|ый|ий|ой"
    # endings alone
    r"|[аяоеиыьй])$"
)
_ENGLISH = re.compile(r"(?:ation|[m]ent|(?:e|a)n[c]e?|[a]bl|al|ion|(?<=[ei]r)i|e)$")
_SHORTEST_ENGLISH = 5
_ALIKE = str.maketrans("чщжшоёэ", "ттзсаее")
_SOFT = re.compile(r"(?<=[бпвмф])л$")


@lru_cache(maxsize=1 << 17)
def family(lemma: str) -> str:
    """The key of a lemma's family; the lemma itself where its root is too short."""
    if not lemma.isalpha():
        return lemma
    if lemma.isascii():
        root = _ENGLISH.sub("", lemma)
        return root if len(root) >= _SHORTEST_ENGLISH else lemma
    root = _RUSSIAN.sub("", _REFLEXIVE.sub("", lemma), count=1)
    root = _SOFT.sub("", root.rstrip("ьй"))
    if len(root) < _SHORTEST:
        return lemma
    if root.endswith("жд"):  # подтверждать, подтвердить
        root = root.removesuffix("жд") + "д"
    return root[0] + root[1:-1].translate(_VOWELS) + root[-1].translate(_ALIKE)


_VOWELS = str.maketrans("оёэ", "аее")
