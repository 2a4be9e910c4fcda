"""Vectors of texts computed once and handed over by hash: to all checks, in any process.

    vectors = compute(encoder, texts)       # on disk, in a temporary folder
    vectors(["Where is my order?"])         # looked up; another process may do it, too

What is pickled is the folder's name, so that processes which check need no model. Leaves out
keeping vectors from one run to the next.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lekalo.core import words
from lekalo.core.errors import OutsideError
from lekalo.core.files import outside
from lekalo.core.interfaces import Embedder
from lekalo.data import checking_words
from lekalo.data.spool import remove_folder

_KEYS, _ROWS = "keys.u64", "vectors.f32"
_AT_ONCE = 1 << 14
"""Texts that are embedded together: enough to find many of like length."""

TellTexts = Callable[[int], None]
"""Hears how many texts are embedded."""


class Vectors:
    """An `Embedder` for texts that were embedded before; `LookupError` for any other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        keys = np.fromfile(folder / _KEYS, np.uint64)
        self._order = np.argsort(keys, kind="stable")
        self._sorted = keys[self._order]
        self._width = (folder / _ROWS).stat().st_size // 4 // max(len(keys), 1)

    def __len__(self) -> int:
        return len(self._sorted)

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Their vectors [N, D], in their order."""
        wanted = np.array([_key(text) for text in texts], np.uint64)
        if not len(wanted):
            return np.zeros((0, self._width), np.float32)
        places = np.minimum(np.searchsorted(self._sorted, wanted), max(len(self) - 1, 0))
        if not len(self) or (self._sorted[places] != wanted).any():
            raise LookupError("a text is asked for that no check had announced")
        rows = np.memmap(self.folder / _ROWS, np.float32, "r").reshape(len(self), self._width)
        found: NDArray[np.float32] = np.array(rows[self._order[places]])
        return found

    def __reduce__(self) -> tuple[type[Vectors], tuple[Path]]:
        return Vectors, (self.folder,)


class Failed:
    """Stands for vectors that could not be computed: each check that needs them says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Raises `OutsideError`."""
        raise OutsideError(checking_words.EMBEDDING_FAILED(reason=self.reason))


def compute(embed: Embedder, texts: Iterable[str], tell: TellTexts = lambda _: None) -> Vectors:
    """Embeds each distinct text once, in bounded memory; the files go with the object."""
    with outside(words.VECTORS_ASIDE):
        folder = Path(tempfile.mkdtemp(prefix="lekalo-vectors-"))
    try:
        with outside(words.VECTORS_ASIDE):
            _write(folder, embed, texts, tell)
        vectors = Vectors(folder)
    except BaseException:
        remove_folder(folder, os.getpid())
        raise
    weakref.finalize(vectors, remove_folder, folder, os.getpid())
    return vectors


def _write(folder: Path, embed: Embedder, texts: Iterable[str], tell: TellTexts) -> None:
    known: set[int] = set()
    keys = array("Q")
    with (folder / _ROWS).open("wb") as rows:
        for batch in _batches(_new(texts, known)):
            keys.extend(map(_key, batch))
            rows.write(np.ascontiguousarray(embed(batch), np.float32).tobytes())
            tell(len(keys))
    (folder / _KEYS).write_bytes(keys.tobytes())


def _new(texts: Iterable[str], known: set[int]) -> Iterator[str]:
    for text in texts:
        key = _key(text)
        if key not in known:
            known.add(key)
            yield text


def _batches(texts: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(texts, _AT_ONCE)):
        yield batch


def _key(text: str) -> int:
    """64 bits of the text's hash, the same in every process."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")
