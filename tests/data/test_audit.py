"""The audit: every check is run or named, the same in one process and in several."""

import os
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Example, Finding, Message, Pair, Where
from lekalo.data.audit import MANY_ROWS, audit, cores, run_check
from lekalo.data.audit_pool import packed, run_in_processes
from support.fateful import Broken, Deadly, Homebound, Leaving


def row(question: str, answer: str, line: int) -> Example:
    turns = (Message("user", question), Message("assistant", answer))
    return Example(turns, Where("train.jsonl", line))


def many(count: int) -> list[Example]:
    """Rows of which each stands twice."""
    return [
        row(f"How is thing {n // 2} made?", f"By way {n // 2}, in the town of {n // 2}.", n + 1)
        for n in range(count)
    ]


def test_every_check_is_accounted_for_once() -> None:
    result = audit(Material(many(60), many(2)))
    named = [*result.passed, *result.found, *(item.check for item in result.not_run)]
    assert sorted(named) == CHECKS.names()
    assert set(result.seconds) <= set(CHECKS.names())
    assert all(seconds > 0 for seconds in result.seconds.values())


def test_processes_find_what_one_process_finds() -> None:
    material = Material(many(300), many(40), language="ru")
    alone, together = audit(material, workers=1), audit(material, workers=2)
    assert together.findings == alone.findings and alone.findings
    assert (together.passed, together.not_run) == (alone.passed, alone.not_run)
    assert together.found == alone.found


def test_much_data_goes_to_processes_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []

    def running(names: list[str], material: bytes, workers: int) -> Iterable[object]:
        started.append(workers)
        assert len(material) < 100_000, "rows travel as the name of their folder"
        return run_in_processes(names[:1], material, workers)

    monkeypatch.setattr("lekalo.data.audit_pool.run_in_processes", running)
    monkeypatch.setattr("lekalo.data.audit.cores", lambda: 2)
    audit(Material(many(MANY_ROWS)))
    assert started == []
    audit(Material(many(MANY_ROWS + 1)))
    assert started == [2]


def test_a_check_that_raised_is_named_and_the_others_go_on() -> None:
    result = audit(Material(many(60), Broken()), workers=1)
    failed = {item.check: item.reason for item in result.not_run if item.failed}
    assert failed["leakage"] == "ZeroDivisionError: the row is cursed"
    assert "duplicates" in result.found and "leakage" not in result.passed


@pytest.mark.parametrize(
    ("rows", "said"),
    [(Deadly(), "signal 9"), (Leaving(), "exit code 7: a library said: no more")],
)
def test_a_process_that_died_is_named_and_another_goes_on(rows: Deadly, said: str) -> None:
    material = packed(Material(many(60), rows))
    assert material is not None
    names = ["leakage", "duplicates", "small-uniform-data"]
    ran = {one.check: one for one in run_in_processes(names, material, workers=1)}
    assert said in ran["leakage"].error and not ran["leakage"].findings
    assert ran["duplicates"].findings and not ran["duplicates"].error
    assert not ran["small-uniform-data"].error


def test_what_cannot_leave_this_process_is_checked_in_it() -> None:
    material = Material(many(60), Homebound())
    assert packed(material) is None
    result = audit(material, workers=2)
    assert "duplicates" in result.found
    assert not any(item.failed for item in result.not_run)


def test_a_check_with_nothing_to_look_at_has_not_passed() -> None:
    result = audit(Material(many(60)))
    idle = {item.check for item in result.not_run}
    assert "preference-noise" in idle and "preference-noise" not in result.passed
    assert not any(item.failed for item in result.not_run)
    pair = Pair((Message("user", "Which?"),), "This one.", "That one.", criterion="shorter")
    looked = audit(Material(pairs=[pair] * 3))
    assert "preference-noise" not in {item.check for item in looked.not_run}


def test_a_check_says_what_it_cannot_do_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CHECKS.get("leakage"), "needs", ("train", "held_out"))
    assert run_check("leakage", Material(many(4))).lacks == "held_out"
    assert run_check("leakage", Material((), many(4))).lacks == "train"
    assert run_check("leakage", Material(many(4), many(4))).findings
    for language, reason in (("en", "no evaluation rows"), ("ru", "не даны строки для оценки")):
        result = audit(replace(Material(many(4)), language=language))  # type: ignore[arg-type]
        (said,) = (item.reason for item in result.not_run if item.check == "leakage")
        assert reason in said


def test_the_bar_hears_each_check_once_and_to_the_end() -> None:
    heard: list[tuple[int, int, str]] = []
    audit(Material(many(60)), lambda *told: heard.append(told))
    total = len(CHECKS.names())
    assert [done for done, _, _ in heard] == list(range(total + 1))
    assert {all_ for _, all_, _ in heard} == {total}
    assert sorted(name for _, _, name in heard if name) == CHECKS.names()


def test_the_worst_comes_first_whatever_ended_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def note(*_: object) -> list[Finding]:
        return [Finding("contradictions", "note", "m", "r")]

    def hold(*_: object) -> list[Finding]:
        time.sleep(0.01)
        return [Finding("volatile-facts", "hold", "m", "r")]

    monkeypatch.setattr(CHECKS.get("contradictions"), "run", note)
    monkeypatch.setattr(CHECKS.get("volatile-facts"), "run", hold)
    result = audit(Material(many(60)))
    order = [finding.severity for finding in result.findings]
    assert order == sorted(order, key=("hold", "warning", "note").index)
    assert result.findings[0].code == "volatile-facts"
    assert result.seconds["volatile-facts"] >= 0.01


def test_stopping_early_leaves_no_process() -> None:
    material = packed(Material(many(300)))
    assert material is not None
    runs = run_in_processes(["duplicates", "contradictions", "leakage"], material, workers=2)
    assert next(iter(runs)).check
    runs.close()  # type: ignore[attr-defined]
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    if children.exists():
        mine = children.read_text().split()
        names = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in mine]
        assert not any(b"audit_worker" in name for name in names)


def test_cores_are_those_this_process_may_use() -> None:
    assert cores() >= 1
