"""`data convert`, `data split`, `data seal` one after another, as a person prepares data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cli.test_check import checked_json
from support.terminal import lekalo

ASKED = """Где ваш склад? | На улице Мира.
Чем отмыть накипь? | Лимонной кислотой.
Кто чинит утюги? | Мастер Пётр.
Можно ли вернуть ковёр? | Да, за две недели.
Почему мигает лампа? | Она перегрелась.
Сколько весит тостер? | Около килограмма.
Есть ли зонты детские? | Да, на втором этаже.
Продаёте ли вы уголь? | Нет, такого товара не держим.
Как сложить палатку? | По шагам на чехле.
Зачем холодильнику паспорт? | По нему чинят бесплатно.
Когда привезут диван? | Курьер позвонит.
Куда выбросить батарейки? | В ящик у входа.
Какая мука для блинов? | Высшего сорта.
Стирает ли машинка шерсть? | Да, в холодной воде.
Нужна ли розетка рядом? | Шнур длиной два метра.
Чья это сумка у кассы? | Спросите охрану.
Умеет ли робот мыть полы? | Только подметать.
Хватит ли краски на забор? | Банки хватает на десять метров.
Отчего скрипит кресло? | Смажьте колёса.
Отпустите ли товар в долг? | Нет, только за деньги."""


def table(path: Path) -> None:
    """Two questions of each of ten clients, as a Russian spreadsheet program writes them."""
    rows = [
        f"{';'.join(line.split(' | '))};клиент{n // 2}\r\n"
        for n, line in enumerate(ASKED.splitlines())
    ]
    path.write_bytes(("вопрос;ответ;клиент\r\n" + "".join(rows)).encode("cp1251"))


def said(*words: str, cwd: Path) -> dict[str, Any]:
    ran = lekalo("data", *words, "--json", cwd=cwd)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_from_a_table_to_a_sealed_set_that_nobody_changes_unseen(tmp_path: Path) -> None:
    table(tmp_path / "t.csv")
    made = said("convert", "t.csv", "chats.jsonl", cwd=tmp_path)
    assert (made["rows"], made["dropped"], made["to"]) == (20, 0, "messages")
    first = rows(tmp_path / "chats.jsonl")[0]["messages"]
    assert [turn["content"] for turn in first] == [
        "Где ваш склад?",
        "На улице Мира.",
    ]

    split = ("split", "t.csv", "--group", "клиент", "--eval-share", "0.2", "--out-dir", "cut")
    done = said(*split, cwd=tmp_path)
    assert (done["train"]["rows"], done["eval"]["rows"]) == (16, 4)
    train, held = rows(tmp_path / "cut/train.jsonl"), rows(tmp_path / "cut/eval.jsonl")
    clients = [{row["клиент"] for row in side} for side in (train, held)]
    assert not clients[0] & clients[1] and len(clients[0] | clients[1]) == 10
    assert len({row["вопрос"] for row in (*train, *held)}) == 20, "every row is on one side"

    check = ("cut/train.jsonl", "--eval", "cut/eval.jsonl")
    _, sound = checked_json(*check, cwd=tmp_path)
    codes = {finding["code"] for finding in sound["findings"]}
    assert not codes & {"sealed-set-changed", "leakage"}

    kept = (tmp_path / "cut/eval.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "cut/eval.jsonl").write_text("".join(kept[1:]), encoding="utf-8")
    code, broken = checked_json(*check, cwd=tmp_path)
    (changed,) = (f for f in broken["findings"] if f["code"] == "sealed-set-changed")
    assert (code, changed["severity"]) == (1, "hold")

    refused = lekalo("data", "seal", "cut/eval.jsonl", cwd=tmp_path)
    assert refused.returncode == 2 and "--because" in refused.stderr
    because = ("--because", "строка устарела")
    (again,) = said("seal", "cut/eval.jsonl", *because, cwd=tmp_path)["sealed"]
    assert again["rows"] == 3
    assert checked_json(*check, cwd=tmp_path)[0] != 1


def test_what_a_shape_cannot_hold_is_named_and_left_out_only_when_asked(tmp_path: Path) -> None:
    chats = [
        {
            "messages": [
                {"role": "user", "content": f"{n}?"},
                {"role": "assistant", "content": "Да."},
            ]
        }
        for n in range(30)
    ]
    unlearned: dict[str, Any] = {"role": "assistant", "content": "Нет.", "weight": 0}
    chats[3]["messages"] += [{"role": "user", "content": "И?"}, unlearned]
    text = "".join(json.dumps(row) + "\n" for row in chats)
    (tmp_path / "t.jsonl").write_text(text + "{broken\n" * 40, encoding="utf-8")
    words = ("convert", "t.jsonl", "out.jsonl", "--to", "alpaca")
    refused = lekalo("data", *words, cwd=tmp_path)
    assert refused.returncode == 2 and not (tmp_path / "out.jsonl").exists()
    assert refused.stderr.count("bad-row") == 20, "a screen shows the first"
    assert "and 20 more; the same command with --json lists them all" in refused.stderr
    whole = json.loads(lekalo("data", *words, "--json", cwd=tmp_path).stdout)
    assert len(whole["findings"]) == 40
    made = said(*words, "--drop-bad", cwd=tmp_path)
    assert made["rows"] + made["dropped"] == 70 and made["dropped"] == 41
    lines = {where["line"] for finding in made["left_out"] for where in finding["where"]}
    assert lines == {4, *range(31, 71)}
    assert len(rows(tmp_path / "out.jsonl")) == 29
    taken = lekalo("data", *words, "--drop-bad", cwd=tmp_path)
    assert taken.returncode == 2 and "already there" in taken.stderr


def test_conversion_speaks_russian_where_it_is_asked_to(tmp_path: Path) -> None:
    row = {"question": "Где ваш склад?", "answer": "На улице Мира."}
    (tmp_path / "t.jsonl").write_text(f"{json.dumps(row)}\n{{broken\n", encoding="utf-8")
    words = ("data", "convert", "t.jsonl", "out.jsonl", "--lang", "ru")
    refused = lekalo(*words, cwd=tmp_path)
    assert refused.returncode == 2 and "В данных 1 ошибочное место:" in refused.stderr
    made = lekalo(*words, "--drop-bad", cwd=tmp_path)
    assert made.returncode == 0 and "1 строка вида messages в out.jsonl" in made.stdout
    assert "Пропущено строк: 1" in made.stdout and "Это не JSON" in made.stdout
