"""Rows end to end, and the plan: every row once an epoch, the same for the same seed."""

import gc
import itertools
import tempfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekalo.core.errors import DataError
from lekalo.data import rows as rows_module
from lekalo.data.batches import Plan, Row, lay, micro_batches
from lekalo.data.rows import RowList, RowStore, RowWriter, bounded, cached_rows, cut, write_rows


def _row(*tokens, untrained=1):
    trained = np.arange(len(tokens)) >= untrained
    return Row(np.array(tokens, np.int32), trained)


def test_rows_are_laid_end_to_end():
    batch = lay([_row(5, 6, 7, untrained=2), _row(8, 9)])
    assert batch.input_ids_1N.tolist() == [[5, 6, 7, 8, 9]]
    assert batch.position_ids_1N.tolist() == [[0, 1, 2, 0, 1]]
    assert batch.row_starts == (0, 3, 5)
    assert batch.target_positions_M.tolist() == [1, 3]  # what predicts 7, and what predicts 9
    assert batch.target_ids_M.tolist() == [7, 9]
    assert (batch.tokens, batch.trained_tokens) == (5, 2)


@given(st.lists(st.integers(2, 30), min_size=1, max_size=40), st.integers(16, 64))
def test_micro_batches_hold_every_row_once_in_order_within_the_limit(lengths, limit):
    rows = [_row(*range(n, n + length)) for n, length in enumerate(lengths)]
    batches = list(micro_batches(rows, limit))
    tokens = [t for batch in batches for t in batch.input_ids_1N[0].tolist()]
    assert tokens == [t for row in rows for t in row.tokens.tolist()]
    assert all(b.tokens <= limit or len(b.row_starts) == 2 for b in batches)
    pairs = itertools.pairwise(batches)
    assert all(a.tokens + b.row_starts[1] > limit for a, b in pairs)  # none opened too early


@given(
    st.lists(st.integers(2, 50), min_size=1, max_size=60),
    st.integers(0, 5),
    st.one_of(st.tuples(st.integers(1, 9), st.none()), st.tuples(st.none(), st.integers(16, 90))),
)
def test_every_row_once_an_epoch(lengths, seed, batch):
    sizes = np.array(lengths, np.int64)
    plan, again = Plan(sizes, seed, *batch), Plan(sizes, seed, *batch)
    steps = plan.steps_for(2)
    taken = [plan.rows_of(step) for step in range(steps)]
    first = plan.steps_in(0)
    for part in (taken[:first], taken[first:]):
        assert sorted(np.concatenate(part).tolist()) == list(range(len(lengths)))
    # a resumed run asks for a later step first, and gets the same rows
    assert again.rows_of(steps - 1).tolist() == taken[-1].tolist()
    rows, tokens = batch
    if rows:
        assert all(len(step) == rows for step in taken[: first - 1])
    else:
        assert all(sizes[step].sum() < tokens + max(lengths) for step in taken)


def test_orders_differ_by_epoch_and_seed():
    sizes = np.full(50, 4, np.int64)
    plan = Plan(sizes, 1, 50)
    orders = [plan.rows_of(0).tolist(), plan.rows_of(1).tolist(), Plan(sizes, 2, 50).rows_of(0)]
    assert orders[0] != orders[1] and orders[0] != orders[2].tolist()


def test_fractions_of_an_epoch():
    plan = Plan(np.full(20, 4, np.int64), 0, 2)
    assert [plan.steps_for(e) for e in (1, 0.5, 2.5, 0.01)] == [10, 5, 25, 1]


@given(st.integers(2, 40), st.integers(2, 12))
def test_a_cut_row_loses_no_target(length, limit):
    row = _row(*range(100, 100 + length))
    pieces = list(cut([row], limit))
    assert all(2 <= len(piece.tokens) <= limit for piece in pieces)
    targets = [t for piece in pieces for t in piece.tokens[piece.trained].tolist()]
    assert targets == row.tokens[1:].tolist()


def test_rows_on_disk_are_the_rows_in_memory(tmp_path):
    rows = [_row(5, 6, 7, untrained=2), _row(8, 9), _row(1, 2, 3, 4)]
    store, memory = write_rows(tmp_path / "store", rows), RowList(rows)
    assert len(store) == 3 and store.lengths.tolist() == memory.lengths.tolist() == [3, 2, 4]
    for index in range(3):
        assert store[index].tokens.tolist() == memory[index].tokens.tolist()
        assert store[index].trained.tolist() == memory[index].trained.tolist()


def test_the_cache_makes_a_key_once(tmp_path):
    made = []

    def make():
        made.append(1)
        return [_row(5, 6)]

    one = cached_rows(tmp_path, "sha256:" + "a" * 64, make)
    two = cached_rows(tmp_path, "sha256:" + "a" * 64, make)
    other = cached_rows(tmp_path, "sha256:" + "b" * 64, make)
    assert len(made) == 2 and one.fingerprint == two.fingerprint == other.fingerprint
    with pytest.raises(DataError, match="no rows"):
        write_rows(tmp_path / "none", [])


def test_fingerprints_see_tokens_and_masks():
    prints = {
        RowList(rows).fingerprint
        for rows in ([_row(5, 6, 7)], [_row(5, 6, 8)], [_row(5, 6, 7, untrained=2)])
    }
    assert len(prints) == 3


def test_long_rows_are_set_apart():
    kept, long = bounded([_row(1, 2), _row(1, 2, 3), _row(1, 2, 3, 4)], 3)
    assert [len(row.tokens) for row in kept] == [2, 3]
    assert [len(row.tokens) for row in long] == [4]


def test_many_rows_go_to_a_folder_that_is_removed_with_them(tmp_path, monkeypatch):
    monkeypatch.setattr(rows_module, "IN_MEMORY", 3)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    rows = [_row(*range(n, n + 3)) for n in range(5)]
    few, many = RowWriter(), RowWriter()
    for row in rows[:3]:
        few.add(row)
    assert isinstance(few.close(), RowList) and not list(tmp_path.iterdir())
    for row in rows:
        many.add(row)
    store = many.close()
    assert isinstance(store, RowStore) and len(list(tmp_path.iterdir())) == 1
    assert many.trained == 10  # two of the three tokens of each row
    assert [row.tokens.tolist() for row in (store[0], store[4])] == [[0, 1, 2], [4, 5, 6]]
    # a run that was begun with rows in memory goes on with rows on disk
    assert store.fingerprint == RowList(rows).fingerprint
    del store, many
    gc.collect()
    assert not list(tmp_path.iterdir())
