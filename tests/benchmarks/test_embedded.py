"""What `benchmarks/encoders.py` takes out of packages, and how models are named and asked."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save
from tokenizers import Tokenizer, models

from lekalo.models.embedding import load_encoder

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import encoders
from planting.embedded import Remembered, _named

ROOT = Path(__file__).resolve().parents[2]
SHOWN = ("recall without", "recall", "precision without", "precision")


def test_a_block_of_four_bits_is_its_scale_times_eight_less() -> None:
    """The first block: 0..15 in the low halves, 15..0 in the high; the second: all 8."""
    halves = bytes(low | (15 - low) << 4 for low in range(16))
    raw = np.float16(0.5).tobytes() + halves + np.float16(3).tobytes() + b"\x88" * 16
    expected = [*((n - 8) / 2 for n in range(16)), *((7 - n) / 2 for n in range(16)), *[0.0] * 32]
    assert encoders._whole(np.frombuffer(raw, np.uint8)).tolist() == expected


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("emb.word", "embeddings.word_embeddings.weight"),
        ("emb.type", "embeddings.token_type_embeddings.weight"),
        ("emb.ln.b", "embeddings.LayerNorm.bias"),
        ("l0.q.w", "encoder.layer.0.attention.self.query.weight"),
        ("l11.ao.b", "encoder.layer.11.attention.output.dense.bias"),
        ("l3.fi.b", "encoder.layer.3.intermediate.dense.bias"),
        ("l3.oln.w", "encoder.layer.3.output.LayerNorm.weight"),
    ],
)
def test_weights_get_the_names_that_transformers_knows(short: str, whole: str) -> None:
    assert encoders._e5_name(short) == whole


def test_a_table_taken_out_of_a_wheel_embeds(tmp_path: Path) -> None:
    tokenizer = Tokenizer(models.WordLevel({"a": 0, "b": 1}, unk_token="a"))
    table = {"embedding.weight": np.array([[1, 0], [0, 2]], np.float32)}
    with zipfile.ZipFile(tmp_path / "wordllama-0.whl", "w") as wheel:
        wheel.writestr("wordllama/weights/l2_supercat_256.safetensors", save(table))
        name = "wordllama/tokenizers/l2_supercat_tokenizer_config.json"
        wheel.writestr(name, tokenizer.to_str())
        encoders.write_wordllama(wheel, tmp_path)
    assert load_encoder(str(tmp_path))(["b", "a"]).tolist() == [[0, 1], [1, 0]]


def test_a_model_is_asked_about_each_text_once() -> None:
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.extend(texts)
        return np.array([[len(text)] for text in texts], np.float32)

    remembered = Remembered(embed)
    assert remembered(["a", "bb", "a"]).tolist() == [[1], [2], [1]]
    assert remembered(["bb", "ccc"]).tolist() == [[2], [3]]
    assert asked == ["a", "bb", "ccc"] and len(remembered) == 3


def test_a_language_is_named_after_the_folder() -> None:
    assert _named("models/e5") == ("models/e5", ("en", "ru"))
    assert _named("models/minilm:en") == ("models/minilm", ("en",))
    assert _named("models:2") == ("models:2", ("en", "ru"))


@pytest.mark.parametrize("page", ["20-eval-set.md", "ru/20-eval-set.md"])
def test_the_page_shows_what_was_measured(page: str) -> None:
    """The rows of each model stand in one order: leaks, bare questions, contradictions."""
    kinds = (
        "leaks, reworded",
        "leaks, reworded, without an answer",
        "contradictions, reworded",
    )
    results = json.loads((ROOT / "benchmarks/results/checks-embedding.json").read_text())
    measured = {
        (row["model"], row["language"], row["looked for"]): [row[name] for name in SHOWN]
        for row in results["table"]
        if row["half"] == "held-out"
    }
    lines = (ROOT / "docs/terms" / page).read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    rows = [row for row in rows if len(row) == 7 and row[1] in ("en", "ru")]
    assert len(rows) == 9
    for number, row in enumerate(rows):
        model, language = row[:2]
        expected = measured[model, language, kinds[number % 3]]
        assert [cell.replace(",", ".") for cell in row[3:]] == expected
