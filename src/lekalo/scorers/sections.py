"""sections: the answer has its blocks, each under its heading, each with something in it.

Options: `headings` (list), `order` (default true: they come in the order given) and
`preamble` (default false: nothing stands before the first heading).

A heading stands at the start of a line and is followed by a colon or by the line's end; its
content runs to the next heading. Markdown around it is forgiven (`## Short`, `**Short:**`,
`**Short**: text`), and so are letter case and ё/е, since those change how a block looks and
not whether it is there. Each heading stands exactly once. Headings that are not in the list
are content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, field_validator

from lekalo.core.errors import WrongValueError
from lekalo.core.interfaces import SCORERS, Scorer
from lekalo.core.records import Completion, Item, Score
from lekalo.core.wording import Sayable
from lekalo.scorers import _words as words
from lekalo.scorers._options import Options, read_options
from lekalo.scorers._text import loose, scored

# One line: marks such as `## ` or `**`, a name without a colon, then either a colon (the
# closing `**` before or after it) and content, or the end of the line.
_LINE = re.compile(
    r"[ \t]{0,3}(?:#{1,6}[ \t]+)?(?:\*\*|__)?(?P<name>[^:*_#\n][^:\n]*?)"
    r"[ \t]*(?:\*\*|__)?[ \t]*(?::[ \t]*(?:\*\*|__)?(?P<content>.*))?"
)


class SectionsOptions(Options):
    """The blocks of an answer."""

    headings: list[Annotated[str, Field(min_length=1, pattern=r"\S")]] = Field(min_length=1)
    order: bool = True
    preamble: bool = False

    @field_validator("headings")
    @classmethod
    def _distinct(cls, headings: list[str]) -> list[str]:
        names = [_key(heading) for heading in headings]
        twice = next(
            (h for h, name in zip(headings, names, strict=True) if names.count(name) > 1), ""
        )
        if twice:
            raise WrongValueError(words.HEADING_TWICE(heading=twice))
        if "" in names:
            raise WrongValueError(words.EMPTY_HEADING)
        return headings


@SCORERS.register("sections")
class Sections(Scorer):
    """1 when every block is there as the options say."""

    name: ClassVar[str] = "sections"

    @classmethod
    def validate(cls, options: Mapping[str, Any]) -> None:
        """Raises `DataError` when the options are wrong."""
        read_options(SectionsOptions, cls.name, options)

    def score(self, item: Item, completion: Completion, options: Mapping[str, Any]) -> Score:
        """1 or 0; the reason names the first heading that is wrong."""
        wanted = read_options(SectionsOptions, self.name, options)
        problem = _problem(completion.text, wanted)
        return scored(0.0, problem, item) if problem else scored(1.0, words.SECTIONS, item)


def _problem(answer: str, wanted: SectionsOptions) -> Sayable | None:
    names = {_key(heading): heading for heading in wanted.headings}
    preamble, sections = _split(answer, names)
    found = [heading for heading, _ in sections]
    for heading in wanted.headings:
        if heading not in found:
            return words.NO_SECTION(heading=heading)
        if found.count(heading) > 1:
            return words.SECTION_TWICE(heading=heading, count=found.count(heading))
    if wanted.order and found != wanted.headings:
        return words.OUT_OF_ORDER(headings=", ".join(found))
    if preamble and not wanted.preamble:
        return words.BEFORE_FIRST(heading=found[0])
    empty = next((heading for heading, content in sections if not content), "")
    return words.EMPTY_SECTION(heading=empty) if empty else None


def _split(answer: str, names: Mapping[str, str]) -> tuple[str, list[tuple[str, str]]]:
    """What stands before the first heading, and each heading found with its content."""
    preamble: list[str] = []
    sections: list[tuple[str, list[str]]] = []
    for line in answer.splitlines():
        match = _LINE.fullmatch(line.rstrip())
        heading = names.get(_key(match["name"])) if match else None
        if match and heading:
            sections.append((heading, [match["content"] or ""]))
        else:
            (sections[-1][1] if sections else preamble).append(line)
    blocks = [(heading, "\n".join(lines).strip()) for heading, lines in sections]
    return "\n".join(preamble).strip(), blocks


def _key(heading: str) -> str:
    """What is compared of a heading: no marks around it, no colon after it, loosely."""
    return loose(heading.strip().strip("#*_ \t").rstrip(":").strip("*_ \t"))
