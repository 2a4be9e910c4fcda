"""The settings that `learning_rate.py` sweeps: their bases and their data."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import common

from lekalo.core.records import Document, Example, Message
from lekalo.core.settings import NewBase
from lekalo.demo.company.writer import write
from lekalo.models.base import Base, load_base
from lekalo.models.new_base import new_base

STORIES = str(common.DATA / "stories260K/hf")
NANO = str(common.ROOT / "src/lekalo/assets/nano")


@dataclass(frozen=True)
class Setting:
    """One base, method, adapter and data. `rows` are trained for three epochs, HELD_OUT more are
    measured; the sweep begins around `middle`."""

    name: str
    base: Callable[[], Base]
    method: str
    adapter: dict[str, Any]
    records: Callable[[Path], Sequence[Example | Document]]
    rows: int
    middle: float


def company(language: str) -> Callable[[Path], list[Example]]:
    """The made-up company's answers."""

    def read(folder: Path) -> list[Example]:
        write(folder / "company", language, 7, 400, {}, 60)
        lines = (folder / "company/data/train.jsonl").read_text("utf-8").splitlines()
        return [
            Example(tuple(Message(m["role"], m["content"]) for m in json.loads(line)["messages"]))
            for line in lines
        ]

    return read


def bitext(_: Path) -> list[Example]:
    """Every fifteenth pair of the real support set, by turns of its intents."""
    path = common.DATA / "bitext_support/bitext_customer_support_v1.csv"
    with path.open(encoding="utf-8", newline="") as file:
        pairs = [(row["instruction"], row["response"]) for row in csv.DictReader(file)]
    return [Example((Message("user", q), Message("assistant", a))) for q, a in _spread(pairs, 15)]


def alpaca(_: Path) -> list[Example]:
    """The short ones of a peer's real instructions."""
    rows = json.loads((common.DATA / "llamafactory/alpaca_en_demo.json").read_text("utf-8"))
    chats = [(f"{row['instruction']} {row['input']}".strip(), row["output"]) for row in rows]
    return [
        Example((Message("user", q), Message("assistant", a)))
        for q, a in chats
        if len(q) + len(a) < 400
    ]


def _spread(pairs: Sequence[tuple[str, str]], step: int) -> Iterator[tuple[str, str]]:
    """Every `step`th, in an order in which neighbours come from afar."""
    chosen = pairs[::step]
    for start in range(7):
        yield from chosen[start::7]


def text(files: str, size: int) -> Callable[[Path], list[Document]]:
    """Pieces of a corpus, `size` characters each."""

    def read(_: Path) -> list[Document]:
        words = "\n".join(path.read_text("utf-8") for path in sorted(common.DATA.glob(files)))
        return [Document(words[at : at + size]) for at in range(0, len(words) - size, size)]

    return read


def small_llama() -> Base:
    """A random Llama of about 0.2 M weights, with nano's tokenizer."""
    config = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2}
    config |= {"num_attention_heads": 4, "num_key_value_heads": 4, "max_position_embeddings": 256}
    return new_base(NewBase(architecture="llama", tokenizer=NANO, config=config), 0)


def nano() -> Base:
    """The embedded base."""
    return load_base("nano")


def stories() -> Base:
    """A small real Llama."""
    return load_base(STORIES)


LORA = {"name": "lora", "rank": 16}
FULL = {"name": "full"}
PREFIX = {"name": "prefix", "tokens": 16}
SHAKESPEARE = text("tiny_shakespeare/input.txt", 150)
WIKI = text("llamafactory/wiki_demo.txt", 150)
PROGIT = text("progit2_ru/book__*.asc", 150)
SETTINGS = [
    Setting("nano sft tickets lora", nano, "sft", LORA, company("en"), 340, 4e-3),
    Setting("nano sft tickets ru full", nano, "sft", FULL, company("ru"), 340, 1e-3),
    Setting("nano sft tickets prefix", nano, "sft", PREFIX, company("en"), 340, 3.2e-2),
    Setting("stories pretrain wiki lora", stories, "pretrain", LORA, WIKI, 400, 8e-3),
    Setting("nano sft bitext lora", nano, "sft", LORA, bitext, 340, 4e-3),
]
QUICK = ("stories pretrain wiki lora", "nano sft tickets ru full")
