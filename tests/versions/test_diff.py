from __future__ import annotations

from typing import Any

import pytest

from lekalo.core.recipe import parse_recipe
from lekalo.core.records import Interval
from lekalo.versions.diff import diff
from lekalo.versions.manifest import (
    AdapterPart,
    BasePart,
    DatasetPart,
    FilesPart,
    Manifest,
    Metric,
    PromptPart,
    RecipePart,
)
from versions.drafts import draft


def manifest(number: int, **changes: Any) -> Manifest:
    known = {field: getattr(draft(), field) for field in type(draft()).model_fields}
    return Manifest(**{**known, "number": number, "created": "", "who": "anna", **changes})


def recipe(**changes: Any) -> RecipePart:
    raw = {"name": "support", "data": {"train": "train.jsonl"}, **changes}
    return RecipePart.of(parse_recipe(raw))


CHANGES: dict[str, dict[str, Any]] = {
    "data": {"dataset": DatasetPart(hash="sha256:2", rows=10)},
    "base": {"base": BasePart(ref="nano", hash="sha256:2")},
    "recipe": {"recipe": recipe(train={"epochs": 2})},
    "base held otherwise": {
        "base": BasePart(ref="nano", hash="sha256:" + "0" * 64, quantise="nf4"),
        "recipe": recipe(quantise="nf4"),
    },
    "prompt": {"prompt": PromptPart.of("Be kind.")},
    "policy": {"policy": FilesPart(hash="sha256:2", files=("policy.yaml",))},
    "knowledge": {"knowledge": FilesPart(hash="sha256:2", files=("faq.md",))},
    "adapter": {"adapter": AdapterPart(hash="sha256:2", kind="lora")},
    "metrics": {
        "metrics": (
            Metric(suite="s", kind="target", suite_hash="", interval=Interval(0.5, 0.4, 0.6, 100)),
        )
    },
}


@pytest.mark.parametrize("part", CHANGES)
def test_each_part_is_seen_alone(part: str) -> None:
    found = diff(manifest(1), manifest(2, **CHANGES[part]))
    assert {change.part for change in found.changes} == {part.split()[0]}
    assert found.findings == ()


def test_nothing_changed() -> None:
    assert diff(manifest(1), manifest(2)).changes == ()


def test_recipe_keys_are_named_with_both_values() -> None:
    (change,) = diff(manifest(1), manifest(2, **CHANGES["recipe"])).changes
    assert (change.what, change.before, change.after) == ("train.epochs", "3.0", "2.0")


def test_a_moved_file_is_no_change_of_the_recipe() -> None:
    moved = recipe(data={"train": "other/place.jsonl"}, policy="p.yaml", knowledge=["k.md"])
    assert diff(manifest(1), manifest(2, recipe=moved)).changes == ()


def test_of_what_is_replayed_the_shares_are_the_recipes() -> None:
    old, new = (
        manifest(n, recipe=recipe(data={"train": "a", "replay": {"file": file, "share": share}}))
        for n, file, share in ((1, "a.jsonl", 0.2), (2, "b.jsonl", 0.3))
    )
    found = [(c.part, c.what, c.before, c.after) for c in diff(old, new).changes]
    assert found == [("recipe", "data.replay.0.share", "0.2", "0.3")]


@pytest.mark.parametrize("second", ["base", "recipe", "prompt", "policy"])
def test_two_levers_at_once(second: str) -> None:
    both = {**CHANGES["data"], **CHANGES[second]}
    (finding,) = diff(manifest(1), manifest(2, **both)).findings
    assert (finding.code, finding.severity) == ("too-many-changes", "warning")
    assert (finding.figure, finding.threshold) == (2, 1)
    assert {where.part for where in finding.where} == {"data", second}


def test_what_follows_from_a_lever_is_not_counted() -> None:
    follows = {**CHANGES["data"], **CHANGES["adapter"], **CHANGES["metrics"]}
    assert diff(manifest(1), manifest(2, **follows)).findings == ()
