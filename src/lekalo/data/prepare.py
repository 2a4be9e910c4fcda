"""From a recipe to rows of tokens: all that `lekalo train` does before its first step.

`lekalo train --dry-run` stops after this, so what passes the dry run trains. Nothing is cut or
left out in silence: what is wrong is listed, and what is dropped is counted and named. Records
and rows that are many stand on disk, so memory does not grow with them. Leaves out the checks
that judge the data (`audit`) and how one record becomes rows (`rendering`).

    prepared = prepare(recipe, root=path.parent, renderer=base.renderer, context=base.context)
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

from lekalo.core.errors import DataError, RecipeError
from lekalo.core.files import inside
from lekalo.core.page import percent
from lekalo.core.recipe import Recipe
from lekalo.core.records import Document, Example, Finding, Where
from lekalo.core.settings import ReplaySettings
from lekalo.data.batches import Rows
from lekalo.data.formats.wording import reason_of_system
from lekalo.data.preparing_words import NOT_UTF8, SAID
from lekalo.data.rendering import Rendering, Tally
from lekalo.data.shelf import shelved
from lekalo.data.sources import BAD_FILE, Loaded, bad_rows, load, preferences
from lekalo.data.splits import Cut, hold_out, key_of, parted
from lekalo.data.twins import apart
from lekalo.models.chat import Renderer, with_system

FILE_PREFIX = "file:"
_NAMED = 100
R = TypeVar("R", bound=Example | Document)


@dataclass(frozen=True, slots=True)
class Counts:
    """What is trained on: rows, their tokens, and those of them that the loss falls on; the
    rows dropped as bad or as too long; the replayed rows among the rows."""

    rows: int
    tokens: int
    trained_tokens: int
    held_out_rows: int
    dropped_bad: int
    dropped_long: int
    replayed: int


@dataclass(frozen=True)
class Prepared:
    """The records, with the recipe's system text before every chat, and their rows.

    `train`, `documents` and `replay` together make `rows`, in this order (a record may have
    been dropped, or have become several rows in pretraining); likewise the held-out ones.
    """

    train: Sequence[Example]
    documents: Sequence[Document]
    replay: Sequence[Example | Document]
    held_out: Sequence[Example]
    held_out_documents: Sequence[Document]
    rows: Rows
    held_out_rows: Rows
    findings: tuple[Finding, ...]
    counts: Counts
    files: tuple[Path, ...]


@dataclass(frozen=True)
class _Sides:
    """The records of both sides, before the system text."""

    train: Sequence[Example]
    documents: Sequence[Document]
    held_out: Sequence[Example]
    held_out_documents: Sequence[Document]
    cuts: tuple[Cut, ...] = ()


def prepare(recipe: Recipe, root: Path, renderer: Renderer, context: int) -> Prepared:
    """Reads, splits, mixes and renders. Raises `sources.BadRowsError`, whose `findings` are
    every bad file and row, unless `data.bad_rows` and `data.long_rows` say to drop them."""
    limit = _limit(recipe, context - recipe.adapter.virtual)
    system = system_prompt(recipe, root)
    train, held_out, *general = loaded = _sources(recipe, root)
    sides = _sides(recipe, train, held_out)
    replay, notes = _replayed(recipe, general, len(sides.train) + len(sides.documents))
    chats = _said(sides.train, system)
    replayed = _said(replay, system)
    held = _said(sides.held_out, system)
    rendering = Rendering(recipe, renderer, limit)
    rendering.bad.extend(*_unread(loaded))
    rows = rendering.rows(chain(chats, sides.documents), replayed)
    trained = rendering.trained
    held_out_rows = rendering.rows(chain(held, sides.held_out_documents))
    dropped = _refuse_or_drop(recipe, rendering.bad, rendering.long)
    if not len(rows):
        nothing = SAID[recipe.language]["nothing"]
        raise DataError(nothing.format(files=", ".join(recipe.data.train)))
    return Prepared(
        chats,
        sides.documents,
        replayed,
        held,
        sides.held_out_documents,
        rows,
        held_out_rows,
        (
            *(note for one in loaded for note in one.notes),
            *_missed(recipe, sides.cuts),
            *notes,
            *dropped,
        ),
        Counts(
            rows=len(rows),
            tokens=int(rows.lengths.sum()),
            trained_tokens=trained,
            held_out_rows=len(held_out_rows),
            dropped_bad=rendering.bad.count,
            dropped_long=rendering.long.count,
            replayed=len(replay),
        ),
        tuple(path for one in loaded for path in one.files),
    )


def system_prompt(recipe: Recipe, root: Path) -> str:
    """The recipe's system text; `file:NAME` is read from the recipe's folder `root`."""
    value = recipe.prompt.system
    if not value.startswith(FILE_PREFIX):
        return value
    name = value.removeprefix(FILE_PREFIX).strip()
    try:
        return inside(root, name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of_system(error) if isinstance(error, OSError) else NOT_UTF8
        said = reason.ru if recipe.language == "ru" else reason.en
        message = SAID[recipe.language]["system"].format(name=name, reason=said)
        raise RecipeError(message) from None


def _sources(recipe: Recipe, root: Path) -> list[Loaded]:
    """What the recipe trains on, what it holds out, and each source that it replays."""
    settings = recipe.data
    named = [settings.train, settings.eval, *([source.file] for source in settings.replay)]
    return [load([Path(name) for name in names], root, recipe.language) for names in named]


def _unread(sources: Iterable[Loaded]) -> tuple[list[Finding], int]:
    """Rows that could not be read, and those of choices, which no method here learns from; and
    how many more there are than are listed."""
    listed: list[Finding] = []
    unlisted = 0
    for loaded in sources:
        choices, more = preferences(loaded)
        listed += [*loaded.bad, *choices]
        unlisted += loaded.unlisted + more
    return listed, unlisted


def _sides(recipe: Recipe, train: Loaded, held_out: Loaded) -> _Sides:
    """What is trained on and what is held out: the `eval` files, or a share split off."""
    share, seed = recipe.data.eval_share, recipe.seed
    if recipe.data.eval or not share:
        return _Sides(train.examples, train.documents, held_out.examples, held_out.documents)
    cut = hold_out(map(key_of, train.examples), share, seed, apart(train.examples))
    of_documents = hold_out(map(key_of, train.documents), share, seed)
    examples, held_examples = parted(train.examples, cut)
    documents, held_documents = parted(train.documents, of_documents)
    return _Sides(examples, documents, held_examples, held_documents, (cut, of_documents))


def _missed(recipe: Recipe, cuts: Iterable[Cut]) -> Iterator[Finding]:
    """That the share of a cut is not what was asked for, and why."""
    said, language = SAID[recipe.language], recipe.language
    for cut in cuts:
        if not cut.missed:
            continue
        held, total = len(cut.held_out), len(cut.held_out) + len(cut.kept)
        asked, reached = (percent(rows / total, language) for rows in (cut.wanted, held))
        largest = percent(cut.largest / total, language)
        yield Finding(
            code="share-missed",
            severity="note",
            message=said["missed"].format(asked=asked, reached=reached, largest=largest),
            remedy=said["missed!"],
            figure=held / total,
            threshold=cut.wanted / total,
        )


def _replayed(
    recipe: Recipe, sources: Sequence[Loaded], kept: int
) -> tuple[Sequence[Example | Document], list[Finding]]:
    """A seeded choice of each source's records, so that each makes its share of all trained on."""
    settings, chosen, notes = recipe.data.replay, list[Example | Document](), list[Finding]()
    own = 1 - sum(source.share for source in settings)
    for source, loaded in zip(settings, sources, strict=True):
        chats, documents = loaded.examples, loaded.documents
        wanted, there = round(source.share / own * kept), len(chats) + len(documents)
        numbers: Sequence[int] = range(there)
        if wanted <= there:
            numbers = random.Random(recipe.seed).sample(numbers, wanted)
        else:
            notes.append(_short(recipe, source, there, wanted, there / (there + kept)))
        chosen += [
            chats[number] if number < len(chats) else documents[number - len(chats)]
            for number in numbers
        ]
    return chosen, notes


