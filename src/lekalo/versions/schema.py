"""The registry's tables, and how its database is opened.

A fresh database is made whole beside its place and put there by one atomic link, so that
of several processes one wins and none ever sees a half-made schema. WAL lets readers go on
while one writes; a writer takes its lock at BEGIN and waits up to the busy timeout.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from lekalo.core import words
from lekalo.core.errors import OutsideError
from lekalo.core.files import outside
from lekalo.core.wording import Sayable
from lekalo.versions import words as said_words

SCHEMA_VERSION = 1
_BUSY_SECONDS = 30.0

metadata = sa.MetaData()

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("hash", sa.String, nullable=False),
    sa.Column("manifest", sa.Text, nullable=False),
    sa.Column("seal", sa.String, nullable=False),
)

stages = sa.Table(
    "stages",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("stage", sa.String, nullable=False),
    sa.ForeignKeyConstraint(["name", "number"], ["versions.name", "versions.number"]),
    sa.CheckConstraint("stage IN ('candidate', 'live', 'retired')", name="known_stage"),
    sa.Index("one_live", "name", unique=True, sqlite_where=sa.text("stage = 'live'")),
)

history = sa.Table(
    "history",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String, nullable=False, index=True),
    sa.Column("when", sa.String, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("why", sa.String, nullable=False),
    sa.Column("action", sa.String, nullable=False),
    sa.Column("from", sa.Integer),
    sa.Column("to", sa.Integer, nullable=False),
    sa.Column("accepted", sa.Text, nullable=False),
    sa.CheckConstraint("action IN ('create', 'promote', 'rollback')", name="known_action"),
)

for _event in ("UPDATE", "DELETE"):
    sa.event.listen(
        history,
        "after_create",
        sa.DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER history_no_{_event.lower()} BEFORE {_event} ON history "
            "BEGIN SELECT RAISE(ABORT, 'history is only ever added to'); END"
        ),
    )


def open_database(path: Path) -> sa.Engine:
    """An engine on the registry at `path`, made where there is none, its folders too.

    `OutsideError` where it is not a registry, or was written by a newer program.
    """
    if not path.exists():
        _make(path)
    engine = _engine(path)
    with database(said_words.OPENING(path=path)), engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if found != SCHEMA_VERSION:
        engine.dispose()
        raise OutsideError(
            said_words.OTHER_SCHEMA(path=path, found=found, schema_version=SCHEMA_VERSION)
        )
    return engine


@contextmanager
def database(action: Sayable) -> Iterator[None]:
    """Turns the database's own errors into an `OutsideError` that says what was being done."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise OutsideError(said_words.DATABASE_FAILED(action=action, orig=error.orig)) from error


def _make(path: Path) -> None:
    with outside(words.MAKING(path=path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}.part")
        try:
            with database(said_words.MAKING(path=path)):
                _fill(part)
            os.link(part, path)
        except FileExistsError:
            return  # another process was first; its schema is the same
        finally:
            for suffix in ("", "-wal", "-shm"):
                part.with_name(part.name + suffix).unlink(missing_ok=True)


def _fill(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")  # outside any transaction; kept in the file
    engine = _engine(path)
    try:
        with engine.begin() as connection:
            metadata.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    finally:
        engine.dispose()


def _engine(path: Path) -> sa.Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": _BUSY_SECONDS}
    )
    sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open transactions by itself: BEGIN is ours, see _on_begin.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _on_begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("write") else "BEGIN")
