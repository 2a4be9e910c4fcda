"""`schema`: what a row that could be read still has wrong: too long, unfilled, broken, cut.

Bad roles, empty turns and turns out of order are refused while the file is read. Tokens are
estimated from characters; the exact count is taken when the row is rendered. `--fix` removes
control and invisible characters, restores text read in a wrong encoding, and puts look-alike
letters into one alphabet; the rest needs a person. Leaves out what is said, and running
documents, but for their characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import (
    Document,
    Example,
    Finding,
    Fix,
    Message,
    Pair,
    Rated,
    Record,
    Where,
)
from lekalo.data.checks._characters import bad_characters, clean, repair, unmixed
from lekalo.data.checks._cut import Lengths, open_ended
from lekalo.data.checks._places import NAMED, told
from lekalo.data.checks._schema_words import SAID, WHY
from lekalo.data.checks._structure import broken, gap
from lekalo.data.checks._turns import count, turns, where_of
from lekalo.text.plural import count_en, count_ru

_A_TURN = 4  # tokens that mark the turn in a chat template
_ORDER = ("encoding", "context", "gap", "json", "html", "fence", "cut", "characters", "alphabets")


@dataclass
class _Rows:
    """Rows with one defect: their count, the first hundred places, the first example."""

    count: int = 0
    where: list[Where] = field(default_factory=list)
    found: str = ""
    last: Where | None = None

    def add(self, where: Where, found: str) -> None:
        """Counts one row, once for each place."""
        if self.last is not None and where == self.last:
            return
        self.last = where
        self.count += 1
        self.found = self.found or found
        if len(self.where) < NAMED:
            self.where.append(told(where, found))


@final
@CHECKS.register("schema")
class Schema(Check):
    """Warns of rows that are too long, unfilled, broken, cut, or have letters gone wrong."""

    name = "schema"

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding for each kind of defect, what spoils most first."""
        found: dict[str, _Rows] = {kind: _Rows() for kind in _ORDER}
        longest = _over_context(material, found["context"])
        _answers(material, found)
        for record in _records(material):
            for text in _texts(record):
                fixed = repair(text)
                if fixed is not None:
                    found["encoding"].add(record.where, _shown(text, fixed))
                elif code := bad_characters(text):
                    found["characters"].add(record.where, code)
                elif (fixed := unmixed(text)) is not None:
                    found["alphabets"].add(record.where, _word(text, fixed))
        rows = count(material) + len(material.documents)
        for kind in _ORDER:
            if found[kind].count:
                yield _finding(kind, found[kind], rows, longest, material)

    def fixes(self, material: Material) -> Iterable[Fix]:
        """Rows without control and invisible characters, and in their own encoding."""
        for record in _records(material):
            kinds = {kind for text in _texts(record) if (kind := _mendable(text))}
            if kinds:
                why = "; ".join(WHY[material.language][kind] for kind in sorted(kinds))
                yield Fix(record.where, "schema", why, _mended(record))


def estimate(text: str) -> int:
    """Tokens of a text by a usual tokenizer: a quarter of an ASCII character, 0.4 of a
    Cyrillic one, 0.55 of a Chinese one."""
    if text.isascii():
        return len(text) // 4
    extra = len(text.encode("utf-8", "surrogatepass")) - len(text)
    return int(0.25 * len(text) + 0.15 * extra)


def _over_context(material: Material, over: _Rows) -> int:
    """Adds the rows that the base can't read whole; the longest row's tokens."""
    longest = 0
    if material.context is None:
        return longest
    for record in _records(material):
        if isinstance(record, Document):
            continue
        texts = list(_texts(record))
        if sum(map(len, texts)) + _A_TURN * len(texts) <= material.context:
            continue  # a token has a character at least
        tokens = _tokens(record)
        longest = max(longest, tokens)
        if tokens > material.context:
            over.add(record.where, f"~{tokens}")
    return longest


