"""Measured suites and verdicts as plain JSON and back, for caches, files and reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lekalo.core.findings import finding_from_json, finding_json
from lekalo.core.records import Interval, ItemResult, Score, SuiteResult, Verdict


def suite_to_json(result: SuiteResult) -> dict[str, Any]:
    """The result as plain JSON values, answers and scores included."""
    return asdict(result)


def suite_from_json(value: Mapping[str, Any]) -> SuiteResult:
    """The result that `suite_to_json` wrote. Raises `KeyError` or `TypeError` on other shapes."""
    items = tuple(_item(item) for item in value["items"])
    return SuiteResult(**{**value, "interval": Interval(**value["interval"]), "items": items})


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain JSON values."""
    return {**asdict(verdict), "reasons": [finding_json(reason) for reason in verdict.reasons]}


def verdict_from_json(value: Mapping[str, Any]) -> Verdict:
    """The verdict that `verdict_to_json` wrote."""
    reasons = tuple(finding_from_json(reason) for reason in value["reasons"])
    return Verdict(**{**value, "reasons": reasons})


def _item(value: Mapping[str, Any]) -> ItemResult:
    scores = tuple(Score(**score) for score in value["scores"])
    return ItemResult(**{**value, "scores": scores})
