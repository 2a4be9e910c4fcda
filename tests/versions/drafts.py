"""Drafts, adapter folders and verdicts for tests: small, valid, and different on request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lekalo.core.recipe import parse_recipe
from lekalo.core.records import Finding, Interval, Verdict
from lekalo.versions.manifest import (
    BasePart,
    DatasetPart,
    ManifestDraft,
    Metric,
    PromptPart,
    RecipePart,
)

MEASURED = Metric(
    suite="answers", kind="target", suite_hash="sha256:s", interval=Interval(0.95, 0.9, 0.98, 200)
)
RELEASE = Verdict("release", ())


def draft(name: str = "support", **changes: Any) -> ManifestDraft:
    recipe = parse_recipe({"name": name, "data": {"train": "train.jsonl"}})
    values: dict[str, Any] = {
        "name": name,
        "base": BasePart(ref="nano", hash="sha256:" + "0" * 64),
        "dataset": DatasetPart(hash="sha256:" + "1" * 64, rows=10, files=("train.jsonl",)),
        "prompt": PromptPart.of("Be brief."),
        "recipe": RecipePart.of(recipe),
        "metrics": (MEASURED,),
        **changes,
    }
    return ManifestDraft(**values)


def hold(code: str) -> Finding:
    return Finding(code, "hold", f"{code} was found", "mend it")


def folder(path: Path, weights: bytes = b"weights", config: str = "{}") -> Path:
    """A folder laid out as a training checkpoint is."""
    path.mkdir(parents=True)
    (path / "adapter_model.safetensors").write_bytes(weights)
    (path / "adapter_config.json").write_text(config)
    (path / "state.safetensors").write_bytes(b"the optimizer's moments")
    return path