def _short(
    recipe: Recipe, source: ReplaySettings, there: int, wanted: int, share: float
) -> Finding:
    said = SAID[recipe.language]
    return Finding(
        code="short-replay",
        severity="note",
        message=said["short"].format(
            file=source.file, rows=there, share=source.share, wanted=wanted
        ),
        remedy=said["short!"],
        where=(Where(source.file),),
        figure=share,
        threshold=source.share,
    )


def _said(records: Sequence[R], system: str) -> Sequence[R]:
    """The records, with the system text before each chat that has none of its own."""
    return shelved(_spoken(record, system) for record in records) if system else records


def _spoken(record: R, system: str) -> R:
    if not isinstance(record, Example):
        return record
    return replace(record, messages=with_system(record.messages, system))


def _limit(recipe: Recipe, context: int) -> int:
    """Tokens that a row may have, of the `context` that the adapter leaves."""
    if context < 2:
        raise RecipeError(SAID[recipe.language]["places"].format(places=recipe.adapter.virtual))
    length = recipe.data.max_length
    if length is not None and length > context:
        said = SAID[recipe.language]["limit"]
        raise RecipeError(said.format(length=length, context=context))
    return length or context


def _refuse_or_drop(recipe: Recipe, bad: Tally, long: Tally) -> list[Finding]:
    """What is said of the dropped rows; raises when the recipe does not let them be dropped.
    A file that cannot be read is never dropped."""
    settings, language = recipe.data, recipe.language
    refused = [f for f in bad.listed if settings.bad_rows == "refuse" or f.code == BAD_FILE]
    unlisted = bad.count - len(bad.listed) if settings.bad_rows == "refuse" else 0
    if settings.long_rows == "refuse":
        refused += long.listed
        unlisted += long.count - len(long.listed)
    if refused:
        raise bad_rows(refused, unlisted=unlisted, language=language)
    return [*_dropped(bad, "bad", recipe), *_dropped(long, "long", recipe)]


def _dropped(rows: Tally, why: str, recipe: Recipe) -> list[Finding]:
    if not rows.count:
        return []
    said = SAID[recipe.language]
    places = tuple(finding.where[0] for finding in rows.listed[:_NAMED])
    message = said[why].format(count=rows.count)
    return [Finding("dropped-rows", "warning", message, said["dropped!"], places, rows.count)]
