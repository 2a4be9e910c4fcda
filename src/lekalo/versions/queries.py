"""What the registry reads and writes inside a transaction that it has begun.

Each function takes the open connection; none begins or ends a transaction.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from lekalo.core.errors import NotFoundError, OutsideError
from lekalo.core.hashing import hash_bytes
from lekalo.core.wording import nearest
from lekalo.versions import words
from lekalo.versions.manifest import Acceptance, Manifest
from lekalo.versions.refs import Pick
from lekalo.versions.schema import history, stages, versions
from lekalo.versions.stages import HistoryEntry, NameStatus, Version

_ACCEPTED = TypeAdapter(tuple[Acceptance, ...])
_JOINED = sa.select(versions, stages.c.stage).join_from(versions, stages)


def names(connection: sa.Connection) -> list[str]:
    """Every name that has a version, sorted."""
    found = connection.scalars(sa.select(versions.c.name).distinct().order_by(versions.c.name))
    return list(found)


def known(connection: sa.Connection, name: str) -> None:
    """`NotFoundError` with the nearest name where `name` has no version."""
    there = names(connection)
    if name not in there:
        hint, listed = nearest(name, there, "."), ", ".join(there)
        said = words.NO_ASSISTANT if there else words.NO_ASSISTANTS
        raise NotFoundError(said(name=name, hint=hint, listed=listed))


def last_number(connection: sa.Connection, name: str) -> int:
    """The highest number of a name, 0 where it has no version."""
    highest = sa.select(sa.func.max(versions.c.number)).where(versions.c.name == name)
    return connection.scalar(highest) or 0


def numbered(connection: sa.Connection, name: str, pick: Pick) -> int:
    """The number that `pick` means; `NotFoundError` says what there is instead."""
    mine = sa.select(stages.c.number).where(stages.c.name == name)
    chosen = mine.where(
        stages.c.number == pick if isinstance(pick, int) else stages.c.stage == pick
    )
    number = connection.scalar(chosen.order_by(stages.c.number.desc()).limit(1))
    if number is None:
        known(connection, name)
        there = ", ".join(f"{name}@{n}" for n in connection.scalars(mine.order_by("number")))
        said = words.NONE_LIVE if pick == "live" else words.NO_VERSION
        raise NotFoundError(said(name=name, pick=pick, there=there))
    return int(number)


def live_number(connection: sa.Connection, name: str) -> int | None:
    """The number that is live under a name."""
    query = sa.select(stages.c.number).where(stages.c.name == name, stages.c.stage == "live")
    return connection.scalar(query)


def previous_number(connection: sa.Connection, name: str) -> int | None:
    """What was live before the live one: promotions are a stack, and a rollback pops it."""
    stack: list[int] = []
    for entry in changes(connection, name):
        if entry.action == "promote":
            stack.append(entry.to_number)
        elif entry.action == "rollback":
            stack.pop()
    return stack[-2] if len(stack) > 1 else None


def read(connection: sa.Connection, name: str, number: int) -> Version:
    """One version by its number."""
    found = _JOINED.where(versions.c.name == name, versions.c.number == number)
    return _version(connection.execute(found).one())


def listing(connection: sa.Connection, name: str | None = None) -> list[Version]:
    """All versions, of one name where it is given, in order of number."""
    query = _JOINED.order_by(versions.c.name, versions.c.number)
    if name is not None:
        query = query.where(versions.c.name == name)
    return [_version(row) for row in connection.execute(query)]


def changes(connection: sa.Connection, name: str) -> list[HistoryEntry]:
    """Every change of a name, the oldest first."""
    query = sa.select(history).where(history.c.name == name).order_by(history.c.id)
    return [_entry(row) for row in connection.execute(query).mappings()]


def status(connection: sa.Connection, name: str) -> NameStatus:
    """What is live under a name, and what waits."""
    found = listing(connection, name)
    live = next((version for version in found if version.stage == "live"), None)
    candidates = tuple(v for v in reversed(found) if v.stage == "candidate")
    return NameStatus(name, live, candidates, bool(live and live.manifest.metrics))


def add(connection: sa.Connection, manifest: Manifest) -> None:
    """A new version, as a candidate."""
    place = {"name": manifest.name, "number": manifest.number}
    connection.execute(versions.insert().values(**place, **_sealed(manifest)))
    connection.execute(stages.insert().values(**place, stage="candidate"))


def judge(connection: sa.Connection, manifest: Manifest) -> None:
    """Puts a version's verdict and acceptances beside what made it."""
    mine = (versions.c.name == manifest.name, versions.c.number == manifest.number)
    connection.execute(versions.update().where(*mine).values(**_sealed(manifest)))


def make_live(connection: sa.Connection, name: str, number: int) -> None:
    """Retires what is live, then makes `number` live; the index allows one at a time."""
    mine = stages.update().where(stages.c.name == name)
    connection.execute(mine.where(stages.c.stage == "live").values(stage="retired"))
    connection.execute(mine.where(stages.c.number == number).values(stage="live"))


def note(connection: sa.Connection, entry: HistoryEntry) -> None:
    """Adds a row to the history."""
    values = {
        "name": entry.name,
        "when": entry.when,
        "who": entry.who,
        "why": entry.why,
        "action": entry.action,
        "from": entry.from_number,
        "to": entry.to_number,
        "accepted": _text(_ACCEPTED.dump_python(entry.accepted, mode="json")),
    }
    connection.execute(history.insert().values(values))


def _sealed(manifest: Manifest) -> dict[str, str]:
    text = _text(manifest.model_dump(mode="json"))
    return {"hash": manifest.hash, "manifest": text, "seal": hash_bytes(text.encode())}


def _version(row: sa.Row[Any]) -> Version:
    ref = f"{row.name}@{row.number}"
    if hash_bytes(row.manifest.encode()) != row.seal:
        raise OutsideError(words.DAMAGED_MANIFEST(ref=ref))
    manifest = Manifest.model_validate_json(row.manifest)
    if (manifest.ref, manifest.hash) != (ref, row.hash):
        raise OutsideError(words.OTHER_MANIFEST(ref=ref))
    return Version(manifest, row.stage)


def _entry(row: sa.RowMapping) -> HistoryEntry:
    return HistoryEntry(
        name=row["name"],
        when=row["when"],
        who=row["who"],
        why=row["why"],
        action=row["action"],
        from_number=row["from"],
        to_number=row["to"],
        accepted=_ACCEPTED.validate_json(row["accepted"]),
    )


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
