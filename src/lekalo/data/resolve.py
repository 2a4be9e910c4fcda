"""Answers that disagree, settled by a person: one of each group is kept, and the file copied.

    found = contradicting(Path("tickets.jsonl"))       # the groups, nothing decided yet
    save_choices(found, Path("choices.yaml"))          # a file to edit
    found = read_choices(Path("choices.yaml"), found)  # every wrong entry is a sentence
    write_kept(found, Path("tickets.resolved.jsonl"))

Choices are kept with the file's hash, so that they are never applied to another state of
it. The source is not written over, and a group that nobody has decided on stays whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from lekalo.core.errors import DataError, UserError
from lekalo.core.files import write_chunks, write_text
from lekalo.core.hashing import hash_file
from lekalo.core.interfaces import Embedder
from lekalo.core.records import Example, Language
from lekalo.core.wording import Joined, Sayable
from lekalo.core.words import reason_of_system
from lekalo.data import handling_words as words
from lekalo.data.checks._disagreeing import disagreeing
from lekalo.data.formats.files import Refused, Source, find
from lekalo.data.formats.wording import Whole
from lekalo.data.rewriting import LINES, TABLES, Edits, copied, one_row_a_line, written
from lekalo.data.sources import Loaded, bad_rows, load

_HEAD = """\
# Groups of rows that ask the same and answer otherwise.
# At each `keep` write the line of the answer that is right, several ([12, 40]), all or none;
# rows of the group that are not kept are left out of the copy. An empty `keep` leaves a group
# as it is. Then: lekalo data resolve {file} --choices THIS_FILE
#
# Строки, где спрашивают одно и то же, а отвечают по-разному. В `keep` впишите номер строки
# с верным ответом, несколько ([12, 40]), all (все) или none (ни одной). Пустой `keep` ничего
# не меняет.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of a group: its line in the file, and who wrote it where the data says so."""

    line: int
    author: str
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One group, and the lines of it that a person keeps; None while undecided."""

    kind: str
    answers: tuple[Answer, ...]
    keep: tuple[int, ...] | None = None

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines of the group's rows."""
        return tuple(answer.line for answer in self.answers)


@dataclass(frozen=True)
class Choices:
    """All groups of one file in one state of it."""

    file: Path
    hash: str
    choices: tuple[Choice, ...]

    @property
    def undecided(self) -> int:
        """How many groups wait for a person."""
        return sum(choice.keep is None for choice in self.choices)

    @property
    def dropped(self) -> tuple[int, ...]:
        """The lines that the choices leave out."""
        decided = [choice for choice in self.choices if choice.keep is not None]
        return tuple(
            sorted({line for c in decided for line in c.lines if line not in (c.keep or ())})
        )

    def with_keep(self, number: int, keep: Iterable[int]) -> Choices:
        """The same with group `number` (from 0) decided."""
        made = list(self.choices)
        made[number] = replace(made[number], keep=tuple(sorted(keep)))
        return replace(self, choices=tuple(made))


def contradicting(file: Path, embed: Embedder | None = None, language: Language = "en") -> Choices:
    """The groups of a file, those that `embed` finds too; raises `DataError`, with its bad rows
    named in `language`, where it can't be read to the last row."""
    _source(file)
    examples = _loaded(file, language).examples
    groups = disagreeing(examples, embed)
    wanted = {row for group in groups for row in group.rows}
    rows = {row: example for row, example in enumerate(examples) if row in wanted}
    made = tuple(
        Choice(group.kind, tuple(_answer(rows[row]) for row in group.rows)) for group in groups
    )
    return Choices(file, hash_file(file), made)


def _source(file: Path) -> Source:
    if file.is_dir():
        raise UserError(words.FOLDER(path=file))
    found = next(iter(find(file, Path())), None)
    if not isinstance(found, Source) or found.hub:
        reason = Whole(found.told) if isinstance(found, Refused) else words.NO_FILE
        raise DataError(words.UNREADABLE(path=file, reason=reason))
    return found


def _loaded(file: Path, language: Language = "en") -> Loaded:
    loaded = load([file], Path(), language)
    if loaded.bad:
        raise bad_rows(loaded.bad, unlisted=loaded.unlisted, language=language)
    return loaded


def _answer(example: Example) -> Answer:
    asked = [m.content for m in example.messages if m.role == "user"]
    said = [m.content for m in example.messages if m.role == "assistant"]
    assert example.where.line is not None, "every row of a file has its line"
    author = example.meta.get("author", "")
    return Answer(example.where.line, author, "\n".join(asked), "\n".join(said))


def save_choices(found: Choices, path: Path) -> None:
    """Writes the groups for a person to edit, atomically; `path` holds our own file or none."""
    value = {
        "file": str(found.file),
        "hash": found.hash,
        "groups": [_plain(choice) for choice in found.choices],
    }
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=90)
    write_text(path, _HEAD.format(file=found.file) + text)


