"""Every training of a recipe with its rows, its stages first and its own last, without the checks:
what is counted, probed and compared on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from lekalo.core.records import Document, Example
from lekalo.data.batches import Rows
from lekalo.data.prepare import prepare
from lekalo.data.sources import load, stream
from lekalo.data.streaming import stream_rows, streams
from lekalo.models.base import Base
from lekalo.planning.facts import SAMPLE, Facts, as_document, facts, with_tokens
from lekalo.project import Project


@dataclass(frozen=True)
class Training:
    """One training: a project whose recipe is of it alone; `name` is empty for the recipe's own."""

    name: str
    project: Project
    rows: Rows
    held_out: Rows


def trainings(project: Project, base: Base) -> tuple[Training, ...]:
    """The recipe's trainings in their order. Raises what `train --dry-run` would for rows that
    cannot be read."""
    recipe = project.recipe
    stages = [(one.name, replace(project, recipe=recipe.stage(one))) for one in recipe.stages]
    return tuple(_read(name, alone, base) for name, alone in (*stages, ("", project)))


def _read(name: str, project: Project, base: Base) -> Training:
    recipe, root = project.recipe, project.root
    if streams(recipe):
        streamed = stream_rows(recipe, root, base, project.home / "cache" / "rows")
        return Training(name, project, streamed.train, streamed.held_out)
    prepared = prepare(recipe, root, base.renderer, base.context)
    return Training(name, project, prepared.rows, prepared.held_out_rows)


def facts_of(read: Sequence[Training], project: Project, base: Base) -> Facts:
    """What the data of all trainings is, with the recipe's knowledge base; of streamed text, from
    a sample."""
    recipe, root = project.recipe, project.root
    known = load([Path(name) for name in recipe.knowledge], root).documents
    examples: list[Example] = []
    documents: list[Document] = [*known]
    streamed = 0
    for training in read:
        files = [Path(name) for name in training.project.recipe.data.train]
        if streams(training.project.recipe):
            documents += map(as_document, islice(stream(root / files[0]), SAMPLE))
            streamed += int(training.rows.lengths.sum())
        else:
            loaded = load(files, root)
            examples += loaded.examples
            documents += loaded.documents
    told = facts(examples, documents, base, recipe.language, knowledge=bool(known))
    return with_tokens(told, streamed, base.context, stated=False) if streamed else told
