"""What is said of facts asked after training, and where: in the finding that they were asked for.

The finding keeps its code, places and severity; its message says what was measured, its figure is
the share wrong from memory, and its threshold the share wrong with the passage at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lekalo.core.records import Finding, Language, SuiteResult
from lekalo.core.wording import Phrase, Word
from lekalo.evaluation.closed_book import ClosedBook
from lekalo.text.plural import number_of

CERTAIN = 0.05
"""The p-value below which a difference is called one."""

_ASKED = Phrase(
    "Asked after training, in {count}, the model got {closed} wrong from memory and {open} wrong "
    "with the passage before it ({test}).",
    "После обучения модели задали {count} об этих сведениях: по памяти неверных ответов {closed}, "
    "с документом перед глазами — {open} ({test}).",
)
_UNTRAINED = Phrase(
    " The base that was trained on none of it got {untrained} wrong with the passage.",
    " База, которую этому не учили, с документом ошиблась в {untrained} ответов.",
)
_TESTS = {
    1: Phrase(
        "the passage helps beyond chance, {p}", "документ помогает, и это не случайность: {p}"
    ),
    -1: Phrase(
        "memory does better beyond chance, {p}", "по памяти лучше, и это не случайность: {p}"
    ),
    0: Phrase("no difference beyond chance, {p}", "разница в пределах случайной, {p}"),
}
_NOTHING = Word(
    "How much of it the model knows after training was not measured: no question with one "
    "checkable answer could be made of it.",
    "Сколько из этого модель знает после обучения, не измерено: составить вопросы с одним "
    "проверяемым ответом не удалось.",
)


def told(
    findings: Sequence[Finding], books: Sequence[ClosedBook], language: Language
) -> tuple[Finding, ...]:
    """The findings, with what was measured in those that it was measured for."""
    by_code = {book.code: book for book in books}
    return tuple(
        _told(finding, by_code[finding.code], language) if finding.code in by_code else finding
        for finding in findings
    )


def sentence(book: ClosedBook, language: Language) -> str:
    """What came of it, in one or two sentences."""
    if book.closed is None or book.open is None or book.p_value is None or book.change is None:
        return _NOTHING.say(language)
    certain = book.p_value < CERTAIN
    test = _TESTS[certain * (1 if book.change.value > 0 else -1)]
    said = _ASKED(
        count=number_of(len(book.asked), "question", ("вопрос", "вопроса", "вопросов")),
        closed=_wrong(book.closed, language),
        open=_wrong(book.open, language),
        test=test(p=_p(book.p_value, language)),
    ).say(language)
    if book.untrained is None:
        return said
    return said + _UNTRAINED(untrained=_wrong(book.untrained, language)).say(language)


def _told(finding: Finding, book: ClosedBook, language: Language) -> Finding:
    message = f"{finding.message} {sentence(book, language)}"
    if book.closed is None or book.open is None:
        return replace(finding, message=message)
    closed, opened = (1 - side.interval.value for side in (book.closed, book.open))
    return replace(finding, message=message, figure=closed, threshold=opened)


def _wrong(result: SuiteResult, language: Language) -> str:
    """`92% (82 to 97)`: the share wrong with its interval."""
    i = result.interval
    value, low, high = (round(100 * (1 - share)) for share in (i.value, i.high, i.low))
    return f"{value}% ({low} to {high})" if language == "en" else f"{value} % ({low}–{high})"


def _p(value: float, language: Language) -> str:
    text = f"p = {value:.2g}" if value >= 0.0001 else "p < 0.0001"
    return text.replace(".", ",") if language == "ru" else text
