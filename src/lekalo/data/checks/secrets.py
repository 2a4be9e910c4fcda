"""`secrets`: keys, tokens and passwords in the rows, which a model would give to anybody who asks.

Says the kind and the row, never the secret. Held-out rows are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Finding, Fix, Language, Record
from lekalo.data.checks._texts import records, tally, texts
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


@final
@CHECKS.register("secrets")
class Secrets(Check):
    """Holds while any row carries a secret."""

    name = "secrets"

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding: which kinds, in how many rows, and where."""
        words = _SAID[material.language]
        found = tally(
            material,
            _kinds,
            lambda kinds: _listed(sorted(kinds), words),
        )
        if not found.rows:
            return
        counted = found.by_kind.most_common()
        listed = ", ".join(f"{words.get(kind, kind)}: {n}" for kind, n in counted)
        yield Finding(
            code=self.name,
            severity="hold",
            message=words["found"].format(
                rows=_rows(found.rows, material.language), all=found.all, kinds=listed
            ),
            remedy=words["remedy"],
            where=tuple(found.where),
            figure=found.rows / found.all,
            threshold=0.0,
        )

    def fixes(self, material: Material) -> Iterable[Fix]:
        """Every row with a secret, the secret replaced by a word."""
        words = _SAID[material.language]
        for record in records(material):
            kinds = _kinds(record)
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


def _kinds(record: Record) -> list[str]:
    return sorted({span.kind for text in texts(record) for span in find(text)})


def _listed(kinds: Iterable[str], words: dict[str, str]) -> str:
    return ", ".join(words.get(kind, kind) for kind in kinds)


def _rows(number: int, language: Language) -> str:
    if language == "en":
        return count_en(number, "row")
    return count_ru(number, "строке", "строках", "строках")
