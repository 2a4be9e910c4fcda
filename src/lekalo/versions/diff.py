"""What changed from one version to another, part by part, and if it was too much at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lekalo.core.records import Finding, Where
from lekalo.core.wording import Joined
from lekalo.versions import words
from lekalo.versions.manifest import Manifest

PartName = Literal["data", "base", "recipe", "prompt", "policy", "knowledge", "adapter", "metrics"]

# Of these, one at a time: with two changed, nobody can tell which one helped or hurt.
_LEVERS: tuple[PartName, ...] = ("data", "base", "recipe", "prompt", "policy")

# Recipe keys whose content has a part of its own; a moved file is no change of the recipe.
_OWN_PART = (
    "name",
    "base",
    "quantise",
    "prompt",
    "policy",
    "knowledge",
    "data.train",
    "data.eval",
    "data.replay.file",
    "suites",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: its part, its name within the part, and both values as text;
    an absent value is empty."""

    part: PartName
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes from `before` to `after`, and what is to be said of them."""

    before: str
    after: str
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]


def diff(before: Manifest, after: Manifest) -> Diff:
    """The changes between two manifests, of one name or of two."""
    changes = tuple(
        Change(part, what, old.get(what, ""), new.get(what, ""))
        for part, old, new in _parts(before, after)
        for what in sorted({*old, *new})
        if old.get(what) != new.get(what)
    )
    return Diff(before.ref, after.ref, changes, _too_many(before, after, changes))


def _too_many(
    before: Manifest, after: Manifest, changes: tuple[Change, ...]
) -> tuple[Finding, ...]:
    changed = [lever for lever in _LEVERS if any(c.part == lever for c in changes)]
    if len(changed) < 2:
        return ()
    language = after.language
    parts = Joined(tuple(words.PARTS[lever] for lever in changed), by=", ")
    finding = Finding(
        code="too-many-changes",
        severity="warning",
        message=words.TOO_MANY(before=before.ref, after=after.ref, parts=parts).say(language),
        remedy=words.ONE_BY_ONE.say(language),
        where=tuple(Where(part=lever) for lever in changed),
        figure=len(changed),
        threshold=1,
    )
    return (finding,)


def _parts(
    before: Manifest, after: Manifest
) -> Iterator[tuple[PartName, dict[str, str], dict[str, str]]]:
    old, new = _described(before), _described(after)
    for part in old:
        yield part, old[part], new[part]


def _described(m: Manifest) -> dict[PartName, dict[str, str]]:
    """Each part as named values; parts that are files compare by their hash alone."""
    adapter = {"hash": m.adapter.hash, "kind": m.adapter.kind} if m.adapter else {}
    return {
        "data": {"hash": m.dataset.hash, "rows": str(m.dataset.rows)} if m.dataset else {},
        "base": {"hash": m.base.hash, "quantise": m.base.quantise},
        "recipe": dict(_recipe_keys(m.recipe.values)),
        "prompt": {"system": m.prompt.system},
        "policy": {"hash": m.policy.hash} if m.policy else {},
        "knowledge": {"hash": m.knowledge.hash} if m.knowledge else {},
        "adapter": adapter,
        "metrics": {metric.suite: f"{metric.interval.value:.4f}" for metric in m.metrics},
    }


def _recipe_keys(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        path = f"{above}{key}"
        if re.sub(r"\.\d+\.", ".", path) in _OWN_PART:
            continue
        if isinstance(value, Mapping):
            yield from _recipe_keys(value, f"{path}.")
        elif path == "data.replay":  # none in manifests from before there could be several
            sources = {f"{number}": source for number, source in enumerate(value or ())}
            yield from _recipe_keys(sources, f"{path}.")
        else:
            yield path, str(value)
