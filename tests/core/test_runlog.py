"""The run log survives a kill in the middle of a line."""

from pathlib import Path

from lekalo.core.runlog import RunLog


def test_events_come_back_in_order(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "log.jsonl")
    assert list(log.read()) == []
    log.write("step", step=1, loss=2.5)
    log.write("eval", step=1, note="ёж")
    assert [e["event"] for e in log.read()] == ["step", "eval"]
    assert list(log.read("eval")) == [{"event": "eval", "step": 1, "note": "ёж"}]


def test_a_torn_last_line_is_skipped_and_written_past(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "log.jsonl")
    log.write("step", step=1)
    with log.path.open("ab") as file:
        file.write(b'{"event": "st')
    log.write("step", step=2)
    assert [e["step"] for e in log.read("step")] == [1, 2]
