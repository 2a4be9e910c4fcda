"""Cleaned copies: only what was to change is changed, and nothing of the user's is written over."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lekalo.checking import check_files
from lekalo.core.errors import OutsideError
from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Example, Fix, Message
from lekalo.data.fixing import Fixed, fix_files
from lekalo.data.sources import load

Offer = Callable[[Material], Iterable[Fix]]


@pytest.fixture
def offers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Has the named checks offer these fixes, and all others none."""

    def offer(**named: Offer) -> None:
        assert {name.replace("_", "-") for name in named} <= set(CHECKS.names())
        for name in CHECKS.names():
            made = named.get(name.replace("-", "_"), lambda material: ())
            monkeypatch.setattr(
                CHECKS.get(name), "fixes", lambda self, material, made=made: made(material)
            )

    return offer


def remove(*lines: int, code: str = "duplicates") -> Offer:
    return lambda material: [
        Fix(row.where, code, f"because of {code}", None)
        for row in material.train
        if row.where.line in lines
    ]


def rewrite(old: str, new: str, code: str = "leakage") -> Offer:
    def changed(row: Example) -> Example:
        turns = tuple(replace(m, content=m.content.replace(old, new)) for m in row.messages)
        return replace(row, messages=turns)

    return lambda material: [
        Fix(row.where, code, f"{old} became {new}", changed(row))
        for row in material.train
        if any(old in message.content for message in row.messages)
    ]


def write_lines(path: Path, rows: Iterable[Any]) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def fix(path: Path, **named: bool) -> tuple[Fixed, ...]:
    return fix_files(check_files([path]), **named)


ROWS = [
    {"instruction": "Где заказ?", "output": "В пути.", "id": 1, "tags": ["a", "б"]},
    {"instruction": "Как отменить?", "output": "Нажмите  «Отменить».", "id": 2},
    {"instruction": "Где заказ?", "output": "В пути.", "id": 3},
    {"instruction": "Цена?", "output": "Сто рублей.", "id": 4},
]


def test_rows_left_out_leave_the_others_byte_for_byte(
    tmp_path: Path, offers: Callable[..., None]
) -> None:
    lines = [json.dumps(row, ensure_ascii=False, indent=None) for row in ROWS]
    lines[1] = lines[1].replace('": "', '" :   "')  # spacing as its owner likes it
    source = write_lines(tmp_path / "tickets.jsonl", lines)
    before = source.read_bytes()
    offers(duplicates=remove(3))
    (fixed,) = fix(source)
    assert fixed.copy == tmp_path / "tickets.fixed.jsonl"
    assert fixed.copy.read_text().split("\n") == [lines[0], lines[1], lines[3], ""]
    assert source.read_bytes() == before
    assert (fixed.removed, fixed.replaced, fixed.left) == (1, 0, 0)
    assert "| 3 | duplicates | " in (tmp_path / "tickets.fixed.changes.md").read_text()


def test_a_changed_row_keeps_its_shape_and_other_keys(
    tmp_path: Path, offers: Callable[..., None]
) -> None:
    source = write_lines(tmp_path / "tickets.jsonl", ROWS)
    offers(leakage=rewrite("Сто", "Двести"))
    (fixed,) = fix(source)
    assert fixed.copy is not None
    rows = [json.loads(line) for line in fixed.copy.read_text().splitlines()]
    assert rows[3] == {"instruction": "Цена?", "output": "Двести рублей.", "id": 4}
    assert rows[:3] == ROWS[:3]


def test_a_row_whose_texts_were_joined_becomes_messages(
    tmp_path: Path, offers: Callable[..., None]
) -> None:
    row = {"instruction": "Переведи.", "input": "кот Васька", "output": "cat"}
    source = write_lines(tmp_path / "a.jsonl", [row, *ROWS])
    offers(leakage=rewrite("Васька", "Мурка"))
    (fixed,) = fix(source)
    assert fixed.copy is not None
    first = json.loads(fixed.copy.read_text().splitlines()[0])
    assert [turn["role"] for turn in first["messages"]] == ["user", "assistant"]
    assert "кот Мурка" in first["messages"][0]["content"]
    assert len(load([Path("a.fixed.jsonl")], tmp_path).examples) == 5


