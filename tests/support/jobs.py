"""Small training jobs on tiny models: rows with a pattern to learn, and a recipe around them."""

from pathlib import Path
from typing import Any

import numpy as np

from lekalo.core.recipe import parse_recipe
from lekalo.data.batches import Row
from lekalo.data.rows import RowList
from lekalo.training.loop import Job
from support.tiny import tiny_base


def pattern_rows(count: int, seed: int = 0) -> RowList:
    """Rows of 4 to 40 tokens that step by one or two; the first third is not trained."""
    random = np.random.default_rng(seed)
    rows = []
    for _ in range(count):
        length = int(random.integers(4, 41))
        tokens = 5 + np.cumsum(random.integers(1, 3, length)) % 256
        trained = np.arange(length) >= max(1, length // 3)
        rows.append(Row(tokens.astype(np.int32), trained))
    return RowList(rows)


def adapter_keys(name: str, **lora: Any) -> dict[str, Any]:
    """The recipe's `adapter`: rank 4 and `lora` above it, or full training, which has no keys."""
    return {"name": name} if name == "full" else {"name": name, "rank": 4, **lora}


def make_job(
    folder: Path, train: dict[str, Any], architecture: str = "llama", **recipe: Any
) -> Job:
    """A job of 40 rows; `train` and `recipe` are the recipe's keys."""
    settings = {"learning_rate": 0.01, "epochs": 2, "eval_every": 4, "probes": False} | train
    values = {
        "name": "t",
        "base": "tiny",
        "data": {"train": ["rows"]},
        "adapter": {"rank": 4},
        "train": settings,
    } | recipe
    return Job(
        parse_recipe(values),
        tiny_base(architecture),
        pattern_rows(40),
        pattern_rows(9, seed=1),
        folder,
    )
