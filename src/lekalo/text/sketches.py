"""Texts as small sets of numbers: the lowest hashes of their shingles, and MinHash signatures.

Shingles are the character 4-grams of " text ". All arithmetic is numpy's over blocks of many
texts, in worker threads (numpy lets go of the interpreter's lock), while the caller's iterator
goes on preparing texts.

Bottom-k sketches: Broder, "On the resemblance and containment of documents" (1997).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIGNATURE = 60
KEPT = 128
_GRAM = 4
_BLOCK = 1 << 16  # characters: what a core's cache holds
_LONGEST = 1 << 20  # characters of one text that are looked at
_LONG = 4 * KEPT
_WAITING = 8

_DRAW = np.random.default_rng(20_240_517)
_FACTORS = _DRAW.integers(1, 1 << 31, SIGNATURE, dtype=np.uint32) * np.uint32(2) + np.uint32(1)


@dataclass(frozen=True)
class Sketches:
    """Text n's lowest hashes, ascending and distinct, are `hashes[starts[n] : starts[n + 1]]`;
    there are `KEPT` of them or, of a short text, all."""

    hashes: NDArray[np.uint32]
    starts: NDArray[np.int64]
    signatures: NDArray[np.uint16]  # [texts, SIGNATURE]


def sketches(texts: Iterable[str]) -> Sketches:
    """The sketches of the texts, in their order."""
    done = list(sketched(texts))
    sizes = [np.diff(part.starts) for part in done]
    return Sketches(
        np.concatenate([part.hashes for part in done] or [np.zeros(0, np.uint32)]),
        np.concatenate([np.zeros(1, np.int64), *sizes]).cumsum(),
        np.concatenate([part.signatures for part in done] or [np.zeros((0, SIGNATURE), np.uint16)]),
    )


def sketched(texts: Iterable[str]) -> Iterator[Sketches]:
    """The same, some texts at a time."""
    waiting: deque[Future[Sketches]] = deque()
    with ThreadPoolExecutor(max_workers=2) as pool:
        for block in _blocks(texts):
            waiting.append(pool.submit(_sketch, block))
            if len(waiting) >= _WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    size = 0
    for text in texts:
        block.append(f" {text[:_LONGEST]}   ")  # no gram goes over into the next text
        size += len(block[-1])
        if size >= _BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def _sketch(block: list[str]) -> Sketches:
    lengths = np.array([len(text) for text in block], np.int64)
    long = lengths > _LONG
    keys, first = _distinct("".join(block), lengths, long)
    if (np.diff(first)[long] < KEPT).any():  # a long text that says the same again and again
        keys, first = _distinct("".join(block), lengths, np.zeros_like(long))
    rows = (keys >> np.uint64(32)).astype(np.int64)
    lowest = np.arange(len(rows)) - first[rows] < KEPT
    kept = keys[lowest].astype(np.uint32)
    starts = np.concatenate([[0], np.minimum(np.diff(first), KEPT).cumsum()]).astype(np.int64)
    return Sketches(kept, starts, _signatures(kept, starts))


def _distinct(
    joined: str, lengths: NDArray[np.int64], thinned: NDArray[np.bool_]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Each text's distinct hashes in their order, the text's number above them, and where each
    text's begin. Of the texts that are `thinned`, only hashes low enough to be among the lowest
    where all grams are distinct: three times as many as are kept."""
    hashes, rows = _grams(joined, lengths)
    if thinned.any():
        low = np.full(len(lengths), 2.0**32 - 1)
        low[thinned] = 2.0**32 * 3 * KEPT / lengths[thinned]
        few = hashes <= low.astype(np.uint32)[rows]
        hashes, rows = hashes[few], rows[few]
    keys = np.sort(rows.astype(np.uint64) << np.uint64(32) | hashes)
    keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
    numbers = (keys >> np.uint64(32)).astype(np.int64)
    return keys, np.searchsorted(numbers, np.arange(len(lengths) + 1))


def _grams(joined: str, lengths: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The hashes of all 4-grams, and the numbers of their texts."""
    letters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    count = len(letters) - _GRAM + 1
    hashes = letters[:count].copy()
    for offset in range(1, _GRAM):
        hashes *= np.uint32(0x01000193)
        hashes += letters[offset : count + offset]
    rows = np.repeat(np.arange(len(lengths)), lengths)[:count]
    inside = np.arange(count) < lengths.cumsum()[rows] - _GRAM + 1
    return _mixed(hashes)[inside], rows[inside]


def _mixed(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Spreads 32 bits over 32 bits (the finaliser of MurmurHash3)."""
    values ^= values >> np.uint32(16)
    values *= np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    values ^= values >> np.uint32(16)
    return values


def _signatures(hashes: NDArray[np.uint32], starts: NDArray[np.int64]) -> NDArray[np.uint16]:
    """For each of `SIGNATURE` orders of the hashes, 16 bits of each text's first hash."""
    made = np.empty((len(starts) - 1, SIGNATURE), np.uint16)
    for number, factor in enumerate(_FACTORS):
        least = np.minimum.reduceat(hashes * factor, starts[:-1])
        # the low bits of h * odd depend on h's low bits alone: take bits from the middle
        made[:, number] = (least * np.uint32(0x9E3779B1) >> np.uint32(13)).astype(np.uint16)
    return made