def test_checks_follow_one_another_and_a_removal_wins(
    tmp_path: Path, offers: Callable[..., None]
) -> None:
    source = write_lines(tmp_path / "t.jsonl", ROWS)
    offers(
        duplicates=remove(3),
        leakage=rewrite("В пути", "Едет"),
        volatile_facts=rewrite("Едет", "Уже едет", "volatile-facts"),
    )
    (fixed,) = fix(source)
    assert fixed.copy is not None
    rows = [json.loads(line) for line in fixed.copy.read_text().splitlines()]
    assert [row["output"] for row in rows] == [
        "Уже едет.",
        "Нажмите  «Отменить».",
        "Сто рублей.",
    ]
    assert (fixed.removed, fixed.replaced) == (1, 1)
    said = (tmp_path / "t.fixed.changes.md").read_text()
    assert "| 1 | leakage |" in said and "| 1 | volatile-facts |" in said
    assert "| 3 | leakage |" not in said


def test_a_row_changed_and_then_left_out_is_left_out(
    tmp_path: Path, offers: Callable[..., None]
) -> None:
    source = write_lines(tmp_path / "t.jsonl", ROWS)
    offers(duplicates=rewrite("Сто", "Двести"), leakage=remove(4))
    (fixed,) = fix(source)
    assert fixed.copy is not None and "рублей" not in fixed.copy.read_text()
    assert (fixed.removed, fixed.replaced) == (1, 0)


def test_rows_that_could_not_be_read_are_left_out(
    tmp_path: Path, offers: Callable[..., None]
) -> None:
    source = write_lines(tmp_path / "t.jsonl", [ROWS[0], "{broken", ROWS[1], "[1]", ""])
    offers()
    (fixed,) = fix(source)
    assert fixed.copy is not None
    assert [json.loads(line)["id"] for line in fixed.copy.read_text().splitlines()] == [1, 2]
    assert fixed.removed == 2
    assert not load([Path("t.fixed.jsonl")], tmp_path).bad


