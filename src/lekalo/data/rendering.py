"""Records to rows of tokens, one by one, so that every bad one is found and none is held.

    rendering = Rendering(recipe, renderer, limit)
    rows = rendering.rows(examples)          # those that can be trained on
    rendering.bad, rendering.long            # the others, listed up to a bound and counted

Leaves out where records come from and what is done about the bad ones (`prepare`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from lekalo.core.errors import UserError
from lekalo.core.interfaces import METHODS, Method
from lekalo.core.recipe import Recipe
from lekalo.core.records import Document, Example, Finding, Where
from lekalo.data.batches import Row, Rows
from lekalo.data.preparing_words import SAID, tokens
from lekalo.data.remarks import BAD_ROW, MAX_BAD
from lekalo.data.rows import RowWriter, cut
from lekalo.models.chat import Renderer

LONG_ROW = "long-row"


@dataclass
class Tally:
    """Findings of one kind: the first of them, and how many there are in all."""

    listed: list[Finding] = field(default_factory=list)
    count: int = 0

    def add(self, finding: Finding) -> None:
        """Counts one, and lists it while there is room."""
        self.count += 1
        if len(self.listed) < MAX_BAD:
            self.listed.append(finding)

    def extend(self, listed: Sequence[Finding], unlisted: int) -> None:
        """Takes in what was listed, and counted beyond that, elsewhere."""
        self.listed += listed
        self.count += len(listed) + unlisted


class Rendering:
    """Renders records of both sides; `trained` counts the last side's targets."""

    def __init__(self, recipe: Recipe, renderer: Renderer, limit: int) -> None:
        self._method = METHODS.get(recipe.method.name)(recipe.method)
        self._running = METHODS.get("pretrain")(recipe.method)
        self._renderer = renderer
        self._limit = limit
        self._language = recipe.language
        self.bad = Tally()
        self.long = Tally()
        self.trained = 0

    def rows(
        self,
        records: Iterable[Example | Document],
        replayed: Iterable[Example | Document] = (),
    ) -> Rows:
        """The rows that can be trained on; the others go to `bad` and `long`. Documents among
        the `replayed` are running text, whatever the method makes of chats."""
        writer = RowWriter()
        for row in chain(self._made(records, self._method), self._again(replayed)):
            writer.add(row)
        self.trained = writer.trained
        return writer.close()

    def _again(self, records: Iterable[Example | Document]) -> Iterator[Row]:
        for record in records:
            method = self._running if isinstance(record, Document) else self._method
            yield from self._made([record], method)

    def _made(self, records: Iterable[Example | Document], method: Method) -> Iterator[Row]:
        rows = (row for record in records for row in self._render(record, method))
        running = method.name == self._running.name  # such text goes on in the next row
        return cut(rows, self._limit) if running else self._fitting(rows)

    def _render(self, record: Example | Document, method: Method) -> Sequence[Row]:
        try:
            return list(method.rows([record], self._renderer))
        except UserError as error:
            self.bad.add(self._refused(error, record.where))
            return ()

    def _refused(self, error: UserError, where: Where) -> Finding:
        problem = error.say(self._language).removeprefix(str(where)).lstrip(" :")
        return Finding(BAD_ROW, "hold", problem, SAID[self._language]["bad!"], (where,))

    def _fitting(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            if len(row.tokens) <= self._limit:
                yield row
            else:
                self.long.add(self._too_long(row))

    def _too_long(self, row: Row) -> Finding:
        said, count = SAID[self._language], len(row.tokens)
        message = said["over"].format(tokens=tokens(count, self._language), limit=self._limit)
        place = (row.where,)
        return Finding(LONG_ROW, "hold", message, said["over!"], place, count, self._limit)
