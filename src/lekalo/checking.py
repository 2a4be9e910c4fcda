"""Data files checked without a recipe: `lekalo check tickets.jsonl --eval suites/golden.jsonl`.

    checked = check_files([Path("tickets.jsonl")])
    checked.held            # what must be mended before training

Starts without torch. Leaves out what needs a base (rows too long for it) and what a recipe
says: `recipe_check` checks a recipe's data.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from time import perf_counter

from lekalo.core.errors import DataError
from lekalo.core.interfaces import Embedder, Judge, Material
from lekalo.core.records import (
    Document,
    Example,
    Finding,
    Language,
    Message,
    Pair,
    Rated,
    Record,
    Where,
)
from lekalo.core.settings import SuiteSettings
from lekalo.core.wording import Joined, nearest
from lekalo.data import checking_words as words
from lekalo.data.audit import Tell, audit, quiet
from lekalo.data.checked import Checked, FileRows, Kind, Side, kinds_of
from lekalo.data.fixing import is_cleaned_copy
from lekalo.data.formats.files import Source, find
from lekalo.data.inspection import letters_of, records, texts
from lekalo.data.seals import changed
from lekalo.data.shelf import shelved
from lekalo.data.sources import BAD_ROW, Loaded, load
from lekalo.evaluation.suites import load_suite
from lekalo.text.plural import count_en, count_ru

_TELLING = 200
"""Rows that tell the data's language."""
_FIRST_LINE = 1 << 20

_KINDS: dict[type[Record], str] = {
    Example: "chats",
    Document: "texts",
    Pair: "pairs",
    Rated: "ratings",
}
_COPIES: dict[Language, tuple[str, str]] = {
    "en": (
        "Cleaned copies made by `lekalo check --fix` are read beside their sources, so every row "
        "counts twice.",
        "Move the sources or the copies to another folder, or name the files to read.",
    ),
    "ru": (
        "Исправленные копии, которые сделал `lekalo check --fix`, прочитаны вместе с исходными "
        "файлами, и каждая строка учтена дважды.",
        "Перенесите те или другие в другую папку или назовите нужные файлы поимённо.",
    ),
}


def check_files(
    data: Sequence[Path],
    evals: Sequence[Path] = (),
    *,
    kind: Kind | None = None,
    language: Language | None = None,
    knowledge: bool = False,
    banned: Sequence[str] = (),
    embed: Embedder | None = None,
    judge: Judge | None = None,
    root: Path = Path(),
    tell: Tell = quiet,
) -> Checked:
    """Reads the files and folders (relative to `root`) and runs every check. `evals` are
    held-out rows or suites; `knowledge` says whether there is a knowledge base beside them,
    `banned` what the policy forbids to say; `embed` finds paraphrases, and `judge` says which
    of them contradict each other.
    `kind` is what the data must be; `language` is what findings are written in, guessed from
    the data where it is not given. Raises `DataError` for a path or a kind that is wrong."""
    started = perf_counter()
    for path in (*data, *evals):
        _refuse_missing(root, path)
    suites = [path for path in evals if is_suite(root / path)]
    train = load(list(data), root)
    held_out = load([path for path in evals if path not in suites], root)
    asked = list(chain.from_iterable(_questions(path, root) for path in suites))
    material = _material(train, _held_out(held_out, asked), language)
    material = replace(
        material, knowledge=knowledge, banned=tuple(banned), embed=embed, judge=judge
    )
    _refuse_other(kind, material, data)
    checked = audit(material, tell)
    both = (train.told(material.language), held_out.told(material.language))
    unlisted = (finding for side in both for finding in _unlisted(side, material.language))
    broken = changed(evals, root, material.language)
    copies = _own_copies(train.files, material.language)
    read = (*(f for side in both for f in (*side.bad, *side.notes)), *unlisted, *broken, *copies)
    files = [
        *files_of(records(material), train.shape, "train"),
        *files_of(chain[Record](held_out.examples, held_out.pairs), held_out.shape, "eval"),
        *files_of(asked, "", "suite"),
    ]
    return Checked(
        title=", ".join(path.name or str(path) for path in data),
        files=tuple(files),
        material=material,
        findings=worst_first((*read, *checked.findings)),
        audit=checked,
        seconds=perf_counter() - started,
        root=root,
    )


