"""Every shape and file format to records; every kind of bad input to a sentence and a place."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from lekalo.core.errors import DataError
from lekalo.core.records import Document, Example, Message, Where
from lekalo.data.formats import lines
from lekalo.data.sources import BAD_FILE, BAD_ROW, BadRowsError, bad_rows, load, stream

GOOD = {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}


def chat(*turns: tuple[str, Any]) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": content} for role, content in turns]}


def write_rows(path: Path, *rows: Any) -> Path:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


def only(folder: Path, row: Any) -> Example | Document:
    """The record that a file with this one row gives."""
    loaded = load([write_rows(folder / "one.jsonl", row)], folder)
    assert not loaded.bad, loaded.bad[0].message
    (record,) = (*loaded.examples, *loaded.documents)
    return record


def turns(record: Example | Document) -> list[tuple[str, str]]:
    assert isinstance(record, Example)
    return [(message.role, message.content) for message in record.messages]


ASKED = [("user", "Где мой заказ?"), ("assistant", "В пути.")]


@pytest.mark.parametrize(
    "row",
    [
        chat(*ASKED),
        chat(("user", [{"type": "text", "text": "Где мой "}, {"type": "text", "value": "заказ?"}]),
             ASKED[1]),
        chat(("system", ""), *ASKED),
        {"conversations": [{"from": "human", "value": ASKED[0][1]},
                           {"from": "gpt", "value": ASKED[1][1]}]},
        {"conversations": chat(*ASKED)["messages"]},
        {"instruction": ASKED[0][1], "input": "", "output": ASKED[1][1]},
        {"instruction": ASKED[0][1], "instances": [{"input": "", "output": ASKED[1][1]}]},
        {"prompt": ASKED[0][1], "completion": ASKED[1][1]},
        {"prompt": chat(ASKED[0])["messages"], "completion": chat(ASKED[1])["messages"]},
        {"question": ASKED[0][1], "answer": ASKED[1][1], "source": "faq"},
        {"instruction": ASKED[0][1], "response": ASKED[1][1], "system": ""},
        {"вопрос": ASKED[0][1], "ответ": ASKED[1][1]},
    ],
    ids=["messages", "parts", "empty-system", "sharegpt", "sharegpt-roles", "alpaca", "instances",
         "completion", "conversational", "question", "response", "russian"],
)  # fmt: skip
def test_every_shape_gives_the_same_chat(tmp_path: Path, row: dict[str, Any]) -> None:
    assert turns(only(tmp_path, row)) == ASKED


def test_system_input_and_history_become_turns(tmp_path: Path) -> None:
    row = {
        "system": "Be brief.",
        "history": [["One?", "1"], ["Two?", "2"]],
        "instruction": "Sum them.",
        "input": "1 and 2",
        "output": "3",
    }
    assert turns(only(tmp_path, row)) == [
        ("system", "Be brief."),
        ("user", "One?"),
        ("assistant", "1"),
        ("user", "Two?"),
        ("assistant", "2"),
        ("user", "Sum them.\n\n1 and 2"),
        ("assistant", "3"),
    ]


def test_group_and_author_are_kept(tmp_path: Path) -> None:
    record = only(tmp_path, {**GOOD, "group": 17, "author": "Anna"})
    assert isinstance(record, Example)
    assert (record.group, dict(record.meta)) == ("17", {"author": "Anna"})


def test_text_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text('{"text": "Long ago.", "title": "Tale"}', encoding="utf-8")
    loaded = load([Path("one.jsonl")], tmp_path)
    assert loaded.documents == (Document("Long ago.", Where("one.jsonl", 1), "Tale"),)


BAD_ROWS: list[tuple[Any, str]] = [
    (chat(("usr", "Hi"), ("assistant", "x")), "Unknown role 'usr'; did you mean 'user'?"),
    (chat(("User", "Hi"), ("assistant", "x")), "Unknown role 'User'; did you mean 'user'?"),
    ({"messages": [{"content": "Hi"}]}, "A turn has no 'role'."),
    (chat(("user", "Hi"), ("assistant", None)), "The content of the assistant turn is null."),
    (chat(("user", "Hi"), ("assistant", " \n")), "The answer (turn 2) is empty."),
    (chat(("user", ""), ("assistant", "x")), "The user turn (turn 1) is empty."),
    (chat(("user", "Hi")), "The chat has no assistant turn, so there is nothing to learn."),
    (chat(("user", "Hi"), ("assistant", "x"), ("user", "y")), "The last turn has no answer."),
    (chat(), "The chat has no turns."),
    (chat(("user", "a"), ("user", "b"), ("assistant", "c")), "Turn 2 is 'user' right after"),
    (chat(("user", "a"), ("assistant", "b"), ("assistant", "c")), "Turn 3 is 'assistant' right"),
    (chat(("assistant", "a"), ("user", "b"), ("assistant", "c")), "The chat starts with"),
    (chat(("system", "s"), ("assistant", "a")), "The chat starts with 'assistant'."),
    (chat(("user", "a"), ("system", "s"), ("assistant", "b")), "Turn 2 is 'system'; only the"),
    (chat(("user", 5), ("assistant", "b")), "The content of the user turn is a number."),
    (chat(("user", "a\0"), ("assistant", "b")), "Turn 1 holds a zero byte."),
    (chat(("user", [{"type": "image_url"}]), ("assistant", "b")), "type 'image_url'"),
    (chat(("user", ["a"]), ("assistant", "b")), "A content part is text, not an object."),
    ({"messages": "Hi"}, "'messages' is text, not a list of turns."),
    ({"messages": ["Hi"]}, "A turn is text, not an object."),
    ([GOOD], "The row is a list, not an object."),
    ("Hi", "The row is text, not an object."),
    (None, "The row is null, not an object."),
    ({"question": "a", "answer": None}, "The answer (turn 2) is empty."),
    ({"question": "a", "answer": True}, "The answer is true or false, not text."),
    ({"question": "a"}, "There is 'question' but no answer."),
    ({"name": "a", "age": 3}, "The row's keys (name, age) are of no known shape."),
    ({"text": " "}, "The text is empty."),
    ({"instruction": "a", "instances": []}, "'instances' must hold exactly one"),
    ({"instruction": "a", "output": "b", "history": 5}, "'history' must be a list"),
    ({**GOOD, "tools": [{}]}, "A tool has no name."),
    ({**GOOD, "tools": "[{"}, "The list of tools is not valid JSON"),
    (chat(("user", "a"), ("tool", "b"), ("assistant", "c")), "but no tool call stands before it"),
    ({"messages": [GOOD["messages"][0], {**GOOD["messages"][1], "weight": 0}]}, "weight 0"),
    (
        {"messages": [GOOD["messages"][0], {**GOOD["messages"][1], "tool_calls": [1]}]},
        "A tool call is a number, not an object.",
    ),
    ({**GOOD, "rejected": "c"}, "There is 'rejected' but no 'chosen'."),
    ({"instruction": "a", "output": ["b"]}, "A ranking needs at least two answers."),
]


@pytest.mark.parametrize(("row", "sentence"), BAD_ROWS, ids=[text[:40] for _, text in BAD_ROWS])
def test_a_bad_row_is_named_and_the_others_are_read(
    tmp_path: Path, row: Any, sentence: str
) -> None:
    file = write_rows(tmp_path / "data.jsonl", GOOD, row, GOOD)
    loaded = load([Path("data.jsonl")], tmp_path)
    (finding,) = loaded.bad
    assert sentence in finding.message
    assert finding.remedy
    assert (finding.code, finding.severity, finding.where) == (
        BAD_ROW,
        "hold",
        (Where("data.jsonl", 2),),
    )
    assert [example.where.line for example in loaded.examples] == [1, 3]
    with pytest.raises(DataError, match=r"data\.jsonl:2: ") as caught:
        list(stream(file))
    assert sentence in str(caught.value)


def test_broken_json_lines_are_named_each(tmp_path: Path) -> None:
    good = json.dumps(GOOD)
    (tmp_path / "a.jsonl").write_text(
        f'{good}\n{{"messages": \n\n{good}\n{good[:-3]}\n{good}\n', encoding="utf-8"
    )
    loaded = load([Path("a.jsonl")], tmp_path)
    assert [finding.where[0].line for finding in loaded.bad] == [2, 5]
    assert [example.where.line for example in loaded.examples] == [1, 4, 6]


def test_a_broken_row_of_an_indented_array_does_not_end_the_reading(tmp_path: Path) -> None:
    text = json.dumps([GOOD] * 4, indent=2)
    begins = [number for number, line in enumerate(text.split("\n"), 1) if line == "  {"]
    broken = text.replace('"user",', '"user"', 2).replace('"user"', '"user",', 1)
    assert broken.count("\n") == text.count("\n") and broken != text
    (tmp_path / "a.json").write_text(broken, encoding="utf-8")
    loaded = load([Path("a.json")], tmp_path)
    (finding,) = loaded.bad
    assert finding.where == (Where("a.json", begins[1]),)
    assert f"on line {begins[1] + 4}" in finding.message  # json points at the line's follower
    assert [example.where.line for example in loaded.examples] == [begins[0], *begins[2:]]


def test_a_broken_row_of_an_array_on_one_line_says_that_the_rest_is_unread(tmp_path: Path) -> None:
    good = json.dumps(GOOD)
    (tmp_path / "a.json").write_text(f"[{good}, {good[:-1]}, {good}]", encoding="utf-8")
    loaded = load([Path("a.json")], tmp_path)
    assert len(loaded.examples) == 1
    assert "what follows it in the file could not be read" in loaded.bad[0].remedy


@pytest.mark.parametrize("text", ["[", "[{}", "[1,", "[]]", "[] trailing", '{"a":', "[1 2]", "]"])
def test_torn_json_is_a_bad_row(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    loaded = load([Path("a.json")], tmp_path)
    assert loaded.bad and not loaded.examples


def test_names_and_contents_of_json_files_may_differ(tmp_path: Path) -> None:
    (tmp_path / "array.jsonl").write_text(json.dumps([GOOD, GOOD], indent=1), encoding="utf-8")
    write_rows(tmp_path / "lines.json", GOOD, GOOD)
    (tmp_path / "single.json").write_text(json.dumps(GOOD, indent=1), encoding="utf-8")
    names = ["array.jsonl", "lines.json", "single.json"]
    loaded = load([Path(name) for name in names], tmp_path)
    assert not loaded.bad
    assert [example.where.file for example in loaded.examples] == [
        *["array.jsonl"] * 2,
        *["lines.json"] * 2,
        "single.json",
    ]


def test_deep_nesting_and_huge_numbers_are_bad_rows(tmp_path: Path) -> None:
    deep = '{"a":' * 100_000 + "1" + "}" * 100_000
    text = f"{deep}\n{'9' * 10_000}\n{json.dumps(GOOD)}\n"
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "b.json").write_text(f"[\n{deep}\n]", encoding="utf-8")
    loaded = load([Path("a.jsonl"), Path("b.json")], tmp_path)
    assert [str(finding.where[0]) for finding in loaded.bad] == [
        "a.jsonl:1",
        "a.jsonl:2",
        "b.json:2",
    ]
    assert [example.where.line for example in loaded.examples] == [3]


@pytest.mark.parametrize(("name", "text"), [("a.json", "[ ]"), ("a.csv", "question,answer\n")])
def test_a_file_without_rows_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (finding,) = load([Path(name)], tmp_path).bad
    assert (finding.code, finding.message) == (BAD_FILE, "The file holds no rows.")


def test_half_of_a_surrogate_pair_is_a_bad_row(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"question": "\\ud83d", "answer": "b"}\n', encoding="utf-8")
    assert "broken character" in load([Path("a.jsonl")], tmp_path).bad[0].message


def test_csv_quotes_delimiters_and_lines(tmp_path: Path) -> None:
    text = 'Question;Answer;Group\nHow much?;"5; or\n""six""";g1\n\nWhen?;Now;\n'
    (tmp_path / "a.csv").write_text(text, encoding="utf-8-sig")
    loaded = load([Path("a.csv")], tmp_path)
    assert not loaded.bad
    first, second = loaded.examples
    assert turns(first) == [("user", "How much?"), ("assistant", '5; or\n"six"')]
    assert (first.where.line, first.group, second.where.line) == (2, "g1", 5)


