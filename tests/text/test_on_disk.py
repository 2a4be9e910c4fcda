"""Texts and numbers on disk, and likeness found among them as in memory."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekalo.text import near_on_disk, on_disk
from lekalo.text.near_on_disk import near_in_parts, reworded_in_parts
from lekalo.text.on_disk import Lists, Table, Texts
from lekalo.text.pairs import Near, clusters, hashed, tie
from lekalo.text.similarity import near_pairs, reworded_pairs


@given(st.lists(st.text(), max_size=12))
def test_texts_are_read_as_they_were_written(texts: list[str]) -> None:
    kept = Texts()
    for text in texts:
        kept.add(text)
    assert list(kept) == texts and kept[1:3] == texts[1:3]
    with pytest.raises(IndexError):
        kept[len(texts)]


def test_half_of_a_pair_is_a_text() -> None:
    kept = Texts()
    kept.add("\ud83d")
    assert kept[0] == "\ud83d"


@given(st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=5), max_size=12))
def test_lists_by_number_and_in_a_row(lists: list[list[int]]) -> None:
    kept = Lists(np.uint32)
    for part in (lists[:5], lists[5:]):
        flat = np.array([number for one in part for number in one], np.uint32)
        kept.add(flat, np.array([len(one) for one in part], np.int64))
    chosen = list(range(len(lists)))[::-2]
    for numbers, (flat, starts) in (
        (range(len(lists)), kept.part(0, len(lists))),
        (chosen, kept.some(np.array(chosen, np.int64))),
    ):
        read = [flat[a:b].tolist() for a, b in pairwise(starts.tolist())]
        assert read == [lists[number] for number in numbers]


def test_rows_side_by_side_over_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_disk, "_BLOCK", 3 * 2 * 4)  # three rows
    monkeypatch.setattr(on_disk, "_PAIRS", 2)
    rows = np.arange(20, dtype=np.int32).reshape(10, 2)
    table = Table(np.int32, 2)
    table.add(rows[:4])
    table.add(rows[4:])
    assert np.concatenate([block for _, block in table.blocks()]).tolist() == rows.tolist()
    draw = np.random.default_rng(1)
    left, right = draw.integers(0, 10, 40), draw.integers(0, 10, 40)
    met = np.zeros(40, int)
    for some, ours, theirs in table.side_by_side(left, right):
        met[some] += 1
        assert ours.tolist() == rows[left[some]].tolist()
        assert theirs.tolist() == rows[right[some]].tolist()
    assert met.tolist() == [1] * 40


def test_hashes_are_the_same_in_every_process() -> None:
    """The first eight bytes of BLAKE2b of nothing with a digest of eight (RFC 7693)."""
    assert hashed("") == int.from_bytes(bytes.fromhex("e4a6a0577479b2b4"), "little")


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_ties_one_by_one_make_the_same_clusters(pairs: list[tuple[int, int]]) -> None:
    left = np.array([min(pair) for pair in pairs], np.int64)
    right = np.array([max(pair) for pair in pairs], np.int64)
    labels = np.arange(10)
    for one, two in zip(left, right, strict=True):
        labels = tie(labels, np.array([one]), np.array([two]))
    whole = clusters(Near(left, right, np.ones(len(left), np.float32)), 10)
    assert labels.tolist() == whole.tolist()


def questions() -> list[str]:
    """Pairs of near copies and of rewordings among others."""
    draw = random.Random(5)
    made = []
    for _ in range(300):  # words of no language, so that few meet by chance
        thing, place, act = ("".join(draw.choices("bdfgklmnprst" * 2 + "aio", k=7)) for _ in "123")
        one = f"Can I {act} the {thing} {place} in May?"
        made += [one, one.replace("the", "thhe"), f"Is it possible to {one[6:]}"]
    return sorted(set(made), key=hashed)


def _labels(parts: Sequence[Near], count: int) -> list[int]:
    labels = np.arange(count)
    for near in parts:
        labels = tie(labels, near.left, near.right)
    return [int(label) for label in labels]


def test_the_same_is_found_as_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pair, since all are let through; on disk numbers may meet, of which there are none."""
    monkeypatch.setattr(on_disk, "_BLOCK", 1 << 12)
    monkeypatch.setattr(near_on_disk, "_PART", 1 << 8)
    texts = questions()
    every = lambda left, right: np.ones(len(left), np.bool_)  # noqa: E731
    near, near_whole = list(near_in_parts(texts, 0.6, every)), near_pairs(texts, 0.6)
    found = {p: s for part in near for p, s in _pairs(part).items()}
    assert found == _pairs(near_whole) and len(found) > 100
    asked, asked_whole = list(reworded_in_parts(texts, every)), reworded_pairs(texts)
    assert _labels(asked, len(texts)) == _labels([asked_whole], len(texts))
    assert len(asked) > 1 and len(asked_whole) > 100


def _pairs(near: Near) -> dict[tuple[int, int], float]:
    rows = zip(near.left.tolist(), near.right.tolist(), near.score.tolist(), strict=True)
    return {(a, b): round(score, 5) for a, b, score in rows}


def test_pairs_that_are_not_fit_are_not_looked_at() -> None:
    texts = questions()
    never = lambda left, right: np.zeros(len(left), np.bool_)  # noqa: E731
    assert sum(map(len, reworded_in_parts(texts, never))) == 0
    repeats, *others = near_in_parts([*texts, texts[0].upper()], 0.6, never)
    assert (repeats.left.tolist(), repeats.right.tolist()) == ([0], [len(texts)])
    assert sum(map(len, others)) == 0
