"""The records that the registry answers with: a version, a change, a name's state."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from typing import Literal

from lekalo.versions.manifest import Acceptance, Manifest

Stage = Literal["candidate", "live", "retired"]
Action = Literal["create", "promote", "rollback"]


@dataclass(frozen=True, slots=True)
class Version:
    """A numbered version and its stage at the moment it was read."""

    manifest: Manifest
    stage: Stage

    @property
    def name(self) -> str:
        """The assistant's name."""
        return self.manifest.name

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return self.manifest.number

    @property
    def ref(self) -> str:
        """`name@number`."""
        return self.manifest.ref


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change: what `action` says was done to `to_number`, while `from_number` was live."""

    name: str
    when: str
    who: str
    why: str
    action: Action
    from_number: int | None
    to_number: int
    accepted: tuple[Acceptance, ...] = ()


@dataclass(frozen=True, slots=True)
class NameStatus:
    """What is live under a name, its candidates from the newest, and whether the live
    one's suites were measured."""

    name: str
    live: Version | None
    candidates: tuple[Version, ...]
    measured: bool


def whoami() -> str:
    """The person who acts: LEKALO_USER, else the system's user name."""
    try:
        return os.environ.get("LEKALO_USER") or getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user may have no name
        return "unknown"
