"""A corpus too large for memory: streamed from its files into rows on disk, once.

For pretraining with its own held-out files, folders or hub ids. The rows are kept under a hash of
their contents, the tokenizer's rendering and the settings that shape tokens, so a second run
reads them at once; what the readers had to say is kept beside them. A bad row stops the stream by
its file and line. Leaves out checks, which want all rows at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from lekalo.core.errors import DataError
from lekalo.core.files import write_json
from lekalo.core.findings import finding_from_json, finding_json
from lekalo.core.hashing import hash_file, hash_json
from lekalo.core.interfaces import METHODS
from lekalo.core.recipe import Recipe
from lekalo.core.records import Finding, Language
from lekalo.data.batches import Row
from lekalo.data.formats.files import Refused, Source, find
from lekalo.data.formats.hub import commit_of
from lekalo.data.formats.packing import FileError
from lekalo.data.remarks import Remark
from lekalo.data.rows import RowStore, cached_rows, cut
from lekalo.data.sources import stream
from lekalo.models.base import Base

_LANGUAGES: tuple[Language, ...] = ("en", "ru")


@dataclass(frozen=True)
class Streamed:
    """The training rows and the held-out rows, and what the readers say of their files."""

    train: RowStore
    held_out: RowStore
    notes: tuple[Finding, ...]


def streams(recipe: Recipe) -> bool:
    """Whether this recipe's rows are streamed: pretraining with held-out files of its own, and
    nothing replayed."""
    data = recipe.data
    return recipe.method.name == "pretrain" and bool(data.eval) and not data.replay


def stream_rows(recipe: Recipe, root: Path, base: Base, cache: Path) -> Streamed:
    """Both sides, made or found under `cache`. Raises `DataError` for what cannot be read."""
    train, notes = _store(recipe, recipe.data.train, root, base, cache)
    held_out, more = _store(recipe, recipe.data.eval, root, base, cache)
    return Streamed(train, held_out, (*notes, *more))


def _store(
    recipe: Recipe, names: Sequence[str], root: Path, base: Base, cache: Path
) -> tuple[RowStore, list[Finding]]:
    limit = min(recipe.data.max_length or base.context, base.context)
    method = recipe.method.model_dump(mode="json")
    key = hash_json([_contents(names, root, recipe.language), tokenizer_hash(base), limit, method])
    said = cache / f"{key.removeprefix('sha256:')[:32]}.notes.json"
    store = cached_rows(cache, key, lambda: _rows(recipe, names, root, base, limit, said))
    return store, _read_notes(said, recipe.language)


def _contents(names: Sequence[str], root: Path, language: Language) -> list[str]:
    """What the names hold: the hash of each file, the commit of each data set of the hub."""
    found = chain.from_iterable(find(Path(name), root) for name in names)
    return [content for one in found for content in _content(one, language)]


def _content(found: Source | Refused, language: Language) -> Iterator[str]:
    if isinstance(found, Refused):
        if found.bad:
            raise DataError(f"{found.name}: {' '.join(found.told.say(language))}")
        return
    try:
        yield commit_of(found.name) if found.hub else hash_file(found.path)
    except FileError as error:
        raise DataError(f"{found.name}: {' '.join(error.told.say(language))}") from None


def tokenizer_hash(base: Base) -> str:
    """The content hash of what turns a chat into tokens: the tokenizer's own and its template."""
    tokenizer = base.tokenizer
    backend = getattr(tokenizer, "backend_tokenizer", None)
    made_of = backend.to_str() if backend is not None else tokenizer.get_vocab()
    return hash_json([made_of, tokenizer.chat_template])


def _rows(
    recipe: Recipe, names: Sequence[str], root: Path, base: Base, limit: int, said: Path
) -> Iterator[Row]:
    method = METHODS.get(recipe.method.name)(recipe.method)
    notes: list[Remark] = []
    for name in names:
        records = stream(Path(name), root, recipe.language, notes.append)
        yield from cut(method.rows(records, base.renderer), limit)
    # in both languages: another recipe may find the same rows
    write_json(said, {one: [finding_json(n.say(one)) for n in notes] for one in _LANGUAGES})


def _read_notes(said: Path, language: Language) -> list[Finding]:
    if not said.exists():  # rows that were made before notes were kept
        return []
    return [finding_from_json(one) for one in json.loads(said.read_text("utf-8"))[language]]
