"""A finding as JSON: the one shape shown by the terminal, manifest, reports and web page.

    {"code": "forgetting", "severity": "hold", "message": "...", "remedy": "...",
     "where": [{"file": "data/train.jsonl", "line": 12}, {"part": "suite support"}],
     "figure": 0.07, "threshold": 0.03}

A place in a file has `file` and `line` (null for the whole file); a named part of a run (a
suite, a step, a rule) has `part`; a place may have all three.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lekalo.core.records import Finding, Where


def finding_json(finding: Finding) -> dict[str, Any]:
    """The finding as plain JSON values; `finding_from_json` gives the same finding back."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "remedy": finding.remedy,
        "where": [_where_json(where) for where in finding.where],
        "figure": finding.figure,
        "threshold": finding.threshold,
    }


def finding_from_json(value: Mapping[str, Any]) -> Finding:
    """The finding that `finding_json` wrote. Raises `KeyError` where a key is missing."""
    return Finding(
        code=value["code"],
        severity=value["severity"],
        message=value["message"],
        remedy=value["remedy"],
        where=tuple(_where_from_json(where) for where in value["where"]),
        figure=value["figure"],
        threshold=value["threshold"],
    )


def _where_json(where: Where) -> dict[str, Any]:
    named: dict[str, Any] = {"part": where.part} if where.part else {}
    if named and not where.file and where.line is None:
        return named
    return {"file": where.file, "line": where.line, **named}


def _where_from_json(value: Mapping[str, Any]) -> Where:
    return Where(file=value.get("file", ""), line=value.get("line"), part=value.get("part", ""))
