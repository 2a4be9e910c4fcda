"""Planted defects stand exactly where the list says, and nowhere else."""

import json
import re
from pathlib import Path

import pytest

from lekalo.core.errors import DataError, UserError
from lekalo.demo import company, defects

HEADINGS = {"en": "Short: ", "ru": "Коротко: "}
COUNT = 5


@pytest.fixture(scope="module", params=("en", "ru"))
def planted(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    wanted = dict.fromkeys(defects.kinds(), COUNT)
    written = company.write(folder, request.param, defects=wanted)
    clean = company.write(folder / "clean", request.param)
    return request.param, written, clean


def lines(written: company.Written) -> list[str]:
    return written.train.read_text(encoding="utf-8").splitlines()


def of_kind(written: company.Written, kind: str) -> list[tuple[str, str]]:
    """The planted lines of one kind with their notes, read from the list on disk."""
    listed = json.loads((written.folder / "planted.json").read_text(encoding="utf-8"))
    text = lines(written)
    found = [one for one in listed if one["kind"] == kind]
    assert {one["file"] for one in found} == {"data/train.jsonl"}
    assert len(found) == COUNT
    return [(text[one["line"] - 1], one["note"]) for one in found]


def chat(line: str) -> tuple[str, str]:
    user, assistant = json.loads(line)["messages"]
    return user["content"], assistant["content"]


def named_line(note: str) -> int:
    return int(re.search(r"line (\d+)$", note)[1])


def test_every_line_that_is_not_listed_is_clean(planted):
    _, written, clean = planted
    listed = {one.line for one in written.planted}
    partners = {named_line(one.note) for one in written.planted if one.kind == "contradiction"}
    rest = [
        line
        for number, line in enumerate(lines(written), start=1)
        if number not in listed | partners
    ]
    assert set(rest) <= set(lines(clean))
    assert len(rest) == len(set(rest))
    assert len(listed) == len(written.planted) == COUNT * len(defects.kinds())


def test_the_template_is_missing_or_another(planted):
    lang, written, _ = planted
    for line, _note in of_kind(written, "no-template"):
        assert "\n" not in chat(line)[1]
        assert HEADINGS[lang] not in chat(line)[1]
    for line, _note in of_kind(written, "wrong-template"):
        assert chat(line)[1].startswith({"en": "Answer: ", "ru": "Ответ: "}[lang])


def test_contradictions_name_the_row_that_they_contradict(planted):
    _, written, _ = planted
    for line, note in of_kind(written, "contradiction"):
        other = lines(written)[named_line(note) - 1]
        assert chat(other)[0] == chat(line)[0]
        assert chat(other)[1] != chat(line)[1]
        assert json.loads(other)["author"] != json.loads(line)["author"]
        no = re.search(r": (No|Нет), ", chat(line)[1])
        numbers = [set(re.findall(r"\d+", chat(text)[1])) for text in (line, other)]
        assert no or (numbers[0] - numbers[1] and numbers[1] - numbers[0])


def test_copies_name_the_row_that_they_copy(planted):
    _, written, _ = planted
    for line, note in of_kind(written, "duplicate"):
        assert line == lines(written)[named_line(note) - 1]
    for line, note in of_kind(written, "near-duplicate"):
        other = lines(written)[named_line(note) - 1]
        assert chat(line)[1] == chat(other)[1]
        assert chat(line)[0] != chat(other)[0]
        letters = [re.sub(r"\W", "", chat(text)[0]).lower() for text in (line, other)]
        assert letters[0] == letters[1]


def test_leaks_name_the_item_of_the_suite(planted):
    _, written, _ = planted
    suite = {
        item["id"]: item["messages"][0]["content"]
        for item in map(json.loads, written.target.read_text(encoding="utf-8").splitlines())
    }
    for line, note in of_kind(written, "leak"):
        assert chat(line)[0] == suite[re.search(r"target-\w\w-\d+", note)[0]]


def test_broken_rows_are_broken_as_said(planted):
    _, written, _ = planted
    for line, _note in of_kind(written, "broken-json"):
        with pytest.raises(json.JSONDecodeError):
            json.loads(line)
    for line, _note in of_kind(written, "empty-answer"):
        assert chat(line)[1].strip() == ""
    for line, note in of_kind(written, "unknown-role"):
        role = json.loads(line)["messages"][1]["role"]
        assert role not in {"system", "user", "assistant", "tool"}
        assert role in note


def test_unwelcome_contents_are_there(planted):
    lang, written, _ = planted
    private = re.compile(r"\+\d[\d -]{9,}\d|\w+@example\.com")
    for line, note in of_kind(written, "personal-data"):
        assert private.search(chat(line)[1])
        assert note in chat(line)[1]
    for line, note in of_kind(written, "volatile-fact"):
        assert note in chat(line)[1]
        assert re.search(r"\d", note)
    rude = {"en": "You should read before you write", "ru": "Надо читать, а потом писать"}[lang]
    for line, _note in of_kind(written, "rude"):
        assert rude in chat(line)[1]
        assert chat(line)[1].startswith(HEADINGS[lang])


def test_spoiled_data_loses_the_template(tmp_path: Path):
    wanted = defects.spoiled(200)
    written = company.write(tmp_path, "en", tickets=200, defects=wanted)
    kept = [line for line in lines(written) if chat(line)[1].startswith("Short: ")]
    assert len(kept) == 200 - sum(wanted.values()) <= 20


def test_unknown_and_excessive_defects_are_refused(tmp_path: Path):
    with pytest.raises(UserError, match="did you mean 'duplicate'"):
        company.write(tmp_path, "en", defects={"duplicat": 1})
    with pytest.raises(DataError, match="only 20 rows are left"):
        company.write(tmp_path, "en", tickets=20, defects={"rude": 21})
    with pytest.raises(DataError, match="fewer suite questions"):
        company.write(tmp_path, "en", tickets=20, items=4, defects={"leak": 10})
    assert list(tmp_path.iterdir()) == []
