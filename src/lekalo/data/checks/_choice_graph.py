"""Choices as a graph of answers: chosen both ways, going in a circle, judged by several people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lekalo.data.checks._choices import Choices

Rows = NDArray[np.int64]


def both_ways(seen: Choices) -> list[Rows]:
    """The rows of each two answers that were chosen over one another, group by group."""
    better, worse = _ends(seen)
    forward = better < worse
    rows = np.flatnonzero(better != worse)
    groups = _groups(rows, np.minimum(better, worse)[rows], np.maximum(better, worse)[rows])
    return [group for group in groups if 0 < forward[group].sum() < len(group)]


def opposite(seen: Choices) -> list[Rows]:
    """The rows of each answer that was rated both good and bad."""
    answers, good = _ends(seen)
    rows = np.arange(len(answers))
    groups = _groups(rows, answers, np.zeros(len(answers)))
    return [group for group in groups if 0 < good[group].sum() < len(group)]


def judged(seen: Choices, *, pairs: bool) -> Iterator[tuple[Rows, list[int]]]:
    """What several authors judged: the row of each one's first word on it, and what it was."""
    one, other = _ends(seen)
    low, high = (np.minimum(one, other), np.maximum(one, other)) if pairs else (one, one)
    value = one < other if pairs else other > 0
    author = np.array(seen.author, np.int64)
    rows = np.flatnonzero((author >= 0) & ((one != other) | (not pairs)))
    for group in _groups(rows, low[rows], high[rows]):
        firsts = np.sort(group[np.unique(author[group], return_index=True)[1]])
        if len(firsts) > 1:
            yield firsts, [int(v) for v in value[firsts]]


def circles(seen: Choices, without: Iterable[Rows]) -> list[Rows]:
    """The rows of choices that go in a circle over three answers or more, each circle's
    together; `without` are rows to leave out (those chosen both ways are named already)."""
    better, worse = _ends(seen)
    use = better != worse
    for group in without:
        use[group] = False
    # only answers both chosen and rejected somewhere can be on a circle
    inner = np.intersect1d(better[use], worse[use])
    use &= np.isin(better, inner) & np.isin(worse, inner)
    rows = np.flatnonzero(use)
    ends = np.searchsorted(inner, np.stack([better[rows], worse[rows]]))
    component = _components(len(inner), ends[0].tolist(), ends[1].tolist())
    of_row = component[ends[0]]
    on_circle = of_row == component[ends[1]]
    rows, of_row = rows[on_circle], of_row[on_circle]
    return _groups(rows, of_row, np.zeros(len(rows)))


def _components(count: int, tails: list[int], heads: list[int]) -> Rows:
    """The strongly connected component of each node (Tarjan, with a stack of its own)."""
    after: dict[int, list[int]] = defaultdict(list)
    for tail, head in zip(tails, heads, strict=True):
        after[tail].append(head)
    index, low, component = [-1] * count, [0] * count, np.full(count, -1, np.int64)
    open_nodes: list[int] = []
    reached = 0
    for start in range(count):
        work = [(start, iter(after[start]))] if index[start] < 0 else []
        while work:
            node, rest = work[-1]
            if index[node] < 0:
                index[node] = low[node] = reached
                reached += 1
                open_nodes.append(node)
            following = next(rest, None)
            if following is None:
                _close(node, index, low, component, open_nodes)
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
            elif index[following] < 0:
                work.append((following, iter(after[following])))
            elif component[following] < 0:
                low[node] = min(low[node], index[following])
    return component


def _close(node: int, index: list[int], low: list[int], component: Rows, opened: list[int]) -> None:
    if low[node] == index[node]:
        while component[node] < 0:
            component[opened.pop()] = node


def _ends(seen: Choices) -> tuple[NDArray[Any], NDArray[Any]]:
    return np.array(seen.better, np.uint64), np.array(seen.worse, np.uint64)


def _groups(rows: Rows, low: NDArray[Any], high: NDArray[Any]) -> list[Rows]:
    """`rows` grouped by their two keys, groups of one left out; by first row, rows in order."""
    if len(rows) < 2:
        return []
    order = np.lexsort((rows, high, low))
    changed = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    cuts = np.flatnonzero(changed) + 1
    sizes = np.diff(np.concatenate(([0], cuts, [len(rows)])))
    starts = np.concatenate(([0], cuts))[sizes > 1]
    groups = [rows[order[s : s + n]] for s, n in zip(starts, sizes[sizes > 1], strict=True)]
    return sorted(groups, key=lambda group: int(group[0]))
