"""Holding rows out: by content, so that neither order nor file names change the sides.

Rows of one group (a customer, a ticket) and rows that ask the same question stay together,
also across a chain of both. Leaves out splitting by time.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

from lekalo.core.records import Document, Example
from lekalo.data.normalise import normalise, question

Record = TypeVar("Record", Example, Document)


def split(examples: Sequence[Record], share: float, seed: int) -> tuple[list[Record], list[Record]]:
    """The training and the held-out records, each in the order given.

    `share` in [0, 1) of the records are held out, as nearly as whole groups allow: groups are
    taken in the order of their seeded hash while they fit. With at least two groups and a
    share above 0, at least one group is on each side; with fewer, nothing is held out.
    """
    groups = _together(examples)
    if share <= 0 or len(groups) < 2:
        return list(examples), []
    wanted = min(max(1, round(share * len(examples))), len(examples) - 1)
    ranked = sorted((_rank(key, seed), members) for key, members in groups.items())
    held: set[int] = set()
    for _, members in ranked:
        if len(held) + len(members) <= wanted:
            held.update(members)
    if not held:  # every group is larger than the share
        held.update(min(ranked, key=lambda group: (len(group[1]), group[0]))[1])
    kept = [record for number, record in enumerate(examples) if number not in held]
    return kept, [examples[number] for number in sorted(held)]


def _keys(record: Example | Document) -> list[str]:
    """What ties a record to others: its question or text, and its group."""
    if isinstance(record, Document):
        return ["text:" + normalise(record.text)]
    asked = "question:" + question(record.messages)
    return [asked, "group:" + record.group] if record.group else [asked]


def _together(records: Sequence[Example | Document]) -> dict[str, list[int]]:
    """The numbers of the records that must stay together, under their least key."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]  # halve the path for later look-ups
            key = parent[key]
        return key

    keys = [_keys(record) for record in records]
    for own in keys:
        for key in own:
            parent.setdefault(key, key)
        first, last = sorted((root(own[0]), root(own[-1])))
        parent[last] = first  # the least key is the root, whatever the order of the records
    groups: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(keys):
        groups[root(own[0])].append(number)
    return groups


def _rank(key: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()
