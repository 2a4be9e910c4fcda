"""A suite is read whole or refused with every wrong line."""

import json
from pathlib import Path
from typing import Any

import pytest

from lekalo.core.errors import DataError
from lekalo.core.records import Expectation, Message, Where
from lekalo.core.settings import SuiteSettings
from lekalo.evaluation.suites import Suite, load_suite

SETTINGS = SuiteSettings(name="support", file="suites/support.jsonl", kind="target")


def item(number: int = 1, **changes: Any) -> dict[str, Any]:
    plain = {
        "id": f"t-{number}",
        "messages": [{"role": "user", "content": "Где мой заказ?"}],
        "expects": [{"scorer": "exact", "target": "В пути"}],
    }
    return {**plain, **changes}


def read(root: Path, *lines: Any) -> Suite:
    texts = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    path = root / SETTINGS.file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\n".join(texts))
    return load_suite(SETTINGS, root)


def refused(root: Path, *lines: Any) -> str:
    with pytest.raises(DataError) as caught:
        read(root, *lines)
    return str(caught.value)


def test_a_suite_is_read_with_its_places(tmp_path: Path) -> None:
    chat = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "2 + 2?"},
        {"role": "assistant", "content": "4"},
        {"role": "user", "content": "And 3 more?"},
    ]
    expects = [{"scorer": "numeric", "target": 7}, {"scorer": "contains", "none": ["sorry"]}]
    tags = ["en", "arithmetic"]
    suite = read(tmp_path, item(1), b"", item(2, messages=chat, expects=expects, tags=tags))
    assert (suite.name, suite.kind, len(suite.items)) == ("support", "target", 2)
    second = suite.items[1]
    assert second.messages[0] == Message("system", "Be brief.")
    assert second.expects[0] == Expectation("numeric", {"target": 7})
    assert second.tags == ("en", "arithmetic")
    assert second.where == Where("suites/support.jsonl", 3)


def test_the_hash_is_over_content(tmp_path: Path) -> None:
    plain = read(tmp_path, item(1), item(2))
    escaped = json.dumps(item(2), ensure_ascii=True, indent=None).encode() + b"\r"
    assert read(tmp_path, b"\xef\xbb\xbf" + escaped, b"", item(1)).hash == plain.hash
    others = [
        [item(1)],
        [item(1), item(2, id="t-3")],
        [item(1), item(2, messages=[{"role": "user", "content": "Где заказ?"}])],
        [item(1), item(2, expects=[{"scorer": "exact", "target": "В пути."}])],
        [item(1), item(2, tags=["ru"])],
    ]
    hashes = {read(tmp_path, *lines).hash for lines in others}
    assert len(hashes) == len(others) and plain.hash not in hashes


USER = [{"role": "user", "content": "Hi"}]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"id": "t-1", ', "not valid JSON"),
        (b"[1]", "not an object"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"id": "\xcf\xf0"}', "not UTF-8"),
        ({**item(), "message": USER}, "did you mean 'messages'"),
        (item(id=""), "'id'"),
        (item(id=5), "'id'"),
        (item(messages=[]), "'messages'"),
        (item(messages=[{"role": "usr", "content": "Hi"}]), "did you mean 'user'"),
        (item(messages=[{"role": ["user"], "content": "Hi"}]), "unknown role"),
        (item(messages=[{"role": "user", "content": None}]), "'content'"),
        (item(messages=[{"role": "user", "content": " "}]), "'content'"),
        (item(messages=[{"role": "user"}]), "'role' and 'content'"),
        (item(messages=[*USER, {"role": "assistant", "content": "Hi"}]), "last message"),
        (item(expects=[]), "'expects'"),
        (item(expects=["exact"]), "an expectation is an object"),
        (item(expects=[{"target": "x"}]), "'scorer'"),
        (item(expects=[{"scorer": "exakt", "target": "x"}]), "did you mean 'exact'"),
        (item(expects=[{"scorer": "exact", "targt": "x"}]), "did you mean 'target'"),
        (item(expects=[{"scorer": "regex", "pattern": "("}]), "not a regular expression"),
        (item(tags="en"), "'tags'"),
        (item(tags=[""]), "'tag'"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: Any, said: str) -> None:
    message = refused(tmp_path, item(9), line)
    assert "suites/support.jsonl:2: " in message
    assert said in message


def test_every_wrong_line_is_named_at_once(tmp_path: Path) -> None:
    message = refused(tmp_path, b"{", item(1), item(id=""), item(1))
    assert message.startswith("suite 'support' has 3 wrong lines:")
    assert [part in message for part in ("jsonl:1: ", "jsonl:3: ", "jsonl:4: ")] == [True] * 3
    assert "the id 't-1' is taken by suites/support.jsonl:2" in message


def test_a_flood_of_wrong_lines_is_counted(tmp_path: Path) -> None:
    message = refused(tmp_path, *[b"{"] * 50)
    assert message.count("\n") == 21 and message.endswith("and 30 more")


def test_a_missing_and_an_empty_suite_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no file"):
        load_suite(SETTINGS, tmp_path)
    assert "is empty" in refused(tmp_path, b"", b"  ")
    (tmp_path / "folder").mkdir()
    with pytest.raises(DataError, match="cannot be read"):
        load_suite(SETTINGS.model_copy(update={"file": "folder"}), tmp_path)
