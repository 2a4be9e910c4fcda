"""`documents-as-examples`: documents trained on as answers, in place of a knowledge base.

A model made to recite documents gets them wrong, can't say where an answer stands, and has to be
trained again when a document changes. Named are rows whose answer stands word for word in the
documents at hand, rows with text and no question, and answers that are a page of regulations
to a bare title. Left alone are answers that quote what their own question gives, long letters,
product cards and summaries. The comparison of closed-book with open-book answers needs a model,
and is not made here.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import final

import numpy as np
from numpy.typing import NDArray

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Document, Finding, Where
from lekalo.data.checks._places import places, told
from lekalo.data.checks._turns import Turn, count, turns
from lekalo.text.asked_for import open_task
from lekalo.text.plural import count_en, count_ru, form_ru

HOLD_ABOVE = 0.05
"""The share of answers from which on training teaches documents; below it is a warning."""
_COPIED = 0.7  # of an answer's runs of words that stand in documents
_RUN, _KEPT_OF = 8, 4  # words of a run; one run in so many is kept
_MIN_WORDS = 15
_PASSAGE, _TEXT_ONLY = 120, 40
_TITLE = 12

_WORD = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"(?m)^[ \t]*(?:\d{1,2}\.){1,3}\d{0,2}[ \t]+\S")
_HEADING = re.compile(
    r"(?m)^[ \t]*(?:#{1,4}\s|(?:section|article|chapter|annex|clause|раздел|статья|глава|пункт"
    r"|приложение)\s+[\dIVX]+)",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\bhereinafter\b|\bpursuant\b|\bshall\b|\bthe parties\b|\bthis (?:policy|agreement|regulation"
    r"|procedure|document|manual)\b|\bнастоящ(?:ий|его|ая|ей|ее|им|ие|их|ем)\b|\bв соответствии с\b"
    r"|\bстороны\b|\(?далее\s?[-–—]|\bутвержд[её]н|\bнастоящим\b",
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"\s*(?:dear|hello|hi|good (?:morning|day)|уважаем|здравствуйте|добрый|привет)\b|\s*уважаем",
    re.IGNORECASE,
)

_TEXTS = {
    "en": {
        "message": "{rows} of {all} {are} of documents ({kinds}). Trained on them, the "
        "model recites them with mistakes, and must be trained again whenever one changes.",
        "remedy": "Put the documents into the knowledge base, and keep as examples short answers "
        "that are made of them.",
        "copied": "word for word in your documents: {count}",
        "alone": "text with no question: {count}",
        "page": "a page of a document to a bare title: {count}",
    },
    "ru": {
        "message": "{rows} из {all} — {are} документов ({kinds}); обученная на них модель "
        "пересказывает их с ошибками, и после каждой правки документа её надо учить заново.",
        "remedy": "Положите документы в базу знаний, а в примерах оставьте короткие ответы, "
        "составленные по ним.",
        "copied": "слово в слово из ваших документов: {count}",
        "alone": "текст без вопроса: {count}",
        "page": "страница документа в ответ на голый заголовок: {count}",
    },
}
_PARTS = {
    "en": {"copied": "copied from documents", "alone": "text with no question", "page": "a page"},
    "ru": {"copied": "взято из документов", "alone": "текст без вопроса", "page": "страница"},
}


@final
@CHECKS.register("documents-as-examples")
class DocumentsAsExamples(Check):
    """Holds when over 5 % of the answers to learn from are documents, else warns of them."""

    name = "documents-as-examples"

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding that names the rows and what each of them is."""
        known = _runs_of(material.documents)
        found: dict[str, int] = dict.fromkeys(_PARTS["en"], 0)
        named: list[Where] = []
        last = -1
        for turn in turns(material):
            kind = _kind(turn, known) if turn.row != last else ""
            if kind:
                last = turn.row
                found[kind] += 1
                if len(named) < 100:
                    part = _PARTS[material.language][kind]
                    named.append(told(turn.where, part))
        if named:
            yield _finding(found, named, material)


def _finding(found: dict[str, int], named: list[Where], material: Material) -> Finding:
    texts = _TEXTS[material.language]
    rows, total = sum(found.values()), count(material)
    if material.language == "ru":
        counted = count_ru(rows, "ответ", "ответа", "ответов")
        are = form_ru(rows, "кусок", "куски", "куски")
    else:
        counted = count_en(rows, "answer")
        are = "is a passage" if rows == 1 else "are passages"
    kinds = ", ".join(texts[kind].format(count=n) for kind, n in found.items() if n)
    return Finding(
        code="documents-as-examples",
        severity="hold" if rows > HOLD_ABOVE * total else "warning",
        message=texts["message"].format(rows=counted, all=total, are=are, kinds=kinds),
        remedy=texts["remedy"],
        where=places(named),
        figure=rows / total,
        threshold=HOLD_ABOVE,
    )


def _kind(turn: Turn, known: NDArray[np.uint32]) -> str:
    """What sort of document an answer is; "" for none."""
    length = turn.text.count(" ") + 1
    if length < _MIN_WORDS:
        return ""
    if len(known) and _copied(turn, known):
        return "copied"
    if not turn.question.strip():
        return "alone" if length >= _TEXT_ONLY and turn.first and turn.last else ""
    return "page" if length >= _PASSAGE and _is_page(turn) else ""


def _copied(turn: Turn, known: NDArray[np.uint32]) -> bool:
    runs = _runs(turn.text)
    if len(runs) < 2 or _share(runs, known) < _COPIED:
        return False
    given = np.unique(_runs(f"{turn.system} {turn.question}"))
    return _share(runs, given) < _COPIED


def _share(runs: NDArray[np.uint32], known: NDArray[np.uint32]) -> float:
    """The share of the runs that stand among the known ones, which are sorted."""
    if not len(known):
        return 0.0
    place = np.minimum(np.searchsorted(known, runs), len(known) - 1)
    return float((known[place] == runs).mean())


def _is_page(turn: Turn) -> bool:
    """Whether an answer has the marks of a document, and its question is a mere title."""
    asked = turn.question.strip()
    if asked.endswith("?") or len(asked.split()) > _TITLE or open_task(asked):
        return False
    if _LETTER.match(turn.text):
        return False
    marks = (len(_NUMBERED.findall(turn.text)) >= 3) + (len(_HEADING.findall(turn.text)) >= 2)
    return marks + (len(_LEGAL.findall(turn.text)) >= 2) >= 2


def _runs_of(documents: Sequence[Document]) -> NDArray[np.uint32]:
    """The kept runs of words of all documents, sorted."""
    found = array("I")
    for document in documents:
        found.frombytes(_runs(document.text).tobytes())
    return np.unique(np.array(found, np.uint32))


def _runs(text: str) -> NDArray[np.uint32]:
    """Hashes of every eight words in a row; one in four is kept, by its hash, so that a text
    and a copy keep the same ones."""
    words = np.fromiter(_hashes(text), np.uint32)
    if len(words) < _RUN:
        return np.zeros(0, np.uint32)
    made = np.zeros(len(words) - _RUN + 1, np.uint32)
    for step in range(_RUN):
        made = made * np.uint32(0x01000193) ^ words[step : step + len(made)]
    kept: NDArray[np.uint32] = made[made % _KEPT_OF == 0]
    return kept


def _hashes(text: str) -> Iterator[int]:
    return (zlib.crc32(word.encode()) for word in _WORD.findall(text.lower().replace("ё", "е")))
