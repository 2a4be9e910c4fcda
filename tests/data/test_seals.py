"""Seals: what breaks one and what does not, named by line, resealed only with a reason."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from lekalo.checking import check_files
from lekalo.core.errors import DataError, UserError
from lekalo.core.records import Finding, Where
from lekalo.data.seals import changed, read_seal, seal_path, write_seal
from lekalo.data.sources import load
from lekalo.project import open_project, plan_run
from support.projects import chat, lines, small_project

ROWS: list[dict[str, Any]] = [
    {"question": f"Вопрос {n}?", "answer": f"Ответ {n}.", "weight": 1.5} for n in range(6)
]


def write(path: Path, rows: list[dict[str, Any]], end: str = "\n", **dumps: Any) -> Path:
    text = "".join(json.dumps(row, **dumps) + end for row in rows)
    path.write_bytes(text.encode())
    return path


def broken(path: Path, language: Any = "en") -> list[Finding]:
    return changed([Path(path.name)], path.parent, language)


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    path = write(tmp_path / "eval.jsonl", ROWS)
    write_seal(path)
    return path


def test_an_unchanged_file_and_one_without_a_seal_are_silent(sealed: Path) -> None:
    assert broken(sealed) == []
    assert broken(write(sealed.with_name("other.jsonl"), ROWS[:2])) == []
    assert broken(sealed.with_name("no-such.jsonl")) == []


def test_what_no_figure_hangs_on_may_change(sealed: Path) -> None:
    """Order, line endings, spacing, the order of keys, how letters are written down."""
    turned = [dict(reversed(row.items())) for row in reversed(ROWS)]
    for rows, end, dumps in (
        (turned, "\n", {}),
        (ROWS, "\r\n", {"ensure_ascii": False}),
        (ROWS, "\n\n", {"separators": (" , ", " : ")}),
    ):
        write(sealed, rows, end, **dumps)
        assert broken(sealed) == []
    sealed.write_bytes(b"\xef\xbb\xbf" + sealed.read_bytes())
    assert broken(sealed) == []


@pytest.mark.parametrize(
    ("rows", "lines", "new", "gone"),
    [
        ([*ROWS[:2], {**ROWS[2], "answer": "Ответ 2!"}, *ROWS[3:]], [3], 1, 1),
        ([*ROWS, {"question": "Новый?", "answer": "Да."}], [7], 1, 0),
        (ROWS[:4], [None], 0, 2),
        ([*ROWS, ROWS[0]], [1], 1, 0),  # a row twice is another set
        ([{**row, "weight": 1.25} for row in ROWS], [1, 2, 3, 4, 5, 6], 6, 6),
    ],
)
def test_changed_rows_are_named(
    sealed: Path, rows: list[dict[str, Any]], lines: list[int | None], new: int, gone: int
) -> None:
    write(sealed, rows)
    (finding,) = broken(sealed)
    assert (finding.code, finding.severity) == ("sealed-set-changed", "hold")
    assert [where.line for where in finding.where] == lines
    assert f"new or altered rows: {new}, rows gone: {gone}" in finding.message
    assert f"lekalo data seal {sealed.name}" in finding.remedy
    (russian,) = broken(sealed, "ru")
    assert f"новых или изменённых строк: {new}, пропавших: {gone}" in russian.message


def test_a_folder_a_table_and_a_packed_file_are_sealed_alike(tmp_path: Path) -> None:
    table = tmp_path / "golden.csv"
    table.write_text("question,answer\nWhere?,Here.\nWhen?,Now.\n")
    packed = tmp_path / "eval.jsonl.gz"
    packed.write_bytes(gzip.compress(write(tmp_path / "plain.jsonl", ROWS).read_bytes()))
    for path in (table, packed):
        write_seal(path)
    assert changed([Path(tmp_path.name)], tmp_path.parent, "en") == []
    assert load([Path()], tmp_path).notes == ()  # a seal is no file that was left out
    table.write_text("question,answer\nWhere?,Here.\nWhen?,Later.\n")
    (finding,) = changed([Path(tmp_path.name)], tmp_path.parent, "en")
    assert finding.where == (Where(f"{tmp_path.name}/golden.csv", 3),)


def test_sealing_anew_wants_a_reason_and_keeps_the_past(sealed: Path) -> None:
    first = read_seal(sealed)
    assert first is not None and first.rows == 6
    assert write_seal(sealed) == first  # nothing changed: the seal stays as it is
    write(sealed, ROWS[:5])
    with pytest.raises(UserError, match="--because"):
        write_seal(sealed)
    second = write_seal(sealed, "question 5 was wrong")
    assert broken(sealed) == [] and second.because == "question 5 was wrong"
    assert [one["hash"] for one in second.before] == [first.hash]


@pytest.mark.parametrize("torn", ["", "{", "[]", "null", '{"hash": 1}', "[" * 100_000])
def test_a_torn_seal_holds(sealed: Path, torn: str) -> None:
    seal_path(sealed).write_text(torn)
    (finding,) = broken(sealed)
    assert finding.severity == "hold" and "no whole seal" in finding.message
    with pytest.raises(DataError, match="lekalo data seal"):
        write_seal(sealed, "why")


def test_a_file_that_cannot_be_read_any_more_holds(sealed: Path) -> None:
    sealed.write_bytes(b"")
    (finding,) = broken(sealed)
    assert finding.severity == "hold" and "cannot be compared" in finding.message
    (russian,) = changed([Path(sealed.name)], sealed.parent, "ru")
    assert russian.message.endswith(
        f"не видно, изменился ли он. {sealed.name}: Файл пуст. "
        "Заполните его или уберите из рецепта."
    )


def test_only_files_that_can_be_read_are_sealed(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no.jsonl"):
        with pytest.raises(DataError):
            write_seal(path)


def test_many_rows_are_sealed_without_a_mark_of_each(tmp_path: Path) -> None:
    rows = [{"question": f"{n}?", "answer": "a"} for n in range(20_001)]
    path = write(tmp_path / "eval.jsonl", rows)
    assert write_seal(path).marks == ()
    assert broken(path) == []
    write(path, rows[:-1])
    (finding,) = broken(path)
    assert "rows more or fewer: -1" in finding.message and finding.where == (Where("eval.jsonl"),)
    write(path, [*rows[:-1], {"question": "other?", "answer": "a"}])
    (finding,) = broken(path)
    assert "as many rows, but not the same" in finding.message


def test_a_run_is_held_where_a_sealed_suite_or_eval_file_changed(tmp_path: Path) -> None:
    def found() -> list[tuple[str, str]]:
        findings = plan_run(open_project(recipe)).findings
        return [(f.severity, str(f.where[0])) for f in findings if f.code == "sealed-set-changed"]

    held = [chat(f"Where is parcel {n}?", "Short: here") for n in range(6)]
    lines(tmp_path / "eval.jsonl", held)
    recipe = small_project(tmp_path, data={"train": "data.jsonl", "eval": "eval.jsonl"})
    for name in ("eval.jsonl", "target.jsonl"):
        write_seal(tmp_path / name)
    assert found() == []
    lines(tmp_path / "eval.jsonl", held[1:])
    suite = (tmp_path / "target.jsonl").read_text().replace("Short", "short")
    (tmp_path / "target.jsonl").write_text(suite)
    assert found() == [("hold", "eval.jsonl"), ("hold", "target.jsonl:1")]


def test_files_checked_without_a_recipe_are_compared_with_their_seals(sealed: Path) -> None:
    train = write(sealed.with_name("train.jsonl"), [{"question": "Как?", "answer": "Так."}])
    write(sealed, ROWS[:5])
    checked = check_files([train], [sealed])
    assert "sealed-set-changed" in [f.code for f in checked.findings if f.severity == "hold"]
    write(sealed, ROWS)
    assert "sealed-set-changed" not in [f.code for f in check_files([train], [sealed]).findings]
