"""Records on disk: the same as a list of them, small to hand over, gone when not needed."""

from __future__ import annotations

import multiprocessing
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekalo.core.records import Document, Example, Message, Pair, Rated, Record, ToolCall, Where
from lekalo.data import shelf, sources
from lekalo.data.spool import Spool, SpoolWriter, write_spool

TEXT = st.text(max_size=8)  # lone surrogates too: a place may hold a file's undecodable name
FILE = st.sampled_from(["a.jsonl", "б.csv", "\udcff"])
PLACE = st.builds(Where, FILE, st.none() | st.integers(1, 9), TEXT)
CALL = st.builds(ToolCall, TEXT, TEXT, TEXT)
MESSAGE = st.builds(
    Message,
    st.sampled_from(["system", "user", "assistant", "tool"]),
    TEXT,
    st.lists(CALL, max_size=2).map(tuple),
    TEXT,
    TEXT,
    st.booleans(),
)
TURNS = st.lists(MESSAGE, max_size=3).map(tuple)
META = st.dictionaries(TEXT, TEXT, max_size=2)
RECORD = st.one_of(
    st.builds(Example, TURNS, PLACE, TEXT, META, TEXT),
    st.builds(Document, TEXT, PLACE, TEXT),
    st.builds(Pair, TURNS, TEXT, TEXT, PLACE, TEXT, TEXT, META),
    st.builds(Rated, TURNS, TEXT, st.booleans(), PLACE, TEXT, META),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORD, max_size=6), st.integers(-7, 7), st.integers(-7, 7))
def test_a_spool_is_the_list_of_its_records(records: list[Record], start: int, end: int) -> None:
    spool = write_spool(records)
    assert list(spool) == records == spool
    assert len(spool) == len(records)
    assert [spool[at] for at in range(len(records))] == records
    assert [spool[-1 - at] for at in range(len(records))] == records[::-1]
    assert spool[start:end] == records[start:end]
    assert list(reversed(spool)) == records[::-1]
    for beyond in (len(records), -1 - len(records)):
        with pytest.raises(IndexError):
            spool[beyond]


def examples(count: int) -> list[Example]:
    return [
        Example((Message("user", f"Вопрос {n}?"), Message("assistant", "x" * 300)),
                Where("a.jsonl", n))
        for n in range(count)
    ]  # fmt: skip


def test_what_is_handed_over_is_a_name(tmp_path: Path) -> None:
    spool = write_spool(examples(5000))
    data = pickle.dumps(spool)
    assert len(data) < 300
    again: Spool[Example] = pickle.loads(data)
    assert again == spool
    del again  # the one who made it removes it, not the one it was lent to
    assert spool[4999].where.line == 4999


def count(spool: Spool[Example]) -> int:
    return sum(1 for _ in spool)


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_worker_processes_read_it_and_leave_it(way: str) -> None:
    spool = write_spool(examples(10))
    with multiprocessing.get_context(way).Pool(1) as pool:
        assert pool.map(count, [spool, spool]) == [10, 10]
    assert count(spool) == 10


def test_its_folder_goes_with_it() -> None:
    spool = write_spool(examples(3))
    folder = spool.folder
    assert folder.is_dir()
    del spool
    assert not folder.exists()
    writer: SpoolWriter[Example] = SpoolWriter()
    abandoned = writer._folder
    del writer
    assert not abandoned.exists()


def test_its_folder_goes_at_exit() -> None:
    script = (
        "from lekalo.core.records import Document\n"
        "from lekalo.data.spool import write_spool\n"
        "spool = write_spool([Document('a')])\n"
        "print(spool.folder)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "lekalo-rows-" in done.stdout
    assert not Path(done.stdout.strip()).exists()


def test_loading_goes_to_disk_past_its_bound_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(
        f'{{"prompt": "{n}", "completion": "b"}}\n{{"text": "{n}"}}\n' for n in range(30)
    )
    (tmp_path / "a.jsonl").write_text(rows, encoding="utf-8")
    before = sources.load([Path("a.jsonl")], tmp_path)
    assert isinstance(before.examples, tuple)
    monkeypatch.setattr(shelf, "IN_MEMORY", 20)
    after = sources.load([Path("a.jsonl")], tmp_path)
    assert isinstance(after.examples, Spool) and isinstance(after.documents, Spool)
    assert after.examples == before.examples and after.documents == before.documents


def test_bad_rows_past_the_bound_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_BAD", 3)
    bad = '{"a": 1}\n'
    (tmp_path / "a.jsonl").write_text(bad * 5 + '{"text": "good"}\n', encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "good"}\n' + bad, encoding="utf-8")
    loaded = sources.load([Path("a.jsonl"), Path("b.jsonl")], tmp_path)
    named = [str(finding.where[0]) for finding in loaded.bad]
    assert named == ["a.jsonl:1", "a.jsonl:2", "a.jsonl:3", "b.jsonl:2"]
    assert loaded.unlisted == 2 and len(loaded.documents) == 2
    error = sources.bad_rows(loaded.bad, unlisted=loaded.unlisted)
    assert str(error).startswith("6 places in the data are wrong:")
    assert str(error).endswith("and 2 more")