def is_suite(path: Path) -> bool:
    """Whether the file is an evaluation suite: its first row says what it `expects`."""
    if path.suffix != ".jsonl" or not path.is_file():
        return False
    with path.open("rb") as file:
        line = file.readline(_FIRST_LINE).removeprefix(b"\xef\xbb\xbf")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and "expects" in row


def files_of(rows: Iterable[Record], shape: str, side: Side) -> list[FileRows]:
    """How many of the rows each file gave, in the order met. `shape` is the reader's word for
    all; where that names several, a file's own kinds of records are named."""
    kinds: dict[str, Counter[str]] = {}
    for row in rows:
        kinds.setdefault(row.where.file, Counter())[_KINDS[type(row)]] += 1
    several = " + " in shape
    return [
        FileRows(name, found.total(), " + ".join(found) if several else shape, side)
        for name, found in kinds.items()
    ]


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by severity, else in their order."""
    return tuple(sorted(findings, key=lambda f: ("hold", "warning", "note").index(f.severity)))


def _refuse_missing(root: Path, path: Path) -> None:
    full = root / path
    if not os.path.lexists(full) and not any(isinstance(one, Source) for one in find(path, root)):
        beside = [one.name for one in full.parent.iterdir()] if full.parent.is_dir() else []
        hint = nearest(path.name, beside, ".")
        raise DataError(words.NO_PATH(path=path, hint=hint))


def _held_out(loaded: Loaded, asked: Sequence[Example]) -> Sequence[Example]:
    """What nothing trained may repeat: held-out chats, the better answers of held-out pairs,
    and the suites' questions."""
    better = (
        Example((*pair.prompt, Message("assistant", pair.chosen)), pair.where, pair.group)
        for pair in loaded.pairs
    )
    if not loaded.pairs and not asked:
        return loaded.examples
    return shelved(chain(loaded.examples, better, asked))


def _questions(path: Path, root: Path) -> list[Example]:
    suite = load_suite(SuiteSettings(name=path.stem, file=str(path), kind="golden"), root)
    return [Example(item.messages, item.where) for item in suite.items]


def _material(train: Loaded, held_out: Sequence[Example], language: Language | None) -> Material:
    material = Material(train.examples, held_out, train.documents, train.pairs, train.rated)
    if not kinds_of(material) and not train.bad:
        raise DataError(words.NO_ROWS_GIVEN)
    return replace(material, language=language or guessed(material))


def _unlisted(loaded: Loaded, language: Language) -> list[Finding]:
    """Bad rows past those that the reader lists one by one."""
    if not loaded.unlisted:
        return []
    if language == "ru":
        count = count_ru(loaded.unlisted, "строка", "строки", "строк")
        message = f"Не читаются и другие строки, поимённо не названные: ещё {count}."
        remedy = "Исправьте названные: чаще всего причина у всех одна."
    else:
        count = count_en(loaded.unlisted, "more row")
        message = f"{count} could not be read and are not listed one by one."
        remedy = "Mend those that are listed: most often they share one cause."
    return [Finding(BAD_ROW, "hold", message, remedy, figure=loaded.unlisted)]


def guessed(material: Material) -> Language:
    """The language to speak to the data's owner: Russian where most of its first rows are
    written in Cyrillic."""
    first = islice(records(material), _TELLING)
    letters = Counter(letters_of(" ".join(texts(record))[:400]) for record in first)
    return "ru" if letters["cyrillic"] + letters["mixed"] > letters["latin"] else "en"


def _own_copies(files: Sequence[Path], language: Language) -> list[Finding]:
    """Our own cleaned copies read beside their sources, as when a folder is checked again."""
    copies = [path for path in files if is_cleaned_copy(path)]
    if not copies or len(copies) == len(files):
        return []
    message, remedy = _COPIES[language]
    where = tuple(Where(path.name) for path in copies)
    return [Finding("cleaned-copy", "warning", message, remedy, where)]


def _refuse_other(kind: Kind | None, material: Material, data: Sequence[Path]) -> None:
    there = kinds_of(material)
    if kind is None or set(there) <= {kind}:
        return
    found = Joined(tuple(words.KINDS[one] for one in there), by=words.AND)
    listed = ", ".join(map(str, data))
    raise DataError(words.OTHER_KIND(kind=kind, listed=listed, found=found))
