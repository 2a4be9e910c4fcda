"""Parquet to numbered rows, a batch at a time; the numbers count rows from 1.

Leaves out columns of bytes and pictures: a row that needs one is refused by its shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lekalo.data.formats import words_files as words
from lekalo.data.formats.lines import Raw
from lekalo.data.formats.packing import FREE, MAX_RATIO, FileError, needs

_BATCH = 1000


def read_columns(path: Path) -> Iterator[Raw]:
    """The rows; raises `FileError` where the file cannot be read."""
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        raise needs("pyarrow") from None
    number = 0
    try:
        with parquet.ParquetFile(path, pre_buffer=False) as file:
            _check_growth(file.metadata, path)
            for batch in file.iter_batches(batch_size=_BATCH, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    yield Raw(number, row)
    except (FileError, GeneratorExit):
        raise
    except Exception as error:  # pyarrow raises its own, OSError, ValueError and more
        place, kind = words.after_row(number), type(error).__name__
        raise FileError(words.BROKEN_COLUMNS, place=place, error=kind) from None


def _check_growth(metadata: Any, path: Path) -> None:
    groups = [metadata.row_group(at) for at in range(metadata.num_row_groups)]
    size = max((group.total_byte_size for group in groups), default=0)
    if size > FREE and size > MAX_RATIO * path.stat().st_size:
        raise FileError(words.BOMB_COLUMNS, ratio=MAX_RATIO)
