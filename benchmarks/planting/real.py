"""Real rows of the data beside the project, each with where it came from.

Leaves out the product's own readers on purpose: a benchmark that reads through the code under
test would not see rows that it drops.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from common import DATA

from lekalo.core.records import Language
from lekalo.demo.company import write
from planting.sheets import Half

LABELS = Path(__file__).resolve().parents[1] / "labels"


@dataclass(frozen=True)
class Real:
    """One question and answer; `row` counts from 0 in its source, `tag` is its intent or kind."""

    source: str
    row: int
    question: str
    answer: str
    tag: str = ""

    @property
    def origin(self) -> str:
        """What a label file names it by."""
        return f"{self.source}:{self.row}"

    @property
    def half(self) -> Half:
        """The half it belongs to: by its source and row, whatever the seed."""
        byte = hashlib.sha256(self.origin.encode()).digest()[0]
        return "tuning" if byte % 2 else "held-out"


def _alpaca(path: str) -> Iterator[tuple[str, str, str]]:
    for row in json.loads((DATA / path).read_text(encoding="utf-8")):
        yield "\n".join(filter(None, (row["instruction"], row.get("input", "")))), row["output"], ""


def _bitext() -> Iterator[tuple[str, str, str]]:
    path = DATA / "bitext_support/bitext_customer_support_v1.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield row["instruction"], row["response"], row["intent"]


def _banking() -> Iterator[tuple[str, str, str]]:
    with (DATA / "banking77/train.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield row["text"], "", row["category"]


def _medquad() -> Iterator[tuple[str, str, str]]:
    with gzip.open(DATA / "medquad/medquad_qa.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield row["question"], " ".join((row["answer"] or "").split()), row["focus"] or ""


def _xquad(language: str) -> Iterator[tuple[str, str, str]]:
    data = json.loads((DATA / f"xquad/xquad.{language}.json").read_text(encoding="utf-8"))["data"]
    for paragraph in (p for article in data for p in article["paragraphs"]):
        for question in paragraph["qas"]:
            yield question["question"], question["answers"][0]["text"], ""


def _lines(path: str) -> Iterator[dict[str, object]]:
    for line in (DATA / path).read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


def _arena() -> Iterator[tuple[str, str, str]]:
    answers = {}
    for row in _lines("ru_llm_arena/model_answer/gpt-4o-mini.jsonl"):
        answers[row["question_id"]] = row["choices"][0]["turns"][0]["content"]  # type: ignore[index]
    for row in _lines("ru_llm_arena/question_v0.1.jsonl"):
        yield row["turns"][0]["content"], answers.get(row["question_id"], ""), ""  # type: ignore[index]


def _seed() -> Iterator[tuple[str, str, str]]:
    for row in _lines("rulm/ru_alpaca_seed_tasks.jsonl"):
        first = row["instances"][0]  # type: ignore[index]
        yield "\n".join(filter(None, (row["instruction"], first["input"]))), first["output"], ""  # type: ignore[list-item]


def _gen() -> Iterator[tuple[str, str, str]]:
    for row in _lines("rulm/gen100.jsonl"):
        yield "\n".join(filter(None, (row["instruction"], row["input"]))), str(row["output"]), ""  # type: ignore[arg-type]


def _company(language: Language) -> Iterator[tuple[str, str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), language)
        for line in (Path(folder) / "data/train.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            question, answer = (turn["content"] for turn in row["messages"][-2:])
            yield question, answer, row["group"].rsplit("-", 1)[0]


_READERS: dict[str, Callable[[], Iterator[tuple[str, str, str]]]] = {
    "alpaca": lambda: _alpaca("stanford_alpaca/alpaca_5000.json"),
    "rasbt": lambda: _alpaca("rasbt_llms/instruction-data.json"),
    "bitext": _bitext,
    "banking": _banking,
    "medquad": _medquad,
    "xquad_en": lambda: _xquad("en"),
    "xquad_ru": lambda: _xquad("ru"),
    "arena": _arena,
    "seed": _seed,
    "gen": _gen,
    "company_en": lambda: _company("en"),
    "company_ru": lambda: _company("ru"),
}
PLAIN: dict[Language, tuple[str, ...]] = {
    "en": ("alpaca", "rasbt", "medquad", "xquad_en"),
    "ru": ("arena", "seed", "gen", "xquad_ru"),
}
"""Sets whose rows are mostly questions of their own, to plant into."""


@cache
def rows(source: str) -> tuple[Real, ...]:
    """Every row of one source."""
    return tuple(Real(source, n, *row) for n, row in enumerate(_READERS[source]()))


def letters(text: str) -> str:
    """The letters and digits of a text: two questions alike in these are one question."""
    return "".join(c for c in text.casefold() if c.isalnum())


def drawn(
    language: Language,
    half: Half,
    count: int,
    rng: random.Random,
    keep: Callable[[Real], bool] = lambda row: True,
    sources: tuple[str, ...] | None = None,
) -> list[Real]:
    """`count` rows of one half (fewer where there are not so many), each source alike, no
    question twice, none over 1,500 characters."""
    taken: list[Real] = []
    seen: set[str] = set()
    names = sources or PLAIN[language]
    pools = {name: [r for r in rows(name) if r.half == half and keep(r)] for name in names}
    for pool in pools.values():
        rng.shuffle(pool)
    while len(taken) < count and any(pools.values()):
        for pool in pools.values():
            if pool and len(taken) < count:
                row = pool.pop()
                key = letters(row.question)
                if key and key not in seen and row.answer and len(row.question + row.answer) < 1500:
                    seen.add(key)
                    taken.append(row)
    return taken


@dataclass(frozen=True)
class Fact:
    """A question of business written by hand, and what was made of it."""

    kind: str
    question: str
    reworded: str
    answer: str
    agrees: str
    clashes: str
    twin: str
    twin_answer: str


def facts(language: Language, half: Half) -> list[Fact]:
    """The hand-written questions of one half."""
    with (LABELS / f"facts.{language}.csv").open(encoding="utf-8", newline="") as file:
        every = [Fact(**row) for row in csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE)]
    return [fact for n, fact in enumerate(every) if (n % 2 == 0) == (half == "tuning")]


@dataclass(frozen=True)
class Twins:
    """Two questions in nearly the same words, rightly answered otherwise; written by hand."""

    question: str
    answer: str
    twin: str
    twin_answer: str


def twins(language: Language, half: Half) -> list[Twins]:
    """The hand-written twins of one half."""
    with (LABELS / f"twins.{language}.csv").open(encoding="utf-8", newline="") as file:
        every = [Twins(**r) for r in csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE)]
    return [pair for n, pair in enumerate(every) if (n % 2 == 0) == (half == "tuning")]


@dataclass(frozen=True)
class Reworded:
    """A real row, and a sentence by hand that asks the same (or nearly says the same, and asks
    something other). Questions that differ in a name or number alone (`renamed` in the file) are
    left out: without an answer nobody can say whether that is a leak."""

    real: Real
    text: str
    same: bool


def rewordings(language: Language, half: Half) -> list[Reworded]:
    """The rewordings by hand of one half's rows."""
    with (LABELS / f"rewordings.{language}.csv").open(encoding="utf-8", newline="") as file:
        found = []
        for line in csv.DictReader(file):
            source = line["source"] if line["source"] != "company" else f"company_{language}"
            real = rows(source)[int(line["row"]) - (1 if line["source"] == "company" else 0)]
            if real.half == half and line["verdict"] != "renamed":
                found.append(Reworded(real, line["text"], line["verdict"] == "same"))
    return found