def _plain(choice: Choice) -> dict[str, Any]:
    keep: Any = None if choice.keep is None else list(choice.keep)
    if choice.keep is not None and len(choice.keep) == 1:
        keep = choice.keep[0]
    elif choice.keep == ():
        keep = "none"
    elif choice.keep == tuple(sorted(choice.lines)):
        keep = "all"
    answers = [
        {"line": a.line, **({"author": a.author} if a.author else {}), "question": a.question}
        | {"answer": a.text}
        for a in choice.answers
    ]
    return {"kind": choice.kind, "keep": keep, "answers": answers}


def read_choices(path: Path, found: Choices) -> Choices:
    """The choices that `path` holds for these groups; raises `DataError` with a sentence for
    each wrong entry, and where the data file has changed since."""
    value = _yaml(path)
    if value.get("hash") != found.hash:
        raise DataError(words.OTHER_STATE(path=path, file=found.file))
    groups = value.get("groups")
    if not isinstance(groups, list):
        raise DataError(words.NO_GROUPS(path=path))
    known = {choice.lines: number for number, choice in enumerate(found.choices)}
    wrong: list[Sayable] = []
    for number, group in enumerate(groups, start=1):
        try:
            place, keep = _kept(group, known)
        except DataError as error:
            wrong.append(words.IN_GROUP(number=number, problem=error))
            continue
        if keep is not None:
            found = found.with_keep(place, keep)
    if wrong:
        raise DataError(Joined((words.UNUSABLE(path=path), *wrong), by="\n"))
    return found


def _yaml(path: Path) -> Mapping[str, Any]:
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = reason_of_system(error)
        raise DataError(words.UNREADABLE(path=path, reason=reason)) from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        first = str(error).splitlines()[0]
        raise DataError(words.NOT_YAML(path=path, problem=first)) from None
    if not isinstance(value, dict):
        raise DataError(words.NO_CHOICES(path=path))
    return value


def _kept(group: Any, known: Mapping[tuple[int, ...], int]) -> tuple[int, tuple[int, ...] | None]:
    """The number of a group, and which lines of it are kept."""
    answers = group.get("answers") if isinstance(group, dict) else None
    if not isinstance(answers, list) or not all(isinstance(one, dict) for one in answers):
        raise DataError(words.NO_ANSWERS)
    lines = tuple(one.get("line") for one in answers)
    if not all(isinstance(line, int) for line in lines) or lines not in known:
        raise DataError(words.OTHER_LINES(lines=_listed(lines)))
    keep = group.get("keep")
    if keep in (None, "", []):
        return known[lines], None
    if isinstance(keep, str) and keep.lower() in ("all", "none"):
        return known[lines], lines if keep.lower() == "all" else ()
    wanted = keep if isinstance(keep, list) else [keep]
    if any(isinstance(one, bool) or one not in lines for one in wanted):
        raise DataError(words.WRONG_KEEP(keep=repr(keep), lines=_listed(lines)))
    return known[lines], tuple(wanted)


def _listed(lines: Iterable[Any]) -> str:
    return ", ".join(map(str, lines))


def parse_keep(said: str, choice: Choice) -> tuple[int, ...] | None:
    """The lines that a person's word means: numbers of the answers as shown (from 1), `all` or
    `none`; None to leave the group undecided (`skip`, or nothing). Raises `UserError`."""
    named = said.replace(",", " ").split()
    if not named or named == ["skip"]:
        return None
    if named in (["all"], ["none"]):
        return choice.lines if named == ["all"] else ()
    count = len(choice.answers)
    if not all(word.isdecimal() and 1 <= int(word) <= count for word in named):
        raise UserError(words.NOT_UNDERSTOOD(said=said, count=count))
    return tuple(choice.lines[int(word) - 1] for word in named)


def write_kept(found: Choices, out: Path) -> int:
    """Copies the file without the rows that are not kept, and gives how many were left out. Rows
    of JSON Lines and tables are copied as they stand, others become JSON Lines of messages."""
    if out.exists():
        raise UserError(words.THERE(path=out))
    source = _source(found.file)
    loaded = _loaded(found.file)
    if hash_file(found.file) != found.hash:
        raise DataError(words.CHANGED(path=found.file))
    dropped = set(found.dropped)
    if source.kind in TABLES or (source.kind in LINES and one_row_a_line(source.path)):
        edits = Edits(rows=sorted(_lines(loaded)), removed=dropped)
        write_chunks(out, copied(source.path, source.kind, edits))
    else:
        write_chunks(out, written(r for r in _rows(loaded) if r.where.line not in dropped))
    return len(dropped)


def copy_name(file: Path) -> Path:
    """Where the copy goes by default: `tickets.resolved.jsonl` beside `tickets.jsonl`."""
    source = _source(file)
    stem = file.name.removesuffix(file.suffix) if source.packed else file.name
    stem = stem[: -len(source.kind)] if source.kind else stem
    kind = source.kind if source.kind in (*TABLES, *LINES) else ".jsonl"
    return file.with_name(f"{stem}.resolved{kind}")


def _rows(loaded: Loaded) -> Iterator[Any]:
    for rows in (loaded.examples, loaded.documents, loaded.pairs, loaded.rated):
        yield from rows


def _lines(loaded: Loaded) -> set[int]:
    return {row.where.line for row in _rows(loaded) if row.where.line is not None}
