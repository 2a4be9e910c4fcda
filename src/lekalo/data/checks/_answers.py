"""Answers that a check counts and warns of: what `language` and `tone` say alike."""

from __future__ import annotations

from lekalo.core.records import Finding, Language
from lekalo.data.checks._places import Named
from lekalo.text.plural import count_en, count_ru


def warned(
    code: str,
    text: tuple[str, str],
    rows: Named,
    figure: float,
    language: Language,
    *,
    threshold: float = 0.0,
    **values: object,
) -> Finding:
    """A warning; `text` is its message and remedy. `{rows}` in the message is `3 answers are`, or
    «3 ответа»; `values` are its other places."""
    if language == "ru":
        said = count_ru(rows.count, "ответ", "ответа", "ответов")
    else:
        said = f"{count_en(rows.count, 'answer')} {'is' if rows.count == 1 else 'are'}"
    message, remedy = text
    return Finding(
        code=code,
        severity="warning",
        message=message.format(rows=said, **values),
        remedy=remedy,
        where=tuple(rows.where),
        figure=figure,
        threshold=threshold,
    )
