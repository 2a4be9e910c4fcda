"""From a recipe to rows of tokens: all that `lekalo train` does before its first step.

`lekalo train --dry-run` stops after this, so what passes the dry run trains. Nothing is cut or
left out in silence: what is wrong is listed whole, and what is dropped is counted and named.
Leaves out the checks that judge the data (`audit`) and the rows' cache on disk (`rows`).

    prepared = prepare(recipe, root=path.parent, renderer=base.renderer, context=base.context)
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lekalo.core.errors import DataError, RecipeError, UserError
from lekalo.core.files import inside
from lekalo.core.interfaces import METHODS, Method
from lekalo.core.recipe import Recipe
from lekalo.core.records import Document, Example, Finding, Where
from lekalo.data.batches import Row
from lekalo.data.rows import bounded, cut
from lekalo.data.sources import BAD_FILE, BAD_ROW, Loaded, bad_rows, load, preferences
from lekalo.data.splits import split
from lekalo.models.chat import Renderer, with_system

LONG_ROW = "long-row"
_SAID = {
    "en": {
        "short": "{file} has {rows} rows, but a replay share of {share:g} asks for {wanted}; all "
        "of them are taken once.",
        "short!": "Add general rows, or lower data.replay.share.",
        "bad": "{count} rows could not be read and were left out.",
        "long": "{count} rows were longer than what fits and were left out.",
        "dropped!": "Mend them to learn from them.",
    },
    "ru": {
        "short": "В файле {file} строк {rows}, а доля повторения {share:g} требует {wanted}; "
        "каждая взята по одному разу.",
        "short!": "Добавьте общих примеров или уменьшите data.replay.share.",
        "bad": "Не прочитано и пропущено строк: {count}.",
        "long": "Не поместилось и пропущено строк: {count}.",
        "dropped!": "Исправьте их, чтобы модель училась и на них.",
    },
}
FILE_PREFIX = "file:"
_NAMED = 100


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

    train: list[Example]
    documents: list[Document]
    replay: list[Example]
    held_out: list[Example]
    held_out_documents: list[Document]
    rows: list[Row]
    held_out_rows: list[Row]
    findings: tuple[Finding, ...]
    counts: Counts
    files: tuple[Path, ...]


def prepare(recipe: Recipe, root: Path, renderer: Renderer, context: int) -> Prepared:
    """Reads, splits, mixes and renders. Raises `sources.BadRowsError`, whose `findings` are
    every bad file and row, unless `data.bad_rows` and `data.long_rows` say to drop them."""
    settings = recipe.data
    limit = _limit(recipe, context)
    system = system_prompt(recipe, root)
    sources = {
        "train": load([Path(name) for name in settings.train], root),
        "eval": load([Path(name) for name in settings.eval], root),
        "replay": load([Path(settings.replay.file)] if settings.replay else [], root),
    }
    sides = _sides(recipe, sources["train"], sources["eval"])
    replay, replay_notes = _replayed(recipe, sources["replay"].examples, sides.kept)
    rendering = _Rendering(METHODS.get(recipe.method.name)(recipe.method), renderer, limit)
    train = [_said(example, system) for example in sides.train]
    replay = [_said(example, system) for example in replay]
    held_out = [_said(example, system) for example in sides.held_out]
    rows = rendering.rows([*train, *sides.documents, *replay])
    held_out_rows = rendering.rows([*held_out, *sides.held_out_documents])
    bad, unlisted = _bad(sources.values())
    bad += rendering.bad
    notes = [note for loaded in sources.values() for note in loaded.notes]
    dropped = _refuse_or_drop(recipe, bad, rendering.long, unlisted)
    _refuse_nothing(rows, recipe)
    return Prepared(
        train,
        sides.documents,
        replay,
        held_out,
        sides.held_out_documents,
        rows,
        held_out_rows,
        (*notes, *replay_notes, *dropped),
        Counts(
            rows=len(rows),
            tokens=sum(len(row.tokens) for row in rows),
            trained_tokens=sum(int(row.trained.sum()) for row in rows),
            held_out_rows=len(held_out_rows),
            dropped_bad=len(bad) + unlisted,
            dropped_long=len(rendering.long),
            replayed=len(replay),
        ),
        tuple(path for loaded in sources.values() for path in loaded.files),
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
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise RecipeError(
            f"prompt.system names the file '{name}', which cannot be read: {reason}. "
            "Write the text there, or put it into the recipe itself."
        ) from None


@dataclass(frozen=True)
class _Sides:
    train: list[Example]
    documents: list[Document]
    held_out: list[Example]
    held_out_documents: list[Document]

    @property
    def kept(self) -> int:
        return len(self.train) + len(self.documents)


def _bad(sources: Iterable[Loaded]) -> tuple[list[Finding], int]:
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
    if recipe.data.eval:
        return _Sides(
            list(train.examples),
            list(train.documents),
            list(held_out.examples),
            list(held_out.documents),
        )
    share, seed = recipe.data.eval_share, recipe.seed
    examples, held_examples = split(train.examples, share, seed)
    documents, held_documents = split(train.documents, share, seed)
    return _Sides(examples, documents, held_examples, held_documents)


def _replayed(
    recipe: Recipe, general: Sequence[Example], kept: int
) -> tuple[list[Example], list[Finding]]:
    """A seeded choice of general examples that makes `share` of all training rows."""
    settings = recipe.data.replay
    if settings is None:
        return [], []
    wanted = round(settings.share / (1 - settings.share) * kept)
    if wanted <= len(general):
        return random.Random(recipe.seed).sample(list(general), wanted), []
    share = len(general) / (len(general) + kept)
    said = _SAID[recipe.language]
    note = Finding(
        code="short-replay",
        severity="note",
        message=said["short"].format(
            file=settings.file, rows=len(general), share=settings.share, wanted=wanted
        ),
        remedy=said["short!"],
        where=(Where(settings.file),),
        figure=share,
        threshold=settings.share,
    )
    return list(general), [note]


def _said(example: Example, system: str) -> Example:
    return replace(example, messages=with_system(example.messages, system))


class _Rendering:
    """Renders records one by one, so that every bad one is found."""

    def __init__(self, method: Method, renderer: Renderer, limit: int) -> None:
        self._method = method
        self._renderer = renderer
        self._limit = limit
        self.bad: list[Finding] = []
        self.long: list[Finding] = []

    def rows(self, records: Iterable[Example | Document]) -> list[Row]:
        """The rows that can be trained on; the others go to `bad` and `long`."""
        rows = [row for record in records for row in self._render(record)]
        if self._method.name == "pretrain":  # running text goes on in the next row
            return list(cut(rows, self._limit))
        kept, long = bounded(rows, self._limit)
        self.long.extend(_too_long(row, self._limit) for row in long)
        return kept

    def _render(self, record: Example | Document) -> list[Row]:
        try:
            return list(self._method.rows([record], self._renderer))
        except UserError as error:
            problem = str(error).removeprefix(str(record.where)).lstrip(" :")
            remedy = "Mend or remove the row, or set data.bad_rows: drop."
            where = (record.where,)
            self.bad.append(Finding(BAD_ROW, "hold", problem, remedy, where))
            return []


def _too_long(row: Row, limit: int) -> Finding:
    return Finding(
        code=LONG_ROW,
        severity="hold",
        message=f"The row has {len(row.tokens)} tokens, but at most {limit} fit.",
        remedy="Shorten it, or set data.long_rows: drop.",
        where=(row.where,),
        figure=len(row.tokens),
        threshold=limit,
    )


def _limit(recipe: Recipe, context: int) -> int:
    length = recipe.data.max_length
    if length is not None and length > context:
        raise RecipeError(
            f"data.max_length is {length}, but the base reads at most {context} tokens. "
            f"Set it to {context} or less, or leave it out."
        )
    return length or context


def _refuse_or_drop(
    recipe: Recipe, bad: Sequence[Finding], long: Sequence[Finding], unlisted: int = 0
) -> list[Finding]:
    """What is said of the dropped rows; raises when the recipe does not let them be dropped.
    A file that cannot be read is never dropped."""
    refused = [f for f in bad if recipe.data.bad_rows == "refuse" or f.code == BAD_FILE]
    refused += long if recipe.data.long_rows == "refuse" else []
    if refused:
        raise bad_rows(refused, unlisted=unlisted if recipe.data.bad_rows == "refuse" else 0)
    said = _SAID[recipe.language]
    return [*_dropped(bad, "bad", said, unlisted), *_dropped(long, "long", said)]


def _dropped(
    findings: Sequence[Finding], why: str, said: Mapping[str, str], unlisted: int = 0
) -> list[Finding]:
    if not findings:
        return []
    places = tuple(finding.where[0] for finding in findings[:_NAMED])
    return [
        Finding(
            code="dropped-rows",
            severity="warning",
            message=said[why].format(count=len(findings) + unlisted),
            remedy=said["dropped!"],
            where=places,
            figure=len(findings) + unlisted,
        )
    ]


def _refuse_nothing(rows: Sequence[Row], recipe: Recipe) -> None:
    if not rows:
        raise DataError(
            f"no training rows are left of {', '.join(recipe.data.train)}. "
            "Give more data, or lower data.eval_share."
        )
