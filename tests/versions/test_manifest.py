from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError

from lekalo.core.findings import finding_json
from lekalo.core.hashing import hash_json
from lekalo.core.records import Finding, Interval, SuiteResult, Verdict, Where
from lekalo.versions.manifest import Acceptance, BasePart, Manifest, ManifestDraft, Metric
from versions.drafts import RELEASE, draft

# The manifest is read by people and by other programs: a change here is a decision.
FIELDS = {
    "name": None,
    "why": None,
    "base": ["ref", "hash", "quantise"],
    "dataset": ["hash", "rows", "files"],
    "prompt": ["system", "hash"],
    "recipe": ["hash", "values"],
    "code": ["version"],
    "metrics": ["suite", "kind", "suite_hash", "interval"],
    "findings": None,
    "accepted": ["code", "because", "who", "when"],
    "verdict": None,
    "run": None,
    "step": None,
    "format": None,
    "number": None,
    "created": None,
    "who": None,
    "adapter": ["hash", "kind"],
    "policy": ["hash", "files"],
    "knowledge": ["hash", "files"],
}


def manifest(**changes: object) -> Manifest:
    known = {field: getattr(draft(), field) for field in type(draft()).model_fields}
    return Manifest(**{**known, "number": 1, "created": "2026-01-01", "who": "anna", **changes})


def test_fields_are_the_pinned_ones() -> None:
    schema = Manifest.model_json_schema()
    assert set(schema["properties"]) == set(FIELDS)
    parts = {"base": "BasePart", "dataset": "DatasetPart", "prompt": "PromptPart"}
    parts |= {"recipe": "RecipePart", "code": "CodePart", "metrics": "Metric"}
    parts |= {"accepted": "Acceptance", "adapter": "AdapterPart"}
    parts |= {"policy": "FilesPart", "knowledge": "FilesPart"}
    for field, part in parts.items():
        assert list(schema["$defs"][part]["properties"]) == FIELDS[field]


def test_json_round_trip_keeps_everything() -> None:
    result = SuiteResult("style", "target", "sha256:ab", Interval(0.95, 0.9, 0.98, 100), ())
    whole = manifest(metrics=(Metric.of(result),), verdict=replace(RELEASE, missing_items=3))
    assert Manifest.model_validate_json(whole.model_dump_json()) == whole


def test_how_a_base_is_held_is_kept_and_a_whole_one_hashes_as_before_there_was_a_choice() -> None:
    first = manifest()
    held = manifest(base=BasePart(ref="nano", hash=first.base.hash, quantise="nf4"))
    assert held.hash != first.hash
    assert Manifest.model_validate_json(held.model_dump_json()).base.quantise == "nf4"
    written = first.model_dump(mode="json", exclude={"verdict", "accepted"})
    assert written["base"] == {"ref": "nano", "hash": first.base.hash}
    assert hash_json(written) == first.hash


def test_findings_have_the_one_shape() -> None:
    finding = Finding("leakage", "hold", "m", "r", (Where("a.jsonl", 3), Where(part="suite s")), 1)
    verdict = Verdict("hold", (finding,))
    whole = manifest(findings=(finding,), verdict=verdict)
    dumped = whole.model_dump(mode="json")
    assert dumped["findings"] == dumped["verdict"]["reasons"] == [finding_json(finding)]
    assert Manifest.model_validate_json(whole.model_dump_json()) == whole


def test_hash_tells_what_made_it_and_not_what_was_said_later() -> None:
    first = manifest()
    assert manifest(number=2).hash != first.hash
    assert manifest(prompt=type(first.prompt).of("Кратко.")).hash != first.hash
    accepted = (Acceptance(code="leakage", because="known"),)
    assert manifest(verdict=RELEASE, accepted=accepted).hash == first.hash


def test_it_is_frozen_and_strict() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        manifest().name = "other"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="extra"):
        manifest(surprise=1)
    with pytest.raises(ValidationError, match="pattern"):
        ManifestDraft(**{**dict(draft()), "name": "../etc"})
