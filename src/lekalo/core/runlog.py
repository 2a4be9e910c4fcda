"""The run log: one JSON object a line, appended, readable while the run goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lekalo.core import words
from lekalo.core.files import outside


class RunLog:
    """Appends events to `path`; a torn last line (a killed process) is skipped at reading."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, event: str, **values: Any) -> None:
        """Appends `{"event": event, ...values}`; values are plain JSON."""
        line = json.dumps({"event": event, **values}, ensure_ascii=False)
        with outside(words.WRITING(path=self.path)):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as file:
                torn = file.tell() > 0 and not self._ends_whole()
                file.write((b"\n" if torn else b"") + line.encode() + b"\n")

    def _ends_whole(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(-1, 2)
            return file.read(1) == b"\n"

    def read(self, event: str | None = None) -> Iterator[dict[str, Any]]:
        """The events so far, in order; only those called `event` when it is given."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for line in file:
                try:
                    record = json.loads(line)
                except ValueError:
                    continue  # torn by a kill in the middle of a write
                if event is None or record.get("event") == event:
                    yield record
