"""What template the answers of one task share, and how each answer departs from it.

Only headings that many answers have are looked at, so that a heading of one answer's own text
("Ingredients:") is no departure. Leaves out reading the data and the words of the findings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz.fuzz import ratio

from lekalo.text.shape import WEAK, Heading, Shape, plain

MIN_ANSWERS = 10
DOMINANT = 0.6
_COMMON = 0.04  # a heading that fewer answers have is one answer's own text
_COMPETING = 0.1  # the share of answers that several templates must cover to be named
_NEVER = 0.1  # a formula that fewer answers have is out of place where a template rules
_SPELT_ALIKE = 75
_FORMULAS = 50_000

Headings = tuple[Heading, ...]
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Departure:
    """One way an answer departs: `none`, `missing`, `renamed`, `order`, `written`, `other`,
    `extra`, `greeting` or `closing`; the part of the template, and what stands in its place."""

    kind: str
    expected: str = ""
    found: str = ""


class Formulas:
    """Counts short texts of which only the frequent ones matter, in bounded memory."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.total = 0

    def add(self, said: str) -> None:
        """Counts one answer, with the formula it has or with ''."""
        self.total += 1
        if said:
            self.counts[said] += 1
            if len(self.counts) > _FORMULAS:
                self.counts = Counter({k: n for k, n in self.counts.items() if n > 1})

    def absorb(self, other: Formulas) -> None:
        """Adds what another has counted."""
        self.counts.update(other.counts)
        self.total += other.total

    def dominant(self) -> str:
        """The formula of most answers, or ''."""
        if not self.counts:
            return ""
        said, count = self.counts.most_common(1)[0]
        needed = 0.9 if said == WEAK else DOMINANT
        return said if count >= needed * self.total else ""

    def never(self) -> bool:
        """Whether hardly any answer has a formula."""
        strong = sum(self.counts.values()) - self.counts[WEAK]
        return strong < _NEVER * self.total


@dataclass
class Task:
    """The answers to one system text, counted by what their shape is."""

    shapes: Counter[Headings] = field(default_factory=Counter)
    greetings: Formulas = field(default_factory=Formulas)
    closings: Formulas = field(default_factory=Formulas)
    signatures: Formulas = field(default_factory=Formulas)

    def add(self, shape: Shape, first: bool, last: bool) -> None:
        """Counts one answer; only a chat's first answer greets, and its last one closes."""
        self.shapes[shape.headings] += 1
        if first:
            self.greetings.add(shape.greeting)
        if last:
            self.closings.add(shape.closing)
            self.signatures.add(shape.signature)

    def absorb(self, other: Task) -> None:
        """Adds what another task has counted."""
        self.shapes.update(other.shapes)
        self.greetings.absorb(other.greetings)
        self.closings.absorb(other.closings)
        self.signatures.absorb(other.signatures)


@dataclass(frozen=True, slots=True)
class Template:
    """What most answers share. `headings` are their plain names in order, () where the answers
    share a formula alone; `groups` are the sequences that compete where none rules."""

    answers: int
    followers: int
    headings: Names
    written: tuple[tuple[str, str], ...]
    common: frozenset[str]
    extra: frozenset[str]
    greeting: str
    closing: str
    signature: str
    no_greeting: bool
    no_closing: bool
    groups: tuple[tuple[Names, int], ...] = ()

    def departures(self, shape: Shape, first: bool, last: bool) -> tuple[Departure, ...]:
        """How this answer departs; empty where it follows."""
        found = list(_headings(self, shape.headings)) if self.headings else []
        if first:
            found += _formula("greeting", self.greeting, shape.greeting, self.no_greeting)
        if last:
            said = "" if shape.closing == WEAK != self.closing else shape.closing
            found += _formula("closing", self.closing, said, self.no_closing)
            if self.signature and shape.signature != self.signature and not self.closing:
                found.append(Departure("closing", self.signature, shape.signature))
        return tuple(found)

    def group(self, shape: Shape) -> Names:
        """Which of the competing sequences an answer has, () for none of them."""
        return _reduced(shape.headings, self.common)


def template_of(task: Task) -> Template | None:
    """The template of a task's answers; None for free prose and for too few answers."""
    answers = task.shapes.total()
    if answers < MIN_ANSWERS:
        return None
    common = _common(task.shapes, answers)
    reduced: Counter[Names] = Counter()
    for headings, count in task.shapes.items():
        reduced[_reduced(headings, common)] += count
    groups = tuple((names, n) for names, n in reduced.most_common() if _real(names, n, answers))
    rules = bool(groups) and groups[0][1] >= DOMINANT * answers
    greeting, closing = task.greetings.dominant(), task.closings.dominant()
    signature = task.signatures.dominant()
    competing = not rules and sum(n for _, n in groups) >= _COMPETING * answers
    if not (rules or greeting or closing or signature or competing):
        return None
    names = groups[0][0] if rules else ()
    return Template(
        answers=answers,
        followers=groups[0][1] if rules else 0,
        headings=names,
        written=_written(task.shapes, names, common),
        common=common,
        extra=_extra(task.shapes, names, answers),
        greeting=greeting,
        closing=closing,
        signature=signature,
        no_greeting=rules and task.greetings.never(),
        no_closing=rules and task.closings.never(),
        groups=groups if competing else (),
    )


