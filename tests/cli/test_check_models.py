"""`lekalo check` with what a person names: an embedding model, a policy."""

from __future__ import annotations

from pathlib import Path

from cli.test_check import checked_json
from support.encoders import save_bert
from support.endpoints import serving
from support.projects import chat, lines, small_project
from support.terminal import lekalo

ONE, OTHER = "Which term applies for footwear returns?", "Until when are boots taken in?"
OTHERS = [
    (f"Does shop {n} sell {thing}?", f"{thing.title()}s are sold in shop {n}.")
    for n, thing in enumerate(("kettle", "iron", "toaster", "lamp", "mixer", "fan", "clock"))
]


def write(folder: Path) -> None:
    rows = [*OTHERS, (ONE, "You have 14 days."), (OTHER, "You have 30 days.")]
    lines(folder / "t.jsonl", [chat(*row) for row in rows])
    questions = [question for question, _ in rows]
    save_bert(folder / "bert", questions, ((ONE.lower(), OTHER.lower()),))


def codes(*words: str, cwd: Path) -> set[str]:
    _, said = checked_json(*words, cwd=cwd)
    assert said["failed"] == []
    return {finding["code"] for finding in said["findings"]}


def test_a_named_model_finds_what_words_miss(tmp_path: Path) -> None:
    write(tmp_path)
    assert "contradictions" not in codes("t.jsonl", cwd=tmp_path)
    assert "contradictions" in codes("t.jsonl", "--embedding", "bert", cwd=tmp_path)
    missing = lekalo("check", "t.jsonl", "--embedding", "brt", cwd=tmp_path)
    assert missing.returncode == 2 and "there is no model 'brt'" in missing.stderr


def test_a_named_judge_is_asked_about_paraphrases_alone(tmp_path: Path) -> None:
    write(tmp_path)
    rows = [*OTHERS, (ONE, "The courier takes them."), (OTHER, "Carry them to the shop yourself.")]
    lines(tmp_path / "t.jsonl", [chat(*row) for row in rows])
    with serving() as endpoint:
        named = ("t.jsonl", "--embedding", "bert", "--judge", f"{endpoint.address}#m")
        assert "contradictions" in codes(*named, cwd=tmp_path)
        endpoint.says = "No."
        assert "contradictions" not in codes(*named, cwd=tmp_path)
    assert len(endpoint.asked) == 2
    alone = lekalo("check", "t.jsonl", "--judge", endpoint.address, cwd=tmp_path)
    assert alone.returncode == 2 and "name one with --embedding" in alone.stderr


def test_a_recipe_names_its_model_and_its_policy(tmp_path: Path) -> None:
    small_project(tmp_path, checks={"embedding": "bert"}, policy="policy.yaml")
    write(tmp_path)
    (tmp_path / "policy.yaml").write_text("rules: [{id: a, banned: [we promise]}]")
    chosen = ["--set", "data.train=[t.jsonl]", "--set", "data.eval_share=0"]
    assert "contradictions" in codes("recipe.yaml", *chosen, cwd=tmp_path)
    without = [*chosen, "--set", "checks.embedding=null"]
    assert "contradictions" not in codes("recipe.yaml", *without, cwd=tmp_path)
    judged = lekalo(
        "check", "recipe.yaml", *without, "--set", "checks.judge=http://x.example/v1", cwd=tmp_path
    )
    assert judged.returncode == 2 and "name one in checks.embedding" in judged.stderr
    (tmp_path / "policy.yaml").write_text("rules: [{id: a, banned: [7]}]")
    broken = lekalo("check", "recipe.yaml", cwd=tmp_path)
    assert broken.returncode == 2 and "`banned` holds 7" in broken.stderr


def test_what_the_policy_bans_is_looked_for_in_what_was_chosen(tmp_path: Path) -> None:
    ask = {"prompt": "When will it come?", "criterion": "warmer"}
    rows = [
        {**ask, "chosen": "We promise: tomorrow.", "rejected": "The courier will tell you."},
        {**ask, "chosen": "Ask the courier.", "rejected": "We promise that it will be soon."},
    ]
    lines(tmp_path / "pairs.jsonl", rows)
    (tmp_path / "p.yaml").write_text("rules: [{id: dates, banned: [we promise]}]")
    _, said = checked_json("pairs.jsonl", "--policy", "p.yaml", cwd=tmp_path)
    held = [f for f in said["findings"] if "we promise" in f["message"].lower()]
    assert [(f["severity"], [w["line"] for w in f["where"]]) for f in held] == [("hold", [1])]
