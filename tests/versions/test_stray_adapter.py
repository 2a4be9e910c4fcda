"""`stray-adapter`: an adapter that nothing vouches for never goes live unless a person says so."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lekalo.core.errors import HeldError
from lekalo.core.recipe import parse_recipe
from lekalo.core.records import Verdict
from lekalo.versions.manifest import RecipePart
from lekalo.versions.registry import Registry
from versions.drafts import RELEASE, draft, folder

RUSSIAN = RecipePart.of(
    parse_recipe({"name": "support", "language": "ru", "data": {"train": "train.jsonl"}})
)


def _held(tmp_path: Path, verdict: Verdict | None, **changes: Any) -> list[tuple[str, str]]:
    """The codes and messages of what holds a promotion; none where it goes live."""
    registry = Registry(tmp_path / "home")
    weights = folder(tmp_path / "weights")
    made = registry.create(draft(**changes), adapter_folder=weights, adapter_kind="lora")
    try:
        registry.promote("support", made.number, verdict=verdict)
    except HeldError as held:
        assert registry.status()[0].live is None
        return [(finding.code, finding.message) for finding in held.findings]
    return []


@pytest.mark.parametrize(
    ("verdict", "changes", "lacks"),
    [
        (RELEASE, {"dataset": None}, "has no card that says what it was trained on, so"),
        (RELEASE, {"metrics": ()}, "has no suite that measured it, so"),
        (None, {}, "has no gate that it passed, so"),
        (None, {"dataset": None, "metrics": ()}, "trained on, no suite that measured it and no"),
        (None, {"metrics": (), "recipe": RUSSIAN}, "нет измерений .* и пройденного допуска:"),
    ],
)
def test_what_is_lacking_is_named(
    tmp_path: Path, verdict: Verdict | None, changes: dict[str, Any], lacks: str
) -> None:
    ((code, message),) = _held(tmp_path, verdict, **changes)
    assert code == "stray-adapter"
    assert re.search(lacks, message), message


def test_an_adapter_with_all_three_goes_live(tmp_path: Path) -> None:
    assert _held(tmp_path, RELEASE) == []


def test_a_gate_that_holds_speaks_for_itself(tmp_path: Path) -> None:
    held = _held(tmp_path, replace(RELEASE, decision="hold"))
    assert [code for code, _ in held] == ["gate-hold"]


def test_a_version_without_an_adapter_is_no_stray(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "home")
    registry.create(draft(metrics=(), dataset=None))
    with pytest.raises(HeldError, match="not-measured"):
        registry.promote("support", 1)
    assert registry.promote("support", 1, verdict=RELEASE).stage == "live"


def test_a_person_may_let_it_pass_and_the_reason_stays(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "home")
    weights = folder(tmp_path / "weights")
    registry.create(draft(dataset=None), adapter_folder=weights, adapter_kind="lora")
    accept = {"stray-adapter": "a partner's adapter, read by Anna"}
    live = registry.promote("support", 1, verdict=RELEASE, accept=accept)
    assert [(a.code, a.because) for a in live.manifest.accepted] == list(accept.items())
