"""`secrets`: keys, tokens and passwords in the rows, which a model would give to anybody who asks.

Says the kind and the row, never the secret. Held-out rows are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Finding, Fix, Language, Where
from lekalo.data.checks._texts import records, texts
from lekalo.data.mask import rewrite
from lekalo.text.plural import count_en, count_ru
from lekalo.text.secrets import find

_SAID: dict[Language, dict[str, str]] = {
    "en": {
        "found": "{rows} of {all} carry keys, tokens or passwords ({kinds}); whoever asks the "
        "model cleverly gets them, and they can't be taken out of its weights.",
        "remedy": "Revoke these secrets, for they have left their safe already, and take them out "
        "of the data: `lekalo check --fix` writes a copy without them.",
        "password": "password",
        "key": "key or token",
        "password-in-link": "password in a link",
        "private-key": "private key",
        "why": "secrets taken out: {kinds}",
        "put": "[secret]",
    },
    "ru": {
        "found": "Ключи, токены или пароли есть в {rows} из {all} ({kinds}); их получит любой, кто "
        "ловко спросит модель, а из весов их уже не убрать.",
        "remedy": "Отзовите эти секреты: они уже вышли наружу. И уберите их из данных: `lekalo "
        "check --fix` запишет копию без них.",
        "password": "пароль",
        "key": "ключ или токен",
        "password-in-link": "пароль в ссылке",
        "private-key": "закрытый ключ",
        "why": "убраны секреты: {kinds}",
        "put": "[секрет]",
    },
}
_NAMED = 100


@final
@CHECKS.register("secrets")
class Secrets(Check):
    """Holds while any row carries a secret."""

    name = "secrets"

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding: which kinds, in how many rows, and where."""
        words = _SAID[material.language]
        count, rows = 0, 0
        by_kind: Counter[str] = Counter()
        where: list[Where] = []
        for record in records(material):
            count += 1
            kinds = sorted({span.kind for text in texts(record) for span in find(text)})
            if not kinds:
                continue
            rows += 1
            by_kind.update(kinds)
            if len(where) < _NAMED:
                where.append(replace(record.where, part=_listed(kinds, words)))
        if not rows:
            return
        listed = ", ".join(f"{words.get(kind, kind)}: {n}" for kind, n in by_kind.most_common())
        yield Finding(
            code=self.name,
            severity="hold",
            message=words["found"].format(
                rows=_rows(rows, material.language), all=count, kinds=listed
            ),
            remedy=words["remedy"],
            where=tuple(where),
            figure=rows / count,
            threshold=0.0,
        )

    def fixes(self, material: Material) -> Iterable[Fix]:
        """Every row with a secret, the secret replaced by a word."""
        words = _SAID[material.language]
        for record in records(material):
            kinds = sorted({span.kind for text in texts(record) for span in find(text)})
            if kinds:
                clean = rewrite(record, lambda row: tuple(_without(t, words["put"]) for t in row))
                why = words["why"].format(kinds=_listed(kinds, words))
                yield Fix(record.where, self.name, why, clean)


def _without(text: str, put: str) -> str:
    pieces, at = [], 0
    for span in find(text):
        pieces += [text[at : span.start], put]
        at = span.end
    return "".join([*pieces, text[at:]])


def _listed(kinds: Iterable[str], words: dict[str, str]) -> str:
    return ", ".join(words.get(kind, kind) for kind in kinds)


def _rows(number: int, language: Language) -> str:
    if language == "en":
        return count_en(number, "row")
    return count_ru(number, "строке", "строках", "строках")
