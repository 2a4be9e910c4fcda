"""`lekalo data`: a row with its mask, rows held out, seals; mistakes are sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.test_main import lekalo
from lekalo.cli.token_view import legend, painted, views
from lekalo.core.records import Document, Example, Message, Pair, Rated
from support.projects import chat, lines
from support.real import need_data, real_tokenizer
from support.tiny import tiny_tokenizer

TURNS = (
    Message("system", "Коротко."),
    Message("user", "Ёж 👍?"),
    Message("assistant", "Да\nёж"),
    Message("user", "Why?"),
    Message("assistant", "So."),
)


def plain(record: Any, **marks: bool) -> list[str]:
    tokenizer = tiny_tokenizer()
    return [painted(v, **{"colour": False, "parted": False} | marks).plain
            for v in views(tokenizer, record)]  # fmt: skip


def test_brackets_stand_around_what_is_trained() -> None:
    """The template is ChatML; the mask is answers with their end of turn (term 4)."""
    assert plain(Example(TURNS)) == [
        "<s><|im_start|>system\nКоротко.<|im_end|>\n<|im_start|>user\nЁж 👍?<|im_end|>\n"
        "<|im_start|>assistant\n⟦Да\nёж<|im_end|>⟧\n<|im_start|>user\nWhy?<|im_end|>\n"
        "<|im_start|>assistant\n⟦So.<|im_end|>⟧\n"
    ]


def test_an_answer_that_is_not_to_be_learned_is_only_read() -> None:
    turns = (*TURNS[:2], Message("assistant", "Нет", learn=False), *TURNS[3:])
    (shown,) = plain(Example(turns))
    assert "Нет<|im_end|>" in shown and "⟦Нет" not in shown and "⟦So.<|im_end|>⟧" in shown


def test_pairs_ratings_and_documents() -> None:
    asked = (Message("user", "Hi"), Message("assistant", "Hello"), Message("user", "When?"))
    chosen, rejected = plain(Pair(asked, "Soon.", "Today!"))
    for text, answer in ((chosen, "Soon."), (rejected, "Today!")):
        assert text.endswith(f"⟦{answer}<|im_end|>⟧\n") and text.count("⟦") == 1
    tokenizer = tiny_tokenizer()
    assert [v.name for v in views(tokenizer, Pair(asked, "a", "b"))] == ["chosen", "rejected"]
    assert [v.name for v in views(tokenizer, Rated(asked, "a", False))] == ["bad"]
    assert plain(Document("Текст.")) == ["<s>⟦Текст.</s>⟧"]


def test_every_token_is_there_and_a_letter_of_two_is_not_torn() -> None:
    """The tiny tokenizer has a token a byte: ё is two, the emoji four."""
    (view,) = views(tiny_tokenizer(), Example(TURNS))
    assert "".join(view.pieces) == plain(Example(TURNS))[0].translate({0x27E6: None, 0x27E7: None})
    place = view.pieces.index("👍")
    assert view.pieces[place - 3 : place] == ("", "", "") and len(view.pieces) == len(view.tokens)
    (parted,) = plain(Example(TURNS), parted=True)
    assert "⟦Д│а│↵\n│ё│ж│<|im_end|>⟧↵\n" in parted and "│ │👍│?│" in parted


def test_in_colour_nothing_is_added() -> None:
    tokenizer = tiny_tokenizer()
    (view,) = views(tokenizer, Example(TURNS))
    text = painted(view, colour=True, parted=False)
    assert "⟦" not in text.plain
    green = [text.plain[s.start : s.end] for s in text.spans if "green" in str(s.style)]
    assert green == ["Да\nёж<|im_end|>", "So.<|im_end|>"]
    assert "trained" in legend("en", colour=False, parted=True).plain


def test_a_row_cannot_write_on_the_terminal_what_it_likes() -> None:
    wild = "\x1b[2J\x07\u202eevil"
    (shown,) = plain(Example((Message("user", wild), Message("assistant", "a\rb"))))
    assert not set(shown) & set("\x1b\x07\u202e\r")
    assert "\\x1b[2J\\x07\\x202eevil" in shown and "a\\x0db" in shown


@pytest.mark.parametrize("name", ["gpt2", "llama3", "mistral_v1", "mistral_v3", "qwen"])
def test_real_tokenizers_lose_no_letter(name: str) -> None:
    need_data("tokenizers")
    tokenizer = real_tokenizer(name)
    tokenizer.chat_template = (
        "{% for m in messages %}[{{ m['role'] }}] {{ m['content'] }}\n{% endfor %}"
        "{% if add_generation_prompt %}[assistant] {% endif %}"
    )
    (view,) = views(tokenizer, Example((*TURNS[1:2], Message("assistant", "Да, ёж  — 15 % 👍"))))
    text = "".join(view.pieces)
    assert "[user] Ёж 👍?\n" in text and "Да, ёж  — 15 % 👍" in text


# The commands, in processes of their own


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [chat(f"Where is the order “{word}”?", f"Seeking {word}.") for word in
            ("lamp", "kettle", "chair", "carpet", "sunshade", "vase", "rug", "knife")]  # fmt: skip
    lines(tmp_path / "chats.jsonl", rows)
    return tmp_path


def test_show_prints_a_row_and_its_json(data: Path) -> None:
    shown = lekalo("data", "show", "chats.jsonl", "--row", "2", cwd=data)
    assert shown.returncode == 0, shown.stderr
    assert "chats.jsonl:2" in shown.stdout and "\x1b" not in shown.stdout
    assert "⟦Seeking kettle." in shown.stdout and "⟦trained⟧ not trained" in shown.stdout
    by_line = lekalo("data", "show", "chats.jsonl:2", "--json", cwd=data)
    (record,) = json.loads(by_line.stdout)["records"]
    (view,) = record["views"]
    trained = [p for p, t in zip(view["pieces"], view["trained"], strict=True) if t]
    assert "".join(trained).startswith("Seeking kettle.") and view["trained_tokens"] == len(trained)
    coloured = lekalo("data", "show", "chats.jsonl", cwd=data, FORCE_COLOR="1", TERM="xterm")
    assert "\x1b[" in coloured.stdout and "⟦" not in coloured.stdout
    plain_again = lekalo("data", "show", "chats.jsonl", cwd=data, FORCE_COLOR="1", NO_COLOR="1")
    assert "⟦Seeking lamp." in plain_again.stdout


def test_split_writes_two_sides_and_a_seal(data: Path) -> None:
    done = lekalo("data", "split", "chats.jsonl", "--eval-share", "0.25", "--json", cwd=data)
    said = json.loads(done.stdout)
    assert (said["train"]["rows"], said["eval"]["rows"]) == (6, 2)
    assert json.loads((data / "eval.jsonl.seal").read_text())["hash"] == said["seal"]["hash"]
    again = lekalo("data", "split", "chats.jsonl", cwd=data)
    assert again.returncode == 2 and "nothing is written over" in again.stderr
    other = lekalo(
        "data", "split", "chats.jsonl", "--out-dir", "b", "--eval-share", ".25", cwd=data
    )
    assert "2 rows held out (25.0\xa0%), sealed" in other.stdout
    for name in ("train.jsonl", "eval.jsonl"):
        assert (data / "b" / name).read_bytes() == (data / name).read_bytes()


THINGS = "kettle lamp sofa mirror violin ladder pillow hammer compass umbrella"
ВЕЩИ = "чайник лампа диван зеркало скрипка лестница подушка молоток компас зонт"


@pytest.mark.parametrize(
    ("things", "sentence"),
    [
        (THINGS, "asked for 10.0\xa0%, held out 40.0\xa0%: rows that belong together are not "
         "parted, and the largest group of them has 6 rows (60.0\xa0% of all)"),
        (ВЕЩИ, "просили 10,0\xa0%, отложено 40,0\xa0%: связанные строки не разделяются, а в самой "
         "большой группе 6 строк (60,0\xa0% всех)"),
    ],
)  # fmt: skip
def test_split_says_that_big_groups_miss_the_share(
    tmp_path: Path, things: str, sentence: str
) -> None:
    rows = [f"{thing} {thing}?,{things},{'ab'[n > 5]}" for n, thing in enumerate(things.split())]
    text = "\n".join(["question,answer,client", *rows, ""])
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    done = lekalo("data", "split", "t.csv", "--group", "client", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sentence in done.stdout
    met = lekalo(
        "data", "split", "t.csv", "--eval-share", "0.4", "--group", "client",
        "--out-dir", "met", "--json", cwd=tmp_path,
    )  # fmt: skip
    said = json.loads(met.stdout)
    assert (said["wanted"], said["eval"]["rows"], said["largest_group"]) == (4, 4, 6)


def test_split_says_what_it_had_to_leave_on_both_sides(tmp_path: Path) -> None:
    questions = ("Can I change the address?", "Is it possible to send it to another address?")
    rows = [f'"{question}",It comes tomorrow by noon.' for question in questions]
    (tmp_path / "t.csv").write_text("\n".join(["question,answer", *rows, ""]), encoding="utf-8")
    done = lekalo("data", "split", "t.csv", cwd=tmp_path)
    assert "held out, and asked in training too: 1 row." in done.stdout, done.stderr
    assert "lekalo check train.jsonl --eval eval.jsonl" in done.stdout
    named = lekalo("check", "train.jsonl", "--eval", "eval.jsonl", "--json", cwd=tmp_path)
    assert named.returncode == 1
    assert "leakage" in {finding["code"] for finding in json.loads(named.stdout)["findings"]}
    told = lekalo("data", "split", "t.csv", "--out-dir", "b", "--json", cwd=tmp_path)
    assert json.loads(told.stdout)["leaking"] == 1


def test_seal_names_what_it_sealed_and_wants_a_reason(data: Path) -> None:
    sealed = lekalo("data", "seal", "chats.jsonl", cwd=data)
    assert "chats.jsonl.seal: 8 rows" in sealed.stdout
    lines(data / "chats.jsonl", [chat("Where?", "There.")])
    refused = lekalo("data", "seal", "chats.jsonl", cwd=data)
    assert refused.returncode == 2 and "--because" in refused.stderr
    told = lekalo("data", "seal", "chats.jsonl", "--because", "cut down", "--json", cwd=data)
    assert json.loads(told.stdout)["sealed"][0]["rows"] == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["show", "no.jsonl"], "There is no such file"),
        (["show", "chats.jsonl", "--row", "9"], "has 8 rows, and --row is 9"),
        (["show", "bad.jsonl"], "bad.jsonl:1"),
        (["show", "bad.jsonl:2"], "bad.jsonl:2: The answer (turn 2) is empty"),
        (["show", "chats.jsonl", "--base", "nana"], "there is no base 'nana'"),
        (["split", "chats.jsonl", "--eval-share", "1.5"], "--eval-share is 1.5"),
        (["split", "chats.jsonl", "--by-time", "date"], "no row has it"),
        (["split", "bad.jsonl"], "bad.jsonl:1"),
        (["seal", "no.jsonl"], "There is no such file"),
    ],
)
def test_a_mistake_is_a_sentence(data: Path, words: list[str], sentence: str) -> None:
    (data / "bad.jsonl").write_text('{"question": \n{"question": "a", "answer": ""}\n')
    ran = lekalo("data", *words, cwd=data)
    said = " ".join((ran.stdout + ran.stderr).split())
    assert (ran.returncode, "Traceback" in said) == (2, False), said
    assert sentence in said
