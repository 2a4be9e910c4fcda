"""What a run has learned by heart, looked at with a few rows at each evaluation.

    copied      the model answers some held-out questions; of each answer, the longest stretch of
                words that stands word for word in some trained answer: windows of WORDS words,
                each one word on, which one trained answer has. A window that the right answer
                has too, or that more than COMMON trained answers share (the house's template),
                ends it and counts for nothing.
    reworded    the loss of some trained answers after their question in other words, less the
                loss after the question itself, in nats a token: what was learned as a question
                survives a greeting before it and a plea after it; what was learned by heart
                as a string does not.

Shown, never a reason to stop: `overfitting` is that. Rewording is on the surface (Russian words
cannot be exchanged without their endings), and is chosen by the question's letters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lekalo.core.interfaces import Method
from lekalo.core.records import Example, Where
from lekalo.data.batches import Row, sample_of
from lekalo.models.chat import with_system
from lekalo.models.generate import generate
from lekalo.models.sampling import Sampling
from lekalo.training.job import Job

ITEMS, TRAINED, WORDS, COMMON, LENGTH = 4, 2000, 5, 2, 48
"""Held-out questions and reworded ones; trained answers searched; words of the shortest stretch;
answers that may share one; tokens of an answer."""

_WORD = re.compile(r"\w+")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_REWORDED = {
    "en": "Hello! I have a question: {question} Could you help me with this, please?",
    "ru": "Здравствуйте! У меня вопрос: {question} Подскажите, пожалуйста.",
}


@dataclass(frozen=True, slots=True)
class Copied:
    """The longest stretch copied from training data: its words, where from, and the share of all
    the answers' words that stand in such stretches."""

    text: str
    words: int
    where: Where
    share: float


def longest_copy(answers: Sequence[str], right: Sequence[str], trained: TrainedTexts) -> Copied:
    """The longest stretch of any answer that is copied; `right` are the answers expected."""
    best, copied, total = Copied("", 0, Where(), 0.0), 0, 0
    for answer, expected in zip(answers, right, strict=True):
        words = _words(answer)
        total += len(words)
        for start, end, row in trained.stretches(words, _grams(_words(expected))):
            copied += end - start
            if end - start > best.words:
                text = " ".join(words[start:end])
                best = Copied(text, end - start, trained.places[row], 0.0)
    return replace(best, share=copied / total if total else 0.0)


class TrainedTexts:
    """Trained answers by their stretches of WORDS words."""

    def __init__(self, texts: Sequence[str], places: Sequence[Where]) -> None:
        self.places = places
        self._rows: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for row, text in enumerate(texts):
            for gram in _grams(_words(text)):
                self._rows[gram].add(row)

    def stretches(
        self, words: Sequence[str], allowed: set[tuple[str, ...]]
    ) -> list[tuple[int, int, int]]:
        """(first word, word after the last, trained answer) of each copied stretch, not
        overlapping. `allowed` stretches count for nothing."""
        found: list[tuple[int, int, int]] = []
        start = 0
        while start + WORDS <= len(words):
            end, rows = start, set[int]()
            while end + WORDS <= len(words):
                gram = tuple(words[end : end + WORDS])
                here = set() if gram in allowed else self._rows.get(gram, set())
                here = set() if len(here) > COMMON else here
                if not (here & rows if rows else here):
                    break
                rows, end = (here & rows if rows else here), end + 1
            if end > start:
                found.append((start, end + WORDS - 1, min(rows)))
                start = end + WORDS - 1
            else:
                start += 1
        return found


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _grams(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[n : n + WORDS]) for n in range(len(words) - WORDS + 1)}


def reworded(example: Example) -> Example | None:
    """The chat with its last question put in other words; None where there is no question."""
    asked = [n for n, message in enumerate(example.messages) if message.role == "user"]
    if not asked:
        return None
    message = example.messages[asked[-1]]
    language = "ru" if _CYRILLIC.search(message.content) else "en"
    question = message.content.strip()
    first = question[:1].lower() if question[1:2].islower() else question[:1]
    text = _REWORDED[language].format(question=first + question[1:])
    messages = list(example.messages)
    messages[asked[-1]] = replace(message, content=text)
    return replace(example, messages=tuple(messages))


class Probes:
    """The probes of one run; the rows looked at are the same at every evaluation."""

    def __init__(self, job: Job, method: Method) -> None:
        self._base = job.base
        seed = job.recipe.seed
        held_out = [job.held_out[n] for n in sample_of(job.held_out, ITEMS, seed)]
        self._asked = [row for row in held_out if self._prompt(row)]
        self._right = [self._answer(row) for row in self._asked]
        drawn = sample_of(job.train, TRAINED, seed) if self._asked else []
        searched = [job.train[n] for n in drawn]
        texts = [self._answer(row) for row in searched]
        self._texts = TrainedTexts(texts, [row.where for row in searched])
        self.original, self.reworded = self._both(job, method)

    def copied(self) -> Copied | None:
        """The longest copied stretch now; None without held-out questions."""
        if not self._asked:
            return None
        prompts = [self._prompt(row) for row in self._asked]
        answers = generate(self._base, prompts, Sampling(max_tokens=LENGTH))
        return longest_copy([answer.text for answer in answers], self._right, self._texts)

    def _both(self, job: Job, method: Method) -> tuple[list[Row], list[Row]]:
        """Trained chats as they are, and reworded; none where there are no chats, or where the
        method has nothing to train in them."""
        drawn = sample_of(job.examples, ITEMS, job.recipe.seed)
        pairs = [(job.examples[n], reworded(job.examples[n])) for n in drawn]
        rows: tuple[list[Row], list[Row]] = ([], [])
        for one, other in pairs:
            said = [
                replace(chat, messages=with_system(chat.messages, job.system))
                for chat in (one, other)
                if chat
            ]
            made = list(method.rows(said, self._base.renderer))
            if len(made) == 2 and all(len(row.tokens) <= self._base.context for row in made):
                for side, row in zip(rows, made, strict=True):
                    side.append(row)
        return rows

    def _prompt(self, row: Row) -> list[int]:
        """The tokens before the first answer, where they leave room for one; running text has
        none, and is begun from its first quarter."""
        first = int(row.trained.argmax())
        first = first if first > 1 else max(1, len(row.tokens) // 4)
        tokens: list[int] = row.tokens[:first].tolist()
        return tokens if len(tokens) < self._base.context else []

    def _answer(self, row: Row) -> str:
        return self._base.renderer.decode(row.tokens[row.trained].tolist())
