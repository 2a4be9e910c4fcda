"""What a policy forbids to say, read from its file; mistakes are sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lekalo.core.errors import DataError
from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Message, Pair, Where
from lekalo.data.policy import banned_phrases
from lekalo.demo.company import Lang, write
from lekalo.scorers._text import loose


def policy(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_phrases_of_all_rules_each_once(tmp_path: Path) -> None:
    text = (
        "rules:\n- {id: a, banned: [мы обещаем, we promise]}\n- {id: b}\n- {banned: we promise}\n"
    )
    assert banned_phrases(policy(tmp_path / "p.yaml", text)) == ("мы обещаем", "we promise")
    assert banned_phrases(policy(tmp_path / "p.md", "# Our rules\n")) == ()
    assert banned_phrases(policy(tmp_path / "empty.yaml", "rules: []")) == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("rules:\n- {banned: [2024]}", r"rule 1: `banned` holds 2024; it is a list of phrases"),
        ("rules:\n- {id: a}\n- {banned: ['']}", "rule 2: `banned` holds ''"),
        ("name: x", "has no list of `rules`"),
        ("rules: [", "cannot be read: .*Write it as YAML"),
        ("rules:\n- !!python/object/apply:os.getcwd []", "cannot be read"),
    ],
)
def test_a_wrong_policy_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        banned_phrases(policy(tmp_path / "p.yaml", text))
    with pytest.raises(DataError, match=r"there is no policy file at .*none\.yml"):
        banned_phrases(tmp_path / "none.yml")


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_sample_policy_bans_what_the_sample_rejects_and_nothing_it_teaches(
    tmp_path: Path, lang: Lang
) -> None:
    write(tmp_path, lang, tickets=60)
    banned = banned_phrases(tmp_path / "policy.yaml")
    pairs = [row for file in tmp_path.glob("**/*.jsonl") for row in rows(file) if "chosen" in row]
    taught = [row["chosen"] for row in pairs]
    taught += [turn["content"] for row in rows(tmp_path / "data" / "train.jsonl")
               for turn in row["messages"] if turn["role"] == "assistant"]  # fmt: skip
    said = [text for text in taught if any(loose(phrase) in loose(text) for phrase in banned)]
    assert said == []
    rejected = [row["rejected"] for row in pairs]
    assert any(loose(phrase) in loose(text) for text in rejected for phrase in banned)


def test_a_pair_turned_round_is_held(tmp_path: Path) -> None:
    """Where the promise is what was chosen, the policy is broken by what is taught."""
    write(tmp_path, "ru", tickets=60)
    banned = banned_phrases(tmp_path / "policy.yaml")
    good, bad = "Дату сообщит курьер, когда заказ будет у него.", "Обещаем, что завтра утром."
    ask = (Message("user", "Когда приедет заказ?"),)
    pairs = [
        Pair(ask, bad, good, Where("p.jsonl", 1), criterion="вежливее"),
        Pair(ask, "Спросите курьера, он скажет.", bad, Where("p.jsonl", 2), criterion="вежливее"),
    ]
    material = Material(pairs=pairs, banned=banned, language="ru")
    findings = CHECKS.get("preference-noise")().run(material)
    (held,) = (f for f in findings if f.where[0].part == "banned")
    assert (held.severity, [where.line for where in held.where]) == ("hold", [1])
    assert "«обещаем, что»" in held.message
