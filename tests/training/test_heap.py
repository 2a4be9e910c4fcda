"""What the process holds, against ballast of a known size."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lekalo.training import heap

BALLAST = 200 << 20


@pytest.fixture(name="held")
def _held(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the process is said to hold, from the last to the first."""
    said: list[int] = []
    monkeypatch.setattr(heap, "resident", said.pop)
    return said


@pytest.fixture(name="trims")
def _trims(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    done: list[int] = []
    monkeypatch.setattr(heap, "trim", lambda: done.append(1))
    return done


@pytest.mark.parametrize("every", [1, 5])
def test_pages_are_given_back_once_gaps_have_grown(
    held: list[int], trims: list[int], monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    monkeypatch.setattr(heap, "EVERY", every)
    # the second step is fuller: the one after it shows that so much is needed
    sizes = (100, 140, 140, 150, 154, 155, 120)
    expected = {1: (0, 1, 1, 1, 1, 2, 2), 5: (0, 0, 0, 0, 1, 1, 1)}[every]
    gaps = heap.Gaps()
    assert trims.pop()  # what came before the run
    for size, count in zip(sizes, expected, strict=True):
        held.append(size)
        gaps.after_step()
        assert len(trims) == count


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the heap of glibc")
def test_threads_share_one_heap_and_its_gaps_go_back() -> None:
    """In a process of its own: blocks that a thread frees between others serve this thread."""
    code = f"""
import threading
from lekalo.training import heap
heap.share()
def fill(kept):
    blocks = [bytearray(b"1" * 100_000) for _ in range({BALLAST} // 100_000)]
    kept += blocks[::2]
kept = []
one = threading.Thread(target=fill, args=(kept,)); one.start(); one.join()
before = heap.resident()
more = [bytearray(b"1" * 90_000) for _ in range(len(kept) - 1)]
print(heap.resident() - before)
more.clear()
heap.trim()
print(before - heap.resident(), heap.peak_resident() / before)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    reused, freed = ran.stdout.splitlines()
    assert int(reused) < BALLAST / 4  # 90 MB found room in the gaps
    given_back, peak = freed.split()
    assert int(given_back) > BALLAST / 4
    assert float(peak) > 0.98  # the kernel counts pages of each core apart, and roughly


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the heap of glibc")
@pytest.mark.parametrize(("scarce", "left"), [(True, 0), (False, 1)])
def test_where_memory_is_scarce_a_large_tensor_leaves_no_gap(scarce: bool, left: int) -> None:
    """In a process of its own: glibc keeps what it has once seen freed in the heap from then on,
    under a small block that is still held."""
    code = f"""
from lekalo.training import heap
heap.Gaps(scarce={scarce})
size = 12 << 20
first = bytearray(b"1") * size
del first
before = heap.resident()
large, held = [bytearray(b"1") * size for _ in range(8)], bytearray(b"1") * 200_000
large.clear()
print(round((heap.resident() - before) / (8 * size)))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(ran.stdout) == left
