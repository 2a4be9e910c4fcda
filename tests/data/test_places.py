"""A place keeps its row's own part (a sheet, `#3`) beside what a check says of it."""

from __future__ import annotations

import json
from pathlib import Path

from lekalo.checking import check_files
from lekalo.core.records import Where
from lekalo.data.checks._places import NAMED, Named, told
from lekalo.data.inspection import inspect


def test_what_is_said_comes_after_the_rows_own_part() -> None:
    assert told(Where("a.json", 1, "#3"), "shouting") == Where("a.json", 1, "#3: shouting")
    assert told(Where("a.jsonl", 3), "shouting") == Where("a.jsonl", 3, "shouting")


def test_rows_are_counted_past_those_that_are_named() -> None:
    rows = Named()
    for line in range(NAMED + 7):
        rows.add(Where("a.jsonl", line), "x")
    assert (rows.count, len(rows.where)) == (NAMED + 7, NAMED)


def test_rows_of_one_line_are_told_apart_in_findings_and_on_the_page(tmp_path: Path) -> None:
    """A JSON list on one line gives rows no line of their own."""
    rows = [{"question": f"Где товар {n}?", "answer": f"Он лежит на складе {n}."} for n in range(8)]
    rows[2]["answer"] = "Вы что, тупые? Разбирайтесь сами."
    rows[5]["answer"] = "Заткнитесь и ждите."
    rows[6] = dict(rows[4])
    (tmp_path / "t.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    checked = check_files([Path("t.json")], root=tmp_path, language="ru")
    found = {finding.code: finding.where for finding in checked.findings}
    parts = [where.part.partition(": ")[0] for where in found["tone"]]
    assert parts == ["#3", "#6"]
    assert [where.part for where in found["duplicates"]] == ["#7: повторяет t.json:1 #5"]
    seen = inspect(checked.material, {("t.json", 1)})
    for where, answer in zip(found["tone"], (rows[2], rows[5]), strict=True):
        excerpt = seen.excerpt(where)
        assert excerpt is not None and excerpt.answer == answer["answer"]