def test_bad_rows_past_those_listed_are_left_out_too(
    tmp_path: Path, offers: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lekalo.data.sources.MAX_BAD", 2)
    source = write_lines(tmp_path / "t.jsonl", ["{a", ROWS[0], "{b", "{c", "{d", ROWS[1], "{e"])
    offers()
    checked = check_files([source])
    assert "3" in next(f.message for f in checked.findings if not f.where and f.figure == 3)
    (fixed,) = fix_files(checked)
    assert fixed.copy is not None
    assert [json.loads(line)["id"] for line in fixed.copy.read_text().splitlines()] == [1, 2]


def test_a_table_keeps_its_delimiter_header_quotes_and_line_ends(
    tmp_path: Path, offers: Callable[..., None]
) -> None:
    source = tmp_path / "t.csv"
    text = (
        "Question;Answer;Note\r\n"
        'Где?;"В пути;\r\nждите";x\r\n'
        "Где?;Тут;y\r\n"
        'Цена?;"Сто ""рублей""";"z"\r\n'
    )
    source.write_bytes(text.encode())
    offers(duplicates=remove(4), leakage=rewrite("Сто", "Двести"))
    (fixed,) = fix(source)
    assert fixed.copy == tmp_path / "t.fixed.csv"
    copy = fixed.copy.read_bytes().decode()
    assert copy.startswith('Question;Answer;Note\r\nГде?;"В пути;\r\nждите";x\r\nЦена?;')
    rows = list(csv.reader(io.StringIO(copy, newline=""), delimiter=";"))
    assert rows[2] == ["Цена?", 'Двести "рублей"', "z"] and len(rows) == 3


def test_other_encodings_and_packing_become_plain_utf8(
    tmp_path: Path, offers: Callable[..., None]
) -> None:
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS) + "\n"
    (tmp_path / "old.jsonl").write_bytes(lines.encode("cp1251"))
    (tmp_path / "packed.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    offers(duplicates=remove(3))
    for name, copy in (("old.jsonl", "old"), ("packed.jsonl.gz", "packed")):
        (fixed,) = fix(tmp_path / name)
        assert fixed.copy == tmp_path / f"{copy}.fixed.jsonl"
        assert [json.loads(line) for line in fixed.copy.read_text().splitlines()] == [
            ROWS[0],
            ROWS[1],
            ROWS[3],
        ]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_of_rows_becomes_json_lines(
    tmp_path: Path, offers: Callable[..., None], indent: int | None
) -> None:
    source = tmp_path / "t.json"
    source.write_text(json.dumps(ROWS, ensure_ascii=False, indent=indent))
    offers(leakage=rewrite("Сто", "Двести"))
    (fixed,) = fix(source)
    assert fixed.copy == tmp_path / "t.fixed.jsonl"
    loaded = load([Path("t.fixed.jsonl")], tmp_path)
    assert [row.messages[-1].content for row in loaded.examples] == [
        "В пути.",
        "Нажмите  «Отменить».",
        "В пути.",
        "Двести рублей.",
    ]


def test_our_own_copy_is_renewed_and_a_changed_or_foreign_one_is_kept(
    tmp_path: Path, offers: Callable[..., None]
) -> None:
    source = write_lines(tmp_path / "t.jsonl", ROWS)
    offers(duplicates=remove(3))
    (first,) = fix(source)
    offers(duplicates=remove(1))
    (second,) = fix(source)
    assert first.copy == second.copy == tmp_path / "t.fixed.jsonl"
    assert '"id": 3' in second.copy.read_text()
    mine = second.copy.read_text() + '{"my": "own row"}\n'
    second.copy.write_text(mine)
    (third,) = fix(source)
    assert third.copy == tmp_path / "t.fixed-2.jsonl"
    assert second.copy.read_text() == mine
    (tmp_path / "u.fixed.changes.md").write_text("my notes")
    (other,) = fix(write_lines(tmp_path / "u.jsonl", ROWS))
    assert other.copy == tmp_path / "u.fixed-2.jsonl"
    assert (tmp_path / "u.fixed.changes.md").read_text() == "my notes"


def test_nothing_to_mend_writes_nothing(tmp_path: Path, offers: Callable[..., None]) -> None:
    source = write_lines(tmp_path / "t.jsonl", ROWS)
    offers()
    assert fix(source) == ()
    assert [path.name for path in tmp_path.iterdir()] == ["t.jsonl"]


def test_near_repeats_are_left_out_only_when_asked(tmp_path: Path) -> None:
    """Rows 1 and 2 differ by a slip, 3 repeats 2 to the word, 5 repeats 4."""
    slip = {"question": "Где мой заказ, оплаченный вчера?", "answer": "Заказ уже едет к вам."}
    near = {**slip, "question": "Где мой заказ, оплаченный вчра?"}
    other = {"question": "Сколько стоит чайник?", "answer": "Цену чайника назовёт продавец."}
    source = write_lines(tmp_path / "t.jsonl", [slip, near, near, other, other])
    (exact,) = fix(source)
    (both,) = fix(source, near=True)
    assert (exact.removed, both.removed) == (2, 3)
    assert both.copy is not None and both.list_file is not None
    left = [json.loads(line) for line in both.copy.read_text().splitlines()]
    assert left == [slip, other]
    listed = both.list_file.read_text()
    assert "| 3 | duplicates | " in listed and f"повторяет {source}:2" in listed
    assert "| 2 | near-duplicates | " in listed and f"похожа на {source}:1" in listed
    messages = [f for f in check_files([source]).findings if f.code == "duplicates"]
    assert ["--fix-near" in f.remedy for f in messages] == [False, True]


def test_personal_data_is_masked_only_when_asked(tmp_path: Path) -> None:
    pytest.importorskip("lekalo.data.checks.personal_data")
    rows = [
        {"question": "Как связаться?", "answer": "Пишите на anna.petrova@example.com, ответим."},
        {"question": "Сколько ждать?", "answer": "Обычно два дня, иногда 3."},
    ]
    source = write_lines(tmp_path / "t.jsonl", rows)
    assert fix(source) == ()
    (fixed,) = fix(source, mask=True)
    assert fixed.copy is not None
    first, second = (json.loads(line) for line in fixed.copy.read_text().splitlines())
    assert "anna.petrova" not in first["answer"] and "ответим" in first["answer"]
    assert second == rows[1]
    assert "anna.petrova" not in (tmp_path / "t.fixed.changes.md").read_text()


def test_a_row_that_makes_several_records_is_not_half_changed(
    tmp_path: Path, offers: Callable[..., None]
) -> None:
    ranked = {"prompt": "Где заказ?", "chosen": "В пути, скоро будет.", "rejected": "Не знаю."}
    source = write_lines(tmp_path / "t.jsonl", [ranked, ranked])

    def half(material: Material) -> list[Fix]:
        return [Fix(material.pairs[0].where, "duplicates", "twice", None)]

    offers(duplicates=half)
    checked = check_files([source])
    one, two = checked.material.pairs
    several = replace(checked.material, pairs=[one, replace(two, where=one.where)])
    (fixed,) = fix_files(replace(checked, material=several))
    assert (fixed.copy, fixed.left) == (None, 1)


def test_a_document_is_written_as_text(tmp_path: Path, offers: Callable[..., None]) -> None:
    source = tmp_path / "rules.txt"
    source.write_text("Возврат за 14 дней.\n\nБез чека тоже.", encoding="utf-8")

    def mend(material: Material) -> list[Fix]:
        (document,) = material.documents
        text = document.text.replace("14 дней", "две недели")
        return [Fix(document.where, "leakage", "why", replace(document, text=text))]

    offers(leakage=mend)
    (fixed,) = fix(source)
    assert fixed.copy == tmp_path / "rules.fixed.txt"
    assert fixed.copy.read_text() == "Возврат за две недели.\n\nБез чека тоже."


def test_a_check_that_fails_while_mending_stops_before_anything_is_written(
    tmp_path: Path, offers: Callable[..., None]
) -> None:
    source = write_lines(tmp_path / "t.jsonl", ROWS)

    def broken(material: Material) -> list[Fix]:
        raise ValueError("no")

    offers(contradictions=remove(1), volatile_facts=broken)
    with pytest.raises(OutsideError, match=r"volatile-facts.*nothing was written"):
        fix(source)
    assert [path.name for path in tmp_path.iterdir()] == ["t.jsonl"]


def test_the_list_is_one_table_whatever_the_reason_says(
    tmp_path: Path, offers: Callable[..., None]
) -> None:
    source = write_lines(tmp_path / "t.jsonl", ROWS)
    odd = Message("user", "x")
    offers(
        duplicates=lambda material: [
            Fix(material.train[0].where, "duplicates", f"a | b\n| c | {odd.role}", None)
        ]
    )
    fix(source)
    table = (tmp_path / "t.fixed.changes.md").read_text().splitlines()[4:]
    assert len(table) == 3
    assert "a \\| b \\| c \\| user" in table[2]


def test_copies_read_beside_their_sources_are_named(
    tmp_path: Path, offers: Callable[..., None]
) -> None:
    source = write_lines(tmp_path / "t.jsonl", ROWS)
    write_lines(tmp_path / "mine.fixed.jsonl", ROWS)  # the same ending, and not our copy
    offers(duplicates=remove(3))
    fix(source)
    fix(source)
    mine = (tmp_path / "t.fixed.jsonl").read_text()
    (tmp_path / "t.fixed.jsonl").write_text(mine + "\n")
    fix(source)
    codes = {f.code: f.where for f in check_files([tmp_path]).findings}
    named = {where.file for where in codes["cleaned-copy"]}
    assert named == {"t.fixed.jsonl", "t.fixed-2.jsonl"}
    alone = check_files([tmp_path / "t.fixed.jsonl"]).findings
    assert "cleaned-copy" not in {finding.code for finding in alone}