def test_ragged_and_unclosed_csv_rows_are_named(tmp_path: Path) -> None:
    text = 'question,answer\na,b\nc\nd,e,f\ng,\nh,i\nj,"k\nl,m\n'
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    loaded = load([Path("a.csv")], tmp_path)
    assert [example.where.line for example in loaded.examples] == [2, 6]
    assert [(f.where[0].line, f.message[:24]) for f in loaded.bad] == [
        (3, "The row has 1 cell, but "),
        (4, "The row has 3 cells, but"),
        (5, "There is 'question' but "),
        (7, "A double quote is opened"),
    ]


def test_a_column_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("question\tanswer\tAnswer\na\tb\tc\n", encoding="utf-8")
    loaded = load([Path("a.tsv")], tmp_path)
    assert "the column 'answer' 2 times" in loaded.bad[0].message


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("cp1251", "cp1251"), ("koi8-r", "koi8-r"), ("cp866", "cp866"), ("utf-16", "utf-16"),
     ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be")],
)  # fmt: skip
def test_other_encodings_are_converted_and_said(tmp_path: Path, encoding: str, said: str) -> None:
    row = {"question": "Где мой заказ номер 17?", "answer": "Ваш заказ уже в пути, ждите его."}
    text = json.dumps(row, ensure_ascii=False) + "\n"
    (tmp_path / "a.jsonl").write_bytes(text.encode(encoding))
    loaded = load([Path("a.jsonl")], tmp_path)
    assert turns(loaded.examples[0]) == [("user", row["question"]), ("assistant", row["answer"])]
    (note,) = loaded.notes
    assert (note.code, note.severity) == ("not-utf-8", "note")
    assert f"not UTF-8 but {said};" in note.message


