"""From checked data to the page: one HTML file that needs no network.

    write_page(Path("check.html"), checked)

Its script filters and searches. Excerpts of rows are masked, so that the page may be passed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from markupsafe import Markup

from lekalo.core.files import write_text
from lekalo.core.page import figure, render
from lekalo.core.records import Finding, Language, Severity, Where
from lekalo.data.checked import Checked, Group, grouped, short_names
from lekalo.data.inspection import Excerpt, Place, Seen, hidden, inspect
from lekalo.data.report.plots import histogram_plot, share_bar
from lekalo.data.report.words import WORDS

_MOST_ROWS = 300
"""Places shown of one finding."""
_MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One place of a finding: what it is called, its group, and the row's beginning."""

    place: str
    part: str
    excerpt: Excerpt | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding as the page shows it."""

    code: str
    severity: Severity
    message: str
    remedy: str
    count: int
    rows: tuple[ShownRow, ...]
    more: int
    because: str


def write_page(path: Path, checked: Checked) -> None:
    """Writes the page to `path`, atomically."""
    write_text(path, render_page(checked))


def render_page(checked: Checked) -> str:
    """The page as text."""
    language = checked.material.language
    words = WORDS[language]
    found = grouped(checked.findings)
    seen = inspect(checked.material, frozenset(_places(checked.findings)))
    showing = _Showing(seen, short_names(checked), checked.accepted)
    return render(
        "lekalo.data.report",
        "check",
        language,
        words,
        c=checked,
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        findings=[_shown(group, showing) for group in found],
        names=showing.names,
        seen=seen,
        pictures=_pictures(checked, seen, language),
        checks=_checks(checked),
    )


def _places(findings: Iterable[Finding]) -> Iterable[Place]:
    return ((where.file, where.line) for finding in findings for where in finding.where)


@dataclass(frozen=True)
class _Showing:
    """What is needed to show a finding."""

    seen: Seen
    names: Mapping[str, str]
    accepted: Mapping[str, str]


def _shown(group: Group, showing: _Showing) -> Shown:
    first = group.first
    many = len(group.findings) > 1
    rows = [
        _row(where, showing, finding.message if many else "")
        for finding in group.findings[:_MOST_ROWS]
        for where in finding.where or (Where(),)
    ]
    rows = [row for row in rows if row.place or row.part or row.said]
    return Shown(
        first.code,
        first.severity,
        first.message,
        first.remedy,
        len(group.findings),
        tuple(rows[:_MOST_ROWS]),
        max(0, len(group.findings) - _MOST_ROWS),
        showing.accepted.get(first.code, ""),
    )


def _row(where: Where, showing: _Showing, said: str) -> ShownRow:
    excerpt = showing.seen.excerpt(where)
    name = showing.names.get(where.file, where.file)
    place = f"{name}:{where.line}" if where.line is not None else name
    return ShownRow(place, where.part, excerpt, hidden(said))


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart."""

    label: str
    count: int
    svg: Markup


def _pictures(checked: Checked, seen: Seen, language: Language) -> dict[str, object]:
    words = WORDS[language]

    def number(value: float) -> str:
        return figure(value, language)

    def lengths(name: str) -> Markup:
        drawn = seen.questions if name == "asked" else seen.answers
        return histogram_plot(drawn, words[f"lengths_{name}"], words["length_axis"], number)

    named: dict[str, int] = {}
    for finding in checked.findings:
        named[finding.code] = named.get(finding.code, 0) + max(1, len(finding.where))
    repeats = {"unique": seen.rows - seen.repeats, "repeated": seen.repeats}
    return {
        "asked": lengths("asked"),
        "answered": lengths("answered"),
        "turns": _bars({words.get(turns, turns): n for turns, n in seen.turns.items()}),
        "letters": _bars({words[letters]: n for letters, n in seen.letters.items()}),
        "repeats": _bars({words[name]: n for name, n in repeats.items()}),
        "by_kind": _bars(dict(sorted(named.items(), key=lambda item: -item[1]))),
    }


def _bars(counts: Mapping[str, int]) -> list[Bar]:
    whole = sum(counts.values()) or 1
    return [
        Bar(label, count, share_bar(count / whole))
        for label, count in list(counts.items())[:_MOST_BARS]
    ]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check: `state` is `fine`, `found` or `not_run`; `detail` the count or the reason."""

    name: str
    state: str
    detail: str
    failed: bool
    seconds: float | None


def _checks(checked: Checked) -> list[CheckLine]:
    audit, took = checked.audit, checked.audit.seconds
    lines = [
        *(CheckLine(name, "fine", "", False, took.get(name)) for name in audit.passed),
        *(
            CheckLine(name, "found", str(count), False, took.get(name))
            for name, count in audit.found.items()
        ),
        *(
            CheckLine(item.check, "not_run", item.reason, item.failed, took.get(item.check))
            for item in audit.not_run
        ),
    ]
    return sorted(lines, key=lambda line: line.name)
