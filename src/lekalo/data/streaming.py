"""A corpus too large for memory: streamed from its files into rows on disk, once.

For pretraining with its own held-out files. The rows are kept under a hash of the files, the
tokenizer's rendering and the settings that shape tokens, so a second run reads them at once.
A bad row stops the stream by its file and line. Leaves out checks, which want all rows at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lekalo.core.hashing import hash_file, hash_json
from lekalo.core.interfaces import METHODS
from lekalo.core.recipe import Recipe
from lekalo.data.batches import Row
from lekalo.data.rows import RowStore, cached_rows, cut
from lekalo.data.sources import stream
from lekalo.models.base import Base


def streams(recipe: Recipe) -> bool:
    """Whether this recipe's rows are streamed: pretraining with held-out files of its own."""
    return recipe.method.name == "pretrain" and bool(recipe.data.eval)


def stream_rows(recipe: Recipe, root: Path, base: Base, cache: Path) -> tuple[RowStore, RowStore]:
    """The training rows and the held-out rows, made or found under `cache`."""
    train = _store(recipe, recipe.data.train, root, base, cache)
    return train, _store(recipe, recipe.data.eval, root, base, cache)


def _store(recipe: Recipe, names: Sequence[str], root: Path, base: Base, cache: Path) -> RowStore:
    files = [root / name for name in names]
    limit = min(recipe.data.max_length or base.context, base.context)
    method = recipe.method.model_dump(mode="json")
    made_of = [[hash_file(file) for file in files], tokenizer_hash(base), limit, method]
    key = hash_json(made_of)
    return cached_rows(cache, key, lambda: _rows(recipe, files, base, limit))


def tokenizer_hash(base: Base) -> str:
    """The content hash of what turns a chat into tokens: the tokenizer's own and its template."""
    tokenizer = base.tokenizer
    backend = getattr(tokenizer, "backend_tokenizer", None)
    made_of = backend.to_str() if backend is not None else tokenizer.get_vocab()
    return hash_json([made_of, tokenizer.chat_template])


def _rows(recipe: Recipe, files: Sequence[Path], base: Base, limit: int) -> Iterator[Row]:
    method = METHODS.get(recipe.method.name)(recipe.method)
    for file in files:
        yield from cut(method.rows(stream(file), base.renderer), limit)
