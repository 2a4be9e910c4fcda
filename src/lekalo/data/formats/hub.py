"""A data set of the Hugging Face hub by its id, through the `datasets` library.

`owner/name` where no such file stands, or `hf:owner/name`; `#test` after it names a split
(else `train`, or the only one). Streamed, so nothing is fetched whole, and code that comes with
a data set is never run. Leaves out configurations and private sets' tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lekalo.data.formats import words_files as words
from lekalo.data.formats.lines import Raw
from lekalo.data.formats.packing import FileError, needs

PREFIX = "hf:"
_ID = re.compile(r"(?P<id>[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)(?:#(?P<split>[\w.-]+))?")


def is_hub_id(name: str) -> bool:
    """Whether `name` has the form of an id (it may still be a file's path)."""
    return _ID.fullmatch(name.removeprefix(PREFIX)) is not None


def read_hub(name: str) -> Iterator[Raw]:
    """The rows of one split, numbered from 1; raises `FileError`."""
    match = _ID.fullmatch(name.removeprefix(PREFIX))
    assert match is not None  # the caller asked `is_hub_id`
    try:
        import datasets
    except ImportError:
        asked = name.startswith(PREFIX)
        raise (needs("datasets", "hub") if asked else FileError(words.HUB_NEEDS)) from None
    number = 0
    try:
        splits = datasets.load_dataset(match["id"], streaming=True)
        for row in splits[_split(list(splits), match["split"])]:
            number += 1
            yield Raw(number, dict(row))
    except (FileError, GeneratorExit):
        raise
    except Exception as error:  # network, unknown name, a broken file: the library's own words
        raise _failed(name, number, error) from None


def commit_of(name: str) -> str:
    """What `name` stands for now: the data set's commit on the hub, and the split. Raises
    `FileError` where the hub does not tell."""
    match = _ID.fullmatch(name.removeprefix(PREFIX))
    assert match is not None  # the caller asked `is_hub_id`
    try:
        from huggingface_hub import HfApi
    except ImportError:
        raise needs("datasets", "hub") from None
    try:
        commit = HfApi().dataset_info(match["id"]).sha
    except Exception as error:  # network, unknown name: the library's own words
        raise _failed(name, 0, error) from None
    return f"{match['id']}@{commit}#{match['split'] or ''}"


def _split(names: list[Any], wanted: str | None) -> Any:
    if wanted is None and len(names) == 1:
        return names[0]
    if (wanted or "train") in names:
        return wanted or "train"
    allowed = ", ".join(map(str, names))
    raise FileError(words.NO_SPLIT, wanted=wanted or "train", allowed=allowed)


def _failed(name: str, number: int, error: Exception) -> FileError:
    reason = (str(error).splitlines() or [""])[0][:200] or type(error).__name__
    what = words.HUB_SET if name.startswith(PREFIX) else words.HUB_OR_FILE
    place = words.after_row(number)
    return FileError(words.HUB_FAILED, what=what, place=place, reason=reason)