def _common(shapes: Counter[Headings], answers: int) -> frozenset[str]:
    """The headings that enough answers have."""
    having: Counter[str] = Counter()
    for headings, count in shapes.items():
        for name in {heading.plain for heading in headings}:
            having[name] += count
    enough = max(5 if answers > MIN_ANSWERS * 5 else 2, _COMMON * answers)
    return frozenset(name for name, count in having.items() if count >= enough)


def _extra(shapes: Counter[Headings], names: Names, answers: int) -> frozenset[str]:
    """Headings marked as the template's are, each alone and always in the same place in a few of
    its answers: blocks that do not belong. What stands now here, now there, is an answer's own
    text, and what many answers have is a block that may be there."""
    having: Counter[str] = Counter()
    slots: dict[str, set[int]] = {}
    for headings, count in shapes.items() if names else ():
        own = _own_heading(headings, names)
        if own is not None:
            slot, name = own
            having[name] += count
            slots.setdefault(name, set()).add(slot)
    few = range(max(3, round(0.01 * answers)), round(_NEVER * answers) + 1)
    return frozenset(n for n, count in having.items() if count in few and len(slots[n]) == 1)


def _own_heading(headings: Headings, names: Names) -> tuple[int, str] | None:
    """The one heading beside the template's and marked as they are, with how many of these
    stand before it; None where there is none or more than one."""
    kinds = {heading.kind for heading in headings if heading.plain in names}
    found: list[tuple[int, str]] = []
    before = 0
    for heading in headings:
        if heading.plain in names:
            before += 1
        elif heading.kind in kinds:
            found.append((before, heading.plain))
    return found[0] if len(found) == 1 else None


def _real(names: Names, count: int, answers: int) -> bool:
    """Whether a sequence is a template by itself: several headings in several answers, or one
    heading that nearly all have."""
    return count >= 3 and (len(names) > 1 or (len(names) == 1 and count >= 0.8 * answers))


def _reduced(headings: Iterable[Heading], common: frozenset[str]) -> Names:
    return tuple(heading.plain for heading in headings if heading.plain in common)


def _written(
    shapes: Counter[Headings], names: Names, common: frozenset[str]
) -> tuple[tuple[str, str], ...]:
    """How the template's headings are marked and spelt, where nearly all agree in it."""
    ways: Counter[tuple[tuple[str, str], ...]] = Counter()
    for headings, count in shapes.items():
        if names and _reduced(headings, common) == names:
            ways[_ways(headings, common)] += count
    if not ways:
        return ()
    way, count = ways.most_common(1)[0]
    return way if count >= 0.8 * ways.total() else ()


def _ways(headings: Headings, names: Container[str]) -> tuple[tuple[str, str], ...]:
    return tuple((h.kind, h.written) for h in headings if h.plain in names)


def _headings(template: Template, headings: Headings) -> Iterable[Departure]:
    names = template.headings
    own = tuple(heading for heading in headings if heading.plain in names)
    kinds = {kind for kind, _ in template.written}
    marked = tuple(heading for heading in own if heading.kind in kinds)
    if tuple(heading.plain for heading in marked) == names:
        own = marked  # "Answer: 11." in a block's text is not the heading "## Answer"
    got = tuple(heading.plain for heading in own)
    if got == names:
        way = _ways(own, names)
        if template.written and way != template.written:
            yield _written_otherwise(template.written, way)
        more = _own_heading(headings, names)
        if more and more[1] in template.extra:
            yield Departure("extra", found=more[1])
        return
    missing = [name for name in names if name not in got]
    others = [h for h in headings if h.plain not in names and h.kind != "inline"]
    if not got and not _like(names, others):
        yield Departure("other", found=others[0].written) if others else Departure("none")
    elif missing:
        shown = {plain(words): words for _, words in template.written}
        for name in missing:
            lack = _missing(name, names, headings, others)
            yield replace(lack, expected=shown.get(name, name))
    else:
        yield Departure("order", found=" / ".join(heading.written for heading in own))


def _written_otherwise(
    usual: Sequence[tuple[str, str]], way: Sequence[tuple[str, str]]
) -> Departure:
    for (kind, words), (own_kind, own_words) in zip(usual, way, strict=True):
        if words != own_words:
            return Departure("written", words, own_words)
        if kind != own_kind:
            return Departure("written", words, f"{own_words} ({own_kind})")
    return Departure("written")


def _like(names: Names, others: Sequence[Heading]) -> bool:
    return any(ratio(name, one.plain) >= _SPELT_ALIKE for name in names for one in others)


def _missing(name: str, names: Names, headings: Headings, others: Sequence[Heading]) -> Departure:
    """A block that is not there, or is there under another heading: one spelt alike, or one
    that stands between the same neighbours."""
    for other in others:
        if ratio(name, other.plain) >= _SPELT_ALIKE:
            return Departure("renamed", name, other.written)
    at = names.index(name)
    if len(headings) == len(names) and headings[at].plain not in names:
        return Departure("renamed", name, headings[at].written)
    return Departure("missing", name)


def _formula(kind: str, usual: str, said: str, never: bool) -> Iterable[Departure]:
    if said != usual and (usual or (never and said)):
        yield Departure(kind, usual, said)
