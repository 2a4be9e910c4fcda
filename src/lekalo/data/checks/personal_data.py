"""`personal-data`: people's data in the rows, which a model repeats to strangers.

Says which kinds stand in which rows, never the data itself. A given name alone is masked with the
rest, but is no reason for a finding: it identifies nobody. Leaves out held-out rows, and whether
a person agreed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Finding, Fix, Language
from lekalo.data.checks._texts import records, tally, texts
from lekalo.data.mask import mask_record
from lekalo.text.personal.spans import ALONE, KINDS
from lekalo.text.personal_data import find
from lekalo.text.plural import count_en, count_ru

_KINDS: dict[Language, dict[str, str]] = {
    "en": {
        "email": "e-mail addresses",
        "phone": "phones",
        "card": "card numbers",
        "iban": "IBANs",
        "account": "bank accounts",
        "ip": "IP addresses",
        "passport": "passports",
        "inn": "INN",
        "snils": "SNILS",
        "ogrn": "OGRN",
        "ssn": "US social security numbers",
        "driver-licence": "driving licences",
        "birth-date": "dates of birth",
        "address": "addresses",
        "name": "names of people",
    },
    "ru": {
        "email": "адреса почты",
        "phone": "телефоны",
        "card": "номера карт",
        "iban": "IBAN",
        "account": "банковские счета",
        "ip": "IP-адреса",
        "passport": "паспорта",
        "inn": "ИНН",
        "snils": "СНИЛС",
        "ogrn": "ОГРН",
        "ssn": "номера соцстрахования США",
        "driver-licence": "водительские удостоверения",
        "birth-date": "даты рождения",
        "address": "адреса",
        "name": "имена людей",
    },
}
_SAID: dict[Language, dict[str, str]] = {
    "en": {
        "found": "{rows} of {all} carry personal data ({kinds}); the model would repeat it to "
        "strangers, and it can't be taken out of the weights.",
        "remedy": "Mask it: `lekalo check --fix --mask` writes a copy with placeholders such as "
        "[phone]. What belongs to the business itself belongs in a document of the knowledge base.",
        "kind": "{kind} in {rows}",
        "why": "masked: {kinds}",
    },
    "ru": {
        "found": "Персональные данные есть в {rows} из {all} ({kinds}); модель станет повторять их "
        "посторонним, а из весов их уже не убрать.",
        "remedy": "Замаскируйте их: `lekalo check --fix --mask` запишет копию с пометками вроде "
        "[телефон]. Контактам самой компании место в документах базы знаний.",
        "kind": "{kind} в {rows}",
        "why": "замаскированы: {kinds}",
    },
}


@final
@CHECKS.register("personal-data")
class PersonalData(Check):
    """Warns of rows with personal data, and offers them masked."""

    name = "personal-data"

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding: how many rows hold which kinds, and where."""
        words, kinds = _SAID[material.language], _KINDS[material.language]
        found = tally(
            material,
            lambda record: kinds_in(texts(record)),
            lambda found: ", ".join(kinds[kind] for kind in KINDS if kind in found),
        )
        if not found.rows:
            return
        counted = found.by_kind.most_common()
        listed = ", ".join(
            words["kind"].format(kind=kinds[kind], rows=_rows(number, material.language))
            for kind, number in counted
        )
        yield Finding(
            code=self.name,
            severity="warning",
            message=words["found"].format(
                rows=_rows(found.rows, material.language), all=found.all, kinds=listed
            ),
            remedy=words["remedy"],
            where=tuple(found.where),
            figure=found.rows / found.all,
            threshold=0.0,
        )

    def fixes(self, material: Material) -> Iterable[Fix]:
        """Every row with personal data, masked."""
        kinds = _KINDS[material.language]
        for record in records(material):
            masked = mask_record(record)
            if masked is not record:
                found = kinds_in(texts(record), least=0.0)
                listed = ", ".join(kinds[kind] for kind in KINDS if kind in found)
                why = _SAID[material.language]["why"].format(kinds=listed)
                yield Fix(record.where, self.name, why, masked)


def kinds_in(said: Iterable[str], least: float = ALONE) -> set[str]:
    """The kinds in some texts, those surer than `least`."""
    return {span.kind for text in said for span in find(text) if span.certainty > least}


def _rows(number: int, language: Language) -> str:
    if language == "en":
        return count_en(number, "row")
    return count_ru(number, "строке", "строках", "строках")
