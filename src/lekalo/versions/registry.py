"""The registry: which versions there are, which is live, and who changed that, when and why.

    registry = Registry(home)
    version = registry.create(draft, adapter_folder=checkpoint)     # a candidate
    registry.promote("support", version.number, who="anna", why="better tone", verdict=verdict)
    registry.rollback("support", who="anna", why="complaints")

Every change is one transaction with its row of history; at most one version of a name is
live, which the database itself holds. It leaves out measuring (evaluation) and serving.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from lekalo.core.errors import UserError
from lekalo.core.records import Verdict
from lekalo.core.wording import Sayable
from lekalo.versions import queries, words
from lekalo.versions.manifest import Acceptance, AdapterPart, FilesPart, Manifest, ManifestDraft
from lekalo.versions.refs import parse_ref
from lekalo.versions.release import judgement
from lekalo.versions.schema import database, open_database
from lekalo.versions.stages import HistoryEntry, NameStatus, Version, whoami
from lekalo.versions.store import Store

# What a checkpoint's folder holds for resuming only: no part of the version.
_TRAINING_STATE = ("state.safetensors", "state.json", "encoder.safetensors")


class Registry:
    """The versions under one home folder: `registry.sqlite` and `store/`, made when missing."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = Store(home / "store")
        self._engine = open_database(home / "registry.sqlite")

    def close(self) -> None:
        """Lets go of the database's connections."""
        self._engine.dispose()

    def create(
        self,
        draft: ManifestDraft,
        *,
        adapter_folder: Path | None = None,
        adapter_kind: str = "lora",
        policy: Path | None = None,
        knowledge: Sequence[Path] = (),
        who: str | None = None,
    ) -> Version:
        """Keeps the files in the store and numbers the version `name@N+1`, a candidate."""
        adapter = None
        if adapter_folder is not None:
            address = self.store.put_folder(adapter_folder, skip=_TRAINING_STATE)
            adapter = AdapterPart(hash=address, kind=adapter_kind)
        known = {field: getattr(draft, field) for field in ManifestDraft.model_fields}
        kept = {
            "policy": self._keep([policy] if policy else []),
            "knowledge": self._keep(knowledge),
        }
        when, who = _now(), who or whoami()
        with self._write(words.REGISTERING(name=draft.name)) as connection:
            number = queries.last_number(connection, draft.name) + 1
            manifest = Manifest(
                **known, **kept, adapter=adapter, number=number, created=when, who=who
            )
            queries.add(connection, manifest)
            live = queries.live_number(connection, draft.name)
            queries.note(
                connection,
                HistoryEntry(
                    draft.name, when, who, draft.why, "create", live, number, draft.accepted
                ),
            )
        return Version(manifest, "candidate")

    def promote(
        self,
        name: str,
        number: int,
        who: str | None = None,
        why: str = "",
        verdict: Verdict | None = None,
        accept: Mapping[str, str] | None = None,
    ) -> Version:
        """Makes `name@number` live; what was live retires. One transaction.

        `verdict` is the gate's, the manifest's own where none is given; `accept` gives the
        reason for each code that a person lets pass. `HeldError` where a hold is left;
        `DataError` where the version's files are damaged.
        """
        when, who = _now(), who or whoami()
        accepted = _acceptances(accept or {}, who, when)
        with self._write(words.PROMOTING(ref=f"{name}@{number}")) as connection:
            version = queries.read(connection, name, queries.numbered(connection, name, number))
            if version.stage == "live":
                raise UserError(words.LIVE_ALREADY(ref=version.ref))
            live = queries.live_number(connection, name)
            manifest = judgement(version.manifest, verdict, accepted, live)
            self._check_files(manifest)
            queries.judge(connection, manifest)
            queries.make_live(connection, name, number)
            queries.note(
                connection, HistoryEntry(name, when, who, why, "promote", live, number, accepted)
            )
        return Version(manifest, "live")

    def rollback(self, name: str, who: str | None = None, why: str = "") -> Version:
        """Makes the version live that was live before this one. One transaction.

        A second rollback goes one further back. `UserError` where there is none before.
        """
        when, who = _now(), who or whoami()
        with self._write(words.ROLLING_BACK(name=name)) as connection:
            queries.known(connection, name)
            live = queries.live_number(connection, name)
            before = queries.previous_number(connection, name)
            if before is None:
                raise UserError(words.NO_EARLIER(name=name))
            version = queries.read(connection, name, before)
            self._check_files(version.manifest)
            queries.make_live(connection, name, before)
            queries.note(connection, HistoryEntry(name, when, who, why, "rollback", live, before))
        return Version(version.manifest, "live")

    def resolve(self, ref: str) -> Version:
        """The version that `ref` means now; `NotFoundError` with the nearest name."""
        wanted = parse_ref(ref)
        with self._read(words.READING(what=ref)) as connection:
            number = queries.numbered(connection, wanted.name, wanted.pick)
            return queries.read(connection, wanted.name, number)

    def names(self) -> list[str]:
        """Every name that has a version."""
        with self._read(words.READING_NAMES) as connection:
            return queries.names(connection)

    def versions(self, name: str | None = None) -> list[Version]:
        """All versions, of one name where it is given, in order of number."""
        with self._read(words.READING_VERSIONS) as connection:
            if name is not None:
                queries.known(connection, name)
            return queries.listing(connection, name)

    def history(self, name: str) -> list[HistoryEntry]:
        """Every change of a name, the oldest first."""
        with self._read(words.READING_HISTORY(name=name)) as connection:
            queries.known(connection, name)
            return queries.changes(connection, name)

    def status(self) -> list[NameStatus]:
        """What is live and what waits, for every name."""
        with self._read(words.READING_STATUS) as connection:
            return [queries.status(connection, name) for name in queries.names(connection)]

    def _keep(self, paths: Sequence[Path]) -> FilesPart | None:
        if not paths:
            return None
        names = tuple(sorted(path.name for path in paths))
        return FilesPart(hash=self.store.put_files(paths), files=names)

    def _check_files(self, manifest: Manifest) -> None:
        for part in (manifest.adapter, manifest.policy, manifest.knowledge):
            if part is not None:
                self.store.path(part.hash)

    @contextmanager
    def _read(self, action: Sayable) -> Iterator[sa.Connection]:
        with database(action), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _write(self, action: Sayable) -> Iterator[sa.Connection]:
        """Takes the one writer's lock at once, so that what is read stays true until the end."""
        writer = self._engine.execution_options(write=True)
        with database(action), writer.begin() as connection:
            yield connection


def _acceptances(accept: Mapping[str, str], who: str, when: str) -> tuple[Acceptance, ...]:
    for code, because in accept.items():
        if not because.strip():
            raise UserError(words.NO_REASON(code=code))
    return tuple(Acceptance(code=c, because=b, who=who, when=when) for c, b in accept.items())


def _now() -> str:
    return datetime.now(UTC).isoformat()
