"""A recipe's rows without the checks: what is counted, probed and compared on."""

from __future__ import annotations

from lekalo.data.batches import Rows
from lekalo.data.prepare import prepare
from lekalo.data.streaming import stream_rows, streams
from lekalo.models.base import Base
from lekalo.project import Project


def read_rows(project: Project, base: Base) -> tuple[Rows, Rows]:
    """The training rows and the held-out ones. Raises what `train --dry-run` would for rows that
    cannot be read."""
    recipe, root = project.recipe, project.root
    if streams(recipe):
        streamed = stream_rows(recipe, root, base, project.home / "cache" / "rows")
        return streamed.train, streamed.held_out
    prepared = prepare(recipe, root, base.renderer, base.context)
    return prepared.rows, prepared.held_out_rows