def _tokens(record: Example | Pair | Rated) -> int:
    if isinstance(record, Example):
        calls = sum(len(c.arguments) for m in record.messages for c in m.tool_calls)
        return _chat(record.messages) + (len(record.tools) + calls) // 4
    if isinstance(record, Pair):
        answer = max(estimate(record.chosen), estimate(record.rejected))
    else:
        answer = estimate(record.answer)
    return _chat(record.prompt) + answer + _A_TURN


def _chat(messages: Iterable[Message]) -> int:
    return sum(estimate(message.content) + _A_TURN for message in messages)


def _answers(material: Material, found: dict[str, _Rows]) -> None:
    """Looks at what training would teach."""
    lengths = Lengths()
    stopped: list[int] = []
    for turn in turns(material):
        if unfilled := gap(turn.text, turn.question):
            found["gap"].add(turn.where, unfilled)
        if kind := broken(turn.text):
            found[kind].add(turn.where, "")
        elif turn.last:
            lengths.add(turn.row, turn.text)
            if open_ended(turn.text):
                stopped.append(turn.row)
    rows = sorted({*stopped, *lengths.cut()})
    found["cut"] = _Rows(len(rows), list(where_of(material, rows)))


def _records(material: Material) -> Iterator[Record]:
    yield from material.train
    yield from material.pairs
    yield from material.rated
    yield from material.documents


def _texts(record: Record) -> Iterator[str]:
    if isinstance(record, Document):
        yield record.text
    elif isinstance(record, Example):
        yield from (message.content for message in record.messages)
    else:
        yield from (message.content for message in record.prompt)
        yield from (
            (record.chosen, record.rejected) if isinstance(record, Pair) else (record.answer,)
        )


def _mendable(text: str) -> str:
    """What `fixes` can do to the text, or ""."""
    if repair(text) is not None:
        return "encoding"
    if clean(text) != text:
        return "characters"
    return "alphabets" if unmixed(text) is not None else ""


def _mend(text: str) -> str:
    text = clean(repair(text) or text)
    return unmixed(text) or text


def _mended(record: Record) -> Record:
    if isinstance(record, Document):
        return replace(record, text=_mend(record.text))
    if isinstance(record, Example):
        return replace(record, messages=_mended_chat(record.messages))
    prompt = _mended_chat(record.prompt)
    if isinstance(record, Pair):
        chosen, rejected = _mend(record.chosen), _mend(record.rejected)
        return replace(record, prompt=prompt, chosen=chosen, rejected=rejected)
    return replace(record, prompt=prompt, answer=_mend(record.answer))


def _mended_chat(messages: Iterable[Message]) -> tuple[Message, ...]:
    return tuple(replace(message, content=_mend(message.content)) for message in messages)


def _shown(text: str, fixed: str) -> str:
    """The first few characters that change, and what they become."""
    at = _change(text, fixed)
    return f"{text[at : at + 12]} → {fixed[at : at + 6]}"


def _word(text: str, fixed: str) -> str:
    """The first word that changes."""
    at = _change(text, fixed)
    start = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
    return fixed[start : start + 40].split()[0]


def _change(text: str, fixed: str) -> int:
    return next((n for n, (old, new) in enumerate(zip(text, fixed, strict=False)) if old != new), 0)


def _finding(kind: str, rows: _Rows, total: int, longest: int, material: Material) -> Finding:
    message, remedy = SAID[material.language][kind]
    noun = ("answer", ("ответ", "ответа", "ответов"))
    if kind in ("context", "characters", "encoding", "alphabets"):
        noun = ("row", ("строка", "строки", "строк"))
    english = count_en(rows.count, noun[0])
    said = english if material.language == "en" else count_ru(rows.count, *noun[1])
    context = kind == "context"
    return Finding(
        code="schema",
        severity="warning",
        message=message.format(rows=said, found=rows.found, most=longest, context=material.context),
        remedy=remedy,
        where=tuple(rows.where),
        figure=float(longest) if context else rows.count / total,
        threshold=float(material.context or 0) if context else 0.0,
    )
