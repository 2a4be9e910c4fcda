"""A person keeps one of the answers that disagree: by a file, and in the terminal."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from lekalo.cli.main import app
from lekalo.core.errors import DataError, UserError
from lekalo.data.resolve import (
    Choices,
    contradicting,
    copy_name,
    parse_keep,
    read_choices,
    save_choices,
    write_kept,
)

ROWS = [
    ("Сколько дней на возврат?", "14 дней.", "Анна"),
    ("Как оплатить?", "Картой.", ""),
    ("Сколько дней на возврат?", "30 дней.", "Борис"),
    ("Can I pay by card?", "Yes.", "Ann"),
    ("can i pay by card", "No, you can't.", "Bob"),
]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("t.jsonl")
    keys = ("question", "answer", "author")
    lines = [json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False) for row in ROWS]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def answers(path: Path) -> list[str]:
    return [json.loads(line)["answer"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_groups_of_a_file(data: Path) -> None:
    found = contradicting(data)
    assert [choice.lines for choice in found.choices] == [(1, 3), (4, 5)]
    assert [choice.kind for choice in found.choices] == ["number", "yes-no"]
    assert [answer.author for answer in found.choices[0].answers] == ["Анна", "Борис"]
    assert (found.undecided, found.dropped) == (2, ())


def test_what_is_kept_is_copied_as_it_stands(data: Path) -> None:
    before = data.read_bytes()
    found = contradicting(data).with_keep(0, [3])
    assert write_kept(found, Path("out.jsonl")) == 1
    assert data.read_bytes() == before
    assert Path("out.jsonl").read_bytes().splitlines() == before.splitlines()[1:]
    with pytest.raises(UserError, match="already"):
        write_kept(found, Path("out.jsonl"))
    with pytest.raises(UserError, match="already"):
        write_kept(found, data)


def test_a_table_keeps_its_other_rows(data: Path) -> None:
    table = Path("t.csv")
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("question", "answer"), *(row[:2] for row in ROWS)])
    found = contradicting(table)
    assert [choice.lines for choice in found.choices] == [(2, 4), (5, 6)]
    assert copy_name(table) == Path("t.resolved.csv")
    write_kept(found.with_keep(0, []).with_keep(1, [6]), Path("out.csv"))
    kept = Path("out.csv").read_text(encoding="utf-8").splitlines()
    assert kept == [
        "question,answer",
        "Как оплатить?,Картой.",
        'can i pay by card,"No, you can\'t."',
    ]


def test_a_list_becomes_lines(data: Path) -> None:
    listed = Path("t.json")
    rows = [{"question": q, "answer": a} for q, a, _ in ROWS]
    listed.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    found = contradicting(listed)
    assert copy_name(listed) == Path("t.resolved.jsonl")
    assert write_kept(found.with_keep(0, [found.choices[0].lines[1]]), Path("o.jsonl")) == 1
    lines = Path("o.jsonl").read_text(encoding="utf-8").splitlines()
    kept = [json.loads(line)["messages"][-1]["content"] for line in lines]
    assert kept == ["Картой.", "30 дней.", "Yes.", "No, you can't."]


def test_choices_are_written_and_read_back(data: Path) -> None:
    found = contradicting(data)
    decided = found.with_keep(0, [3]).with_keep(1, [4, 5])
    save_choices(decided, Path("c.yaml"))
    assert read_choices(Path("c.yaml"), found) == decided
    value = yaml.safe_load(Path("c.yaml").read_text(encoding="utf-8"))
    assert [group["keep"] for group in value["groups"]] == [3, "all"]
    save_choices(found.with_keep(0, []), Path("c.yaml"))
    again = read_choices(Path("c.yaml"), found)
    assert [choice.keep for choice in again.choices] == [(), None]


def edited(found: Choices, old: str, new: str) -> Path:
    path = Path("c.yaml")
    save_choices(found, path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("keep: null", "keep: 2", "group 1: `keep` is 2, but it is one of the lines 1, 3"),
        ("keep: null", "keep: first", "group 1: `keep` is 'first'"),
        ("keep: null", "keep: true", "group 1: `keep` is True"),
        ("keep: null", "keep: [1, 7]", "group 1: `keep` is"),
        ("- line: 1", "- line: 2", "group 1: there is no group of the lines 2, 3"),
        ("- line: 1", "- line: [1]", "group 1: there is no group of the lines [1], 3"),
        ("groups:", "groups: 5\nrest:", "no list `groups`"),
        ("hash: sha256:", "hash: sha256:0", "another state"),
        ("groups:", "groups: [", "no YAML"),
    ],
)
def test_wrong_entries_are_sentences(data: Path, old: str, new: str, said: str) -> None:
    found = contradicting(data)
    with pytest.raises(DataError, match=r"c\.yaml") as raised:
        read_choices(edited(found, old, new), found)
    assert said in str(raised.value)


def test_every_wrong_entry_is_named(data: Path) -> None:
    found = contradicting(data)
    path = edited(found, "keep: null", "keep: 9")
    path.write_text(path.read_text(encoding="utf-8").replace("keep: null", "keep: x"), "utf-8")
    with pytest.raises(DataError) as raised:
        read_choices(path, found)
    assert "group 1" in str(raised.value) and "group 2" in str(raised.value)


def test_nothing_in_a_choices_file_is_executed(data: Path) -> None:
    found = contradicting(data)
    path = edited(found, "keep: null", "keep: !!python/object/apply:os.mkdir [made]")
    with pytest.raises(DataError, match="no YAML"):
        read_choices(path, found)
    assert not Path("made").exists()


def test_what_a_person_says(data: Path) -> None:
    choice = contradicting(data).choices[0]
    said = {"1": (1,), "2": (3,), "1 2": (1, 3), "1,2": (1, 3), "all": (1, 3), "none": ()}
    assert {text: parse_keep(text, choice) for text in said} == said
    assert parse_keep("", choice) is parse_keep("skip", choice) is None
    for wrong in ("0", "3", "-1", "first", "1 x"):
        with pytest.raises(UserError, match="not understood"):
            parse_keep(wrong, choice)


def test_bad_rows_and_folders_are_refused(data: Path) -> None:
    with data.open("a") as file:
        file.write("{broken\n")
    with pytest.raises(DataError, match=r"t\.jsonl:6"):
        contradicting(data)
    with pytest.raises(UserError, match="folder"):
        contradicting(Path())
    with pytest.raises(DataError, match="absent"):
        contradicting(Path("absent.jsonl"))


def ask(*arguments: str, said: str = "") -> str:
    result = CliRunner().invoke(app, ["data", "resolve", *arguments], input=said)
    assert result.exit_code == 0, result.output
    return result.output


def test_answers_in_the_terminal_outlive_a_stop(data: Path) -> None:
    first = ask("t.jsonl", said="2\nstop\n")
    assert "Анна: 14 дней." in first and "t.jsonl.choices.yaml" in first
    assert not Path("t.resolved.jsonl").exists()
    second = ask("t.jsonl", said="what\n1\n")
    assert "14 дней." not in second and "not understood" in second
    assert answers(Path("t.resolved.jsonl")) == ["Картой.", "30 дней.", "Yes."]


def test_the_end_of_input_stops_and_keeps(data: Path) -> None:
    ask("t.jsonl", said="2\n")
    kept = yaml.safe_load(Path("t.jsonl.choices.yaml").read_text(encoding="utf-8"))
    assert [group["keep"] for group in kept["groups"]] == [3, None]


def test_skipped_groups_stay_whole(data: Path) -> None:
    said = ask("t.jsonl", "--out", "o.jsonl", said="skip\n1\n")
    assert "undecided and left whole: 1 group" in said
    assert answers(Path("o.jsonl")) == ["14 дней.", "Картой.", "30 дней.", "Yes."]


def test_by_a_file_and_as_json(data: Path) -> None:
    assert json.loads(ask("t.jsonl", "--write", "c.yaml", "--json"))["groups"] == 2
    text = Path("c.yaml").read_text(encoding="utf-8").replace("keep: null", "keep: 1", 1)
    Path("c.yaml").write_text(text, encoding="utf-8")
    told = json.loads(ask("t.jsonl", "--choices", "c.yaml", "--json"))
    assert told == {"file": "t.resolved.jsonl", "groups": 2, "left_out": 1, "undecided": 1}
    assert answers(Path("t.resolved.jsonl")) == ["14 дней.", "Картой.", "Yes.", "No, you can't."]


def test_nothing_to_resolve(data: Path) -> None:
    data.write_text('{"question": "a", "answer": "b"}\n', encoding="utf-8")
    assert "nothing to resolve" in ask("t.jsonl")
