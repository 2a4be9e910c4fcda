"""What the readers say, in both languages: the same things, with the same values, in sentences."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from lekalo.checking import check_files
from lekalo.core.errors import DataError, UserError
from lekalo.core.records import Language
from lekalo.data import remarks, shaping_words, split_files
from lekalo.data.convert import convert
from lekalo.data.formats import words_files, words_rows
from lekalo.data.formats.shapes import sentences, sentences_turns
from lekalo.data.formats.wording import Sentence, Told, Word, listed, number_of
from lekalo.data.sources import BadRowsError, load, stream

TABLES = (
    words_files, words_rows, sentences, sentences_turns, shaping_words, remarks, split_files
)  # fmt: skip
SENTENCES = [
    pytest.param(value, id=f"{table.__name__.rpartition('.')[2]}.{name}")
    for table in TABLES
    for name, value in vars(table).items()
    if isinstance(value, Sentence)
]
CYRILLIC = re.compile(r"[а-яё]", re.I)


def gaps(text: str) -> set[str]:
    return {name.removesuffix("_in") for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_both_languages_say_the_same_values_in_sentences(sentence: Sentence) -> None:
    for english, russian in zip(sentence.en, sentence.ru, strict=True):
        assert gaps(russian) == gaps(english)
        assert CYRILLIC.search(russian) and not CYRILLIC.search(english)
        for text in (english, russian):
            assert text[0].isupper() or text[0] in "{'", text
            assert text[-1] in ".?}", text


def test_every_table_is_looked_at() -> None:
    assert len(SENTENCES) > 100


CHAT = [{"role": "user", "content": "Где заказ?"}, {"role": "assistant", "content": "В пути."}]
ROWS: list[tuple[Any, str]] = [
    ("{broken", "Это не JSON: имя поля должно стоять в кавычках (знак 2). Исправьте"),
    ('{"messages": [1', "Это не JSON: нужна запятая (знак 17)."),
    ([1], "Строка — не объект, а список. Запишите каждую строку как {...}."),
    ({"messages": []}, "В диалоге нет реплик. Заполните или удалите строку."),
    ({"messages": [CHAT[0]]}, "В диалоге нет ни одного ответа ассистента, и учить нечего."),
    ({"messages": [*CHAT, CHAT[0]]}, "На последнюю реплику нет ответа."),
    ({"messages": [CHAT[0], *CHAT]}, "Реплика 2 — user сразу после другой такой же."),
    ({"messages": [CHAT[1], CHAT[0]]}, "Диалог начинается с реплики assistant."),
    ({"messages": [{"role": "usr"}]}, "Неизвестная роль «usr»; может быть, «user»? Допустимы"),
    ({"messages": [{"role": "user", "content": 5}]}, "У реплики user вместо текста стоит число."),
    ({"question": "Где?"}, "Есть «question», но нет ответа. Добавьте одно из полей: output"),
    ({"question": "Где?", "answer": 5}, "Ответ — не текст, а число. Запишите текст в кавычках."),
    ({"question": "Где?\0", "answer": "Тут"}, "В вопросе есть нулевой байт."),
    ({"x": 1}, "По полям строки (x) нельзя понять, что в ней."),
    ({"prompt": "a", "chosen": "b", "rejected": ""}, "Отвергнутый ответ пуст."),
    ({"prompt": "a", "output": ["b"]}, "В ряду нужно хотя бы два ответа."),
    ({"text": " "}, "Текст пуст."),
]  # fmt: skip


@pytest.mark.parametrize(("row", "said"), ROWS, ids=[said[:40] for _, said in ROWS])
def test_a_bad_row_is_named_in_russian(tmp_path: Path, row: Any, said: str) -> None:
    line = row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)
    (tmp_path / "a.jsonl").write_text(line + "\n", "utf-8")
    (finding,) = load([Path("a.jsonl")], tmp_path, "ru").bad
    assert f"{finding.message} {finding.remedy}".startswith(said)
    (english,) = load([Path("a.jsonl")], tmp_path).bad
    assert not CYRILLIC.search(english.message)


def test_files_are_refused_in_russian(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("", "utf-8")
    (tmp_path / "a.csv").write_text("вопрос,ответ\nгде\nx,y,z\n", "utf-8")
    (tmp_path / "a.exe").write_text("x", "utf-8")
    (tmp_path / "a.jsonl.gz").write_bytes(b"torn")
    (tmp_path / "old.csv").write_bytes("вопрос,ответ\nгде,тут\n".encode("cp1251"))
    (tmp_path / "page.html").write_text("<p></p>", "utf-8")
    names = ["empty.csv", "a.csv", "a.exe", "a.jsonl.gz", "old.csv", "page.html", "no.csv"]
    loaded = load([Path(name) for name in [*names, "old.csv"]], tmp_path, "ru")
    assert [f"{finding.where[0]}: {finding.message}" for finding in loaded.bad] == [
        "empty.csv: Файл пуст.",
        "a.csv:2: В строке 1 ячейка, а в заголовке — 2.",
        "a.csv:3: В строке 3 ячейки, а в заголовке — 2.",
        "a.exe: Такие файлы не читаются: .exe.",
        "a.jsonl.gz: Файл .gz повреждён или неполон.",
        "page.html: На странице нет текста.",
        "no.csv: Такого файла нет.",
        "old.csv: Файл назван дважды.",
    ]
    (note,) = loaded.notes
    assert note.message == "Файл не в UTF-8, а в cp1251; при чтении он преобразован."
    assert loaded.told("en").notes[0].message.startswith("The file is not UTF-8 but cp1251")


def test_a_folder_says_in_russian_what_it_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.jsonl").write_text(json.dumps({"messages": CHAT}) + "\n", "utf-8")
    (folder / "README.md").write_text("# О данных\n", "utf-8")
    (folder / "photo.png").write_bytes(b"x")
    said = [note.message for note in load([Path("data")], tmp_path, "ru").notes]
    assert said[0] == ("Файл пропущен. Он лежит рядом с файлами строк и принят за их описание.")
    assert said[1].startswith("Файл пропущен. Читаются только .jsonl")


def test_a_stream_stops_in_the_language_it_was_asked_for(tmp_path: Path) -> None:
    pair = {"prompt": "a", "chosen": "b", "rejected": "c"}
    (tmp_path / "a.jsonl").write_text(json.dumps(pair) + "\n", "utf-8")
    with pytest.raises(DataError, match=r"a\.jsonl:1: Это строка предпочтений \(пары из"):
        list(stream(Path("a.jsonl"), tmp_path, "ru"))
    with pytest.raises(DataError, match=r"b\.jsonl: Такого файла нет\. Проверьте путь"):
        list(stream(Path("b.jsonl"), tmp_path, "ru"))


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "Текст пуст."), ("en", "The text is empty.")]
)
def test_files_without_a_recipe_are_spoken_of_in_the_language_asked(
    tmp_path: Path, language: Language, said: str
) -> None:
    rows = [{"text": "Склад открыт каждый день, кроме воскресенья."}, {"text": ""}]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / "a.jsonl").write_text(text, "utf-8")
    checked = check_files([Path("a.jsonl")], language=language, root=tmp_path)
    assert said in [finding.message for finding in checked.findings]


def test_without_a_language_the_datas_own_is_spoken(tmp_path: Path) -> None:
    rows = [{"text": "Склад открыт каждый день, кроме воскресенья."}, {"text": ""}]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / "a.jsonl").write_text(text, "utf-8")
    checked = check_files([Path("a.jsonl")], root=tmp_path)
    assert "Текст пуст." in [finding.message for finding in checked.findings]


def test_conversion_refuses_in_russian(tmp_path: Path) -> None:
    tools = {"messages": CHAT, "tools": [{"name": "find", "parameters": {}}]}
    lines = [json.dumps(row) for row in (tools, {"text": "Текст."}, {"text": ""})]
    (tmp_path / "a.jsonl").write_text("\n".join(lines[:2]) + "\n", "utf-8")
    (tmp_path / "bad.jsonl").write_text(lines[2] + "\n", "utf-8")
    out = tmp_path / "out.jsonl"
    with pytest.raises(BadRowsError) as caught:
        convert([Path("a.jsonl")], out, "alpaca", tmp_path, language="ru")
    assert str(caught.value).split("\n") == [
        "В данных 2 ошибочных места:",
        "  a.jsonl:1: В диалоге есть инструменты, а в alpaca их записать нельзя.",
        "  a.jsonl:2: Это документ, а alpaca такого не выражает.",
    ]
    assert caught.value.findings[1].remedy == "Выберите --to text или уберите строку."
    with pytest.raises(
        BadRowsError, match=r"В данных 1 ошибочное место:\n  bad\.jsonl:1: Текст пуст"
    ):
        convert([Path("bad.jsonl")], out, "text", tmp_path, language="ru")
    with pytest.raises(UserError) as refused:
        convert([Path("a.jsonl")], tmp_path / "out.csv", "text", tmp_path, language="ru")
    assert "дайте файлу имя с окончанием" in refused.value.say("ru")
    assert not out.exists()


def test_values_are_words_where_languages_differ() -> None:
    sentence = Sentence(("{what} has {cells}.", "Mend it."), ("В {what_in} {cells}.", "Исправьте."))
    cells = number_of(21, "cell", ("ячейка", "ячейки", "ячеек"))
    told = Told(sentence, {"what": Word("The row", "Строка", "строке"), "cells": cells})
    assert told.say("en") == ("The row has 21 cells.", "Mend it.")
    assert told.say("ru") == ("В строке 21 ячейка.", "Исправьте.")
    assert listed(["1", "2", "3"], 2) == Word("1, 2 and more", "1, 2 и другие")


def test_what_a_file_holds_steers_no_screen_in_either_language(tmp_path: Path) -> None:
    row = {"messages": [{"role": "\x1b[2J\n" + "ы" * 999, "content": "a"}]}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    for language in ("en", "ru"):
        (finding,) = load([Path("a.jsonl")], tmp_path, language).bad
        assert finding.message.isprintable() and len(finding.message) < 420