def test_a_broken_byte_spoils_its_own_row_only(tmp_path: Path) -> None:
    row = json.dumps({"question": "Где заказ?", "answer": "Уже в пути."}, ensure_ascii=False)
    broken = row.encode().replace("п".encode(), b"\xd0", 1)
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([row.encode(), broken, row.encode()]))
    loaded = load([Path("a.jsonl")], tmp_path)
    assert [example.where.line for example in loaded.examples] == [1, 3]
    assert "broken character" in loaded.bad[0].message and not loaded.notes
    with pytest.raises(DataError, match=r"a\.jsonl:2: It is not UTF-8 text"):
        list(stream(tmp_path / "a.jsonl"))


def test_missing_empty_and_unknown_files_are_named_together(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n \n", encoding="utf-8")
    (tmp_path / "photo.png").write_bytes(b"x")
    (tmp_path / "hollow").mkdir()
    (tmp_path / "torn.jsonl.gz").write_bytes(gzip.compress(b'{"text": "a"}\n')[:-9])
    names = ["absent.jsonl", "empty.jsonl", "photo.png", "hollow", "torn.jsonl.gz"]
    loaded = load([Path(name) for name in names], tmp_path)
    assert [(finding.code, str(finding.where[0])) for finding in loaded.bad] == [
        (BAD_FILE, name) for name in names
    ]
    messages = [finding.message for finding in loaded.bad]
    assert messages == [
        "There is no such file.",
        "The file is empty.",
        ".png is not read.",
        "The folder holds no file to read.",
        "It is not a whole .gz file.",
    ]


def test_one_file_named_twice_is_refused(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.jsonl", GOOD)
    loaded = load([Path("a.jsonl"), Path("./a.jsonl")], tmp_path)
    assert len(loaded.examples) == 1 and loaded.bad[0].message == "It is named twice."


def test_a_pipe_is_refused_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    for path in (Path("pipe.jsonl"), Path()):
        assert "not a regular file" in load([path], tmp_path).bad[0].message
    with pytest.raises(DataError, match="not a regular file"):
        list(stream(tmp_path / "pipe.jsonl"))


def test_a_folder_is_walked_without_leaving_it(tmp_path: Path) -> None:
    data, away = tmp_path / "data", tmp_path / "away"
    for folder in (data / "deep", data / ".cache", away):
        folder.mkdir(parents=True)
    write_rows(data / "deep" / "b.jsonl", GOOD)
    write_rows(data / "a.jsonl", GOOD)
    write_rows(data / ".cache" / "hidden.jsonl", GOOD)
    write_rows(away / "secret.jsonl", GOOD)
    (data / "README.md").write_text("# About\n", encoding="utf-8")
    (data / "link.jsonl").symlink_to(away / "secret.jsonl")
    (data / "linked").symlink_to(away)
    (data / "circle.jsonl").symlink_to(data / "circle.jsonl")
    loaded = load([Path("data")], tmp_path)
    assert [example.where.file for example in loaded.examples] == [
        "data/a.jsonl",
        "data/deep/b.jsonl",
    ]
    refused = {str(finding.where[0]): finding.message for finding in loaded.bad}
    assert refused.pop("data/circle.jsonl").startswith("It cannot be read")
    assert refused == {
        "data/link.jsonl": "It is a link out of the folder.",
        "data/linked": "It is a link out of the folder.",
    }
    assert [str(note.where[0]) for note in loaded.notes] == ["data/README.md"]


def test_text_files_are_documents_when_they_stand_alone(tmp_path: Path) -> None:
    (tmp_path / "tale.md").write_text("# A tale\n\nLong ago.", encoding="utf-8")
    (tmp_path / "song.txt").write_text("La la la.", encoding="utf-8")
    loaded = load([Path()], tmp_path)
    assert [(document.title, document.text[-5:]) for document in loaded.documents] == [
        ("song", "a la."),
        ("A tale", " ago."),
    ]


def test_a_line_over_the_bound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE", 100)
    long = {"text": "a" * 200}
    file = write_rows(tmp_path / "a.jsonl", {"text": "b"}, long, {"text": "c"})
    loaded = load([Path("a.jsonl")], tmp_path)
    assert [document.text for document in loaded.documents] == ["b", "c"]
    assert "longer than" in loaded.bad[0].message
    with pytest.raises(DataError, match=r"a\.jsonl:2: The row is longer"):
        list(stream(file))


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_stream_gives_what_load_gives(tmp_path: Path, name: str) -> None:
    rows = [{**GOOD, "group": str(n)} for n in range(5)] + [{"text": "Текст"}]
    text = "\ufeff" + "\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    data = text.encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    loaded = load([tmp_path / name], tmp_path)
    assert list(stream(tmp_path / name)) == [*loaded.examples, *loaded.documents]
    assert len(loaded.examples) == 5
    assert loaded.examples[0].messages == (Message("user", "Hi"), Message("assistant", "Hello"))


def test_stream_reads_before_it_meets_the_bad_row(tmp_path: Path) -> None:
    file = write_rows(tmp_path / "a.jsonl", GOOD, GOOD, {"messages": []})
    records = stream(file)
    assert [next(records).where.line, next(records).where.line] == [1, 2]
    with pytest.raises(DataError, match=r"a\.jsonl:3: The chat has no turns"):
        next(records)


@pytest.mark.parametrize(
    "data", [b"", gzip.compress(b"x" * 5000, mtime=0)[:30]], ids=["empty", "torn"]
)
def test_stream_refuses_empty_and_torn_files(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / ("a.jsonl.gz" if data else "a.jsonl")
    file.write_bytes(data)
    with pytest.raises(DataError, match="whole .gz" if data else "empty"):
        list(stream(file))


def test_the_error_lists_twenty_places_and_counts_the_rest(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.jsonl", *[{"messages": []}] * 23)
    error = bad_rows(load([Path("a.jsonl")], tmp_path).bad)
    assert isinstance(error, BadRowsError) and len(error.findings) == 23
    said = str(error).splitlines()
    assert said[0] == "23 places in the data are wrong:"
    assert said[1] == "  a.jsonl:1: The chat has no turns."
    assert said[20].startswith("  a.jsonl:20:") and said[21] == "  and 3 more"
