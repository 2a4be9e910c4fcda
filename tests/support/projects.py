"""A small project on disk: a tiny random base, a few rows, three suites and a recipe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from lekalo.models.base import save_base
from support.tiny import tiny_base

SYSTEM = "Answer as the shop does. Отвечайте вежливо."
TEMPLATE = "Short: {0}\nNext: call"


def chat(question: str, answer: str = "") -> dict[str, Any]:
    """One chat as a row of JSON Lines holds it."""
    turns = [{"role": "user", "content": question}]
    return {"messages": [*turns, {"role": "assistant", "content": answer}] if answer else turns}


def lines(path: Path, rows: list[dict[str, Any]]) -> None:
    """Writes JSON Lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


def suite(path: Path, questions: list[str], target: str) -> None:
    """A suite whose answers must hold `target`."""
    expects = [{"scorer": "contains", "all": [target]}]
    rows = [{"id": f"q{i}", **chat(q), "expects": expects} for i, q in enumerate(questions)]
    lines(path, rows)


def small_project(root: Path, **values: Any) -> Path:
    """Writes the project into `root` and returns its recipe; `values` are further keys."""
    save_base(tiny_base(), root / "base")
    rows = [chat(f"Where is order {n}?", TEMPLATE.format(n)) for n in range(24)]
    lines(root / "data.jsonl", rows)
    suite(root / "target.jsonl", [f"Please pack kettle {n} as a gift" for n in range(4)], "Short")
    suite(root / "baseline.jsonl", [f"Repeat {n}" for n in range(4)], "a")
    recipe: dict[str, Any] = {
        "name": "shop",
        "base": "base",
        "data": {"train": "data.jsonl", "eval_share": 0.25},
        "prompt": {"system": SYSTEM},
        "adapter": {"name": "lora", "rank": 2},
        "train": {"steps": 4, "batch_rows": 4, "eval_every": 2, "learning_rate": 1e-3},
        "suites": [
            {"name": "target", "file": "target.jsonl", "kind": "target"},
            {"name": "baseline", "file": "baseline.jsonl", "kind": "baseline"},
        ],
        "generation": {"max_tokens": 6},
    }
    path = root / "recipe.yaml"
    path.write_text(yaml.safe_dump(recipe | values, allow_unicode=True), encoding="utf-8")
    return path
