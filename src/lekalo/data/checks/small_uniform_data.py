"""`small-uniform-data`: few or alike examples, which are learned by heart and not understood.

Few: under 50 rows. Alike: under one distinct answer in ten rows (or under one that differs in
more than numbers), one answer in a fifth of the rows, or answers or questions made of the same
few word pairs. Short labels (yes,
no, a category) are meant to repeat, so of answers only sentences are compared. Leaves out
meaning: the same thing in other words counts as variety, which it is to a model.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import final

import numpy as np

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Example, Finding, Language, Message, Pair, Rated
from lekalo.data.normalise import answer, normalise
from lekalo.text.plural import count_en, count_ru, form_ru

MIN_ROWS = 50
MIN_DISTINCT = 0.1
MAX_REPEATED = 0.2
MIN_VARIETY = 0.03
"""Of the pairs of neighbouring words in a sample, the share that is new. People's own sets are
over 0.4, and letters that all keep one form are near 0.05."""
_LABEL_WORDS = 3
_LABELS = 0.5  # over this share of labels, the data is a classifier's
_SAMPLED = 200  # rows
_PAIRS_OF_A_ROW = 20
_MIN_PAIRS = 400
_ENDS = re.compile(r"[.!?…:;]\W*\Z")
_DIGITS = re.compile(r"\d+")

_SAID: dict[Language, dict[str, tuple[str, str]]] = {
    "en": {
        "few": (
            "There {are} only {rows}; a model learns so few by heart.",
            "Bring at least {least}, better several hundred.",
        ),
        "distinct": (
            "The {rows} have only {distinct}, so the model will recite them.",
            "Vary the answers, or serve fixed texts from a knowledge base.",
        ),
        "numbers": (
            "The {rows} have only {distinct}, numbers aside, so the model will recite them.",
            "Vary the answers, or take the numbers from documents into a fixed text.",
        ),
        "repeated": (
            "One answer stands in {share:.0%} of the {rows} ({count}); the model will give it "
            "where it should not: '{text}'",
            "Keep it in a few rows only, or answer each question by itself.",
        ),
        "answers": (
            "The answers of the {rows} are alike: of the word pairs in a sample only {share:.0%} "
            "are new, so the model will learn one sentence with slots.",
            "Add answers that people wrote, on other cases and in other words.",
        ),
        "questions": (
            "The questions of the {rows} are alike: of the word pairs in a sample only "
            "{share:.0%} are new, so the model will fail on a question asked in other words.",
            "Add questions as clients ask them, from tickets or chats.",
        ),
    },
    "ru": {
        "few": (
            "Всего {rows}: так мало модель выучит наизусть.",
            "Соберите хотя бы {least}, лучше несколько сотен.",
        ),
        "distinct": (
            "На {rows} приходится лишь {distinct}: модель будет повторять их наизусть.",
            "Разнообразьте ответы или отдавайте готовые тексты из базы знаний.",
        ),
        "numbers": (
            "На {rows} приходится лишь {distinct}, если не считать чисел: модель будет повторять "
            "их наизусть.",
            "Разнообразьте ответы или подставляйте числа из документов в готовый текст.",
        ),
        "repeated": (
            "Один и тот же ответ занимает {share:.0%} из {rows} ({count}); модель станет давать "
            "его и там, где он не подходит: «{text}»",
            "Оставьте его в немногих строках или ответьте на каждый вопрос отдельно.",
        ),
        "answers": (
            "Ответы похожи один на другой ({rows}): в выборке новых пар слов только {share:.0%}, "
            "и модель выучит одну фразу с пропусками.",
            "Добавьте ответы, написанные людьми, о других случаях и другими словами.",
        ),
        "questions": (
            "Вопросы похожи один на другой ({rows}): в выборке новых пар слов только {share:.0%}, "
            "и на вопрос, заданный иначе, модель не ответит.",
            "Добавьте вопросы так, как их задают клиенты: из обращений или переписки.",
        ),
    },
}
_ROWS = {
    "train": (("training row", "training rows"), ("учебная строка", "учебные строки",
              "учебных строк")),
    "pairs": (("pair", "pairs"), ("пара", "пары", "пар")),
    "rated": (("rated answer", "rated answers"), ("оценённый ответ", "оценённых ответа",
              "оценённых ответов")),
}  # fmt: skip

_Record = Example | Pair | Rated


@final
@CHECKS.register("small-uniform-data")
class SmallUniformData(Check):
    """Warns of few rows, of few or alike answers, and of alike questions."""

    name = "small-uniform-data"

    def run(self, material: Material) -> Iterable[Finding]:
        """At most three findings for each kind of rows."""
        kinds: dict[str, Sequence[_Record]] = {
            "train": material.train,
            "pairs": material.pairs,
            "rated": material.rated,
        }
        for kind, records in kinds.items():
            if len(records):
                yield from _looked_at(kind, records, material.language)


@dataclass
class _Variety:
    """New word pairs among those of a sample of rows."""

    total: int = 0
    seen: set[int] = field(default_factory=set)

    def add(self, text: str) -> None:
        """Takes one text of the sample, normalised."""
        words = _DIGITS.sub("0", text).split()[: _PAIRS_OF_A_ROW + 1]
        self.total += max(0, len(words) - 1)
        self.seen.update(hash(pair) for pair in pairwise(words))

    @property
    def share(self) -> float:
        """1 where every pair is new, and where there are too few to tell."""
        return 1.0 if self.total < _MIN_PAIRS else len(self.seen) / self.total


def _looked_at(kind: str, records: Sequence[_Record], language: Language) -> Iterator[Finding]:
    rows = len(records)
    said = _Words(kind, rows, language)
    if rows < MIN_ROWS:
        yield said.finding("few", rows, MIN_ROWS, least=MIN_ROWS)
    step = max(1, rows // _SAMPLED)
    hashes, bare = array("q"), array("q")
    labels = 0
    answers, questions = _Variety(), _Variety()
    for at, record in enumerate(records):
        asked, text = _asked_and_said(record)
        if at % step == 0 and asked:
            questions.add(normalise(asked))
        if text is None:
            continue
        plain = normalise(text)
        if _is_label(text, plain):
            labels += 1
            continue
        hashes.append(hash(plain))
        bare.append(hash(_DIGITS.sub("0", plain)))
        if at % step == 0:
            answers.add(plain)
    if hashes and labels <= _LABELS * (labels + len(hashes)):
        yield from _alike(said, records, hashes, bare, answers)
    if questions.share < MIN_VARIETY:
        yield said.finding("questions", questions.share, MIN_VARIETY, share=questions.share)


def _alike(
    said: _Words,
    records: Sequence[_Record],
    hashes: array[int],
    bare: array[int],
    answers: _Variety,
) -> Iterator[Finding]:
    """The one thing to say of the answers, the plainest first."""
    values, counts = np.unique(np.frombuffer(hashes, dtype=np.int64), return_counts=True)
    distinct, total, most = len(values), len(hashes), int(counts.max())
    kinds = len(np.unique(np.frombuffer(bare, dtype=np.int64)))
    if distinct < MIN_DISTINCT * total:
        yield said.finding("distinct", distinct / total, MIN_DISTINCT, distinct=distinct)
    elif kinds < MIN_DISTINCT * total:
        yield said.finding("numbers", kinds / total, MIN_DISTINCT, distinct=kinds)
    elif most > MAX_REPEATED * total and total >= MIN_ROWS:
        text = _text_of(records, int(values[counts.argmax()]))
        share = most / total
        yield said.finding("repeated", share, MAX_REPEATED, share=share, count=most, text=text)
    elif answers.share < MIN_VARIETY:
        yield said.finding("answers", answers.share, MIN_VARIETY, share=answers.share)


def _asked_and_said(record: _Record) -> tuple[str, str | None]:
    """What a record asks and what it would teach; a bad or an empty answer teaches nothing."""
    if isinstance(record, Example):
        return _user(record.messages), answer(record) or None
    if isinstance(record, Pair):
        return _user(record.prompt), record.chosen or None
    return _user(record.prompt), record.answer if record.good and record.answer else None


def _user(messages: Iterable[Message]) -> str:
    return "\n".join(message.content for message in messages if message.role == "user")


def _is_label(text: str, plain: str) -> bool:
    """A short answer, a word made of several (`card_arrival`), or a few words without an end."""
    words = plain.count(" ") + 1
    if words <= _LABEL_WORDS or " " not in text.strip():
        return True
    return words <= 2 * _LABEL_WORDS and not _ENDS.search(text)


def _text_of(records: Sequence[_Record], wanted: int) -> str:
    for record in records:
        text = _asked_and_said(record)[1]
        if text is not None and hash(normalise(text)) == wanted:
            return text if len(text) <= 80 else text[:77] + "..."
    return ""


@dataclass(frozen=True, slots=True)
class _Words:
    """Findings on rows of one kind, in the reader's language."""

    kind: str
    rows: int
    language: Language

    def finding(self, what: str, figure: float, threshold: float, **values: object) -> Finding:
        """One finding; `distinct` is a count of answers."""
        message, remedy = _SAID[self.language][what]
        if "distinct" in values:
            values["distinct"] = self._distinct(int(str(values["distinct"])))
        known = {"rows": self._rows(what), "are": "is" if self.rows == 1 else "are", **values}
        return Finding(
            "small-uniform-data",
            "warning",
            message.format(**known),
            remedy.format(**known),
            figure=figure,
            threshold=threshold,
        )

    def _rows(self, what: str) -> str:
        english, (one, few, many) = _ROWS[self.kind]
        if self.language == "en":
            return count_en(self.rows, *english)
        if what == "distinct":  # after «на»: the accusative
            one = {"учебная строка": "учебную строку", "пара": "пару"}.get(one, one)
        elif what == "repeated":  # after «из»: the genitive
            one, few = (
                {"учебная строка": "учебной строки", "пара": "пары"}.get(one, "оценённого ответа"),
                many,
            )
        return count_ru(self.rows, one, few, many)

    def _distinct(self, count: int) -> str:
        if self.language == "en":
            return count_en(count, "distinct answer")
        kind = form_ru(count, "разный ответ", "разных ответа", "разных ответов")
        return f"{count} {kind}"
