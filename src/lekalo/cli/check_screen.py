"""How checked data looks on one screen of a terminal, and as JSON.

What spoils the data comes first to the eye, the worst first, each in a few lines; all of it, with
every place, is on the page and in the JSON.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.text import Text

from lekalo.cli import console
from lekalo.core.findings import finding_json
from lekalo.core.page import SHARED, figure
from lekalo.core.records import Where
from lekalo.data.checked import Checked, Group, grouped, short_names
from lekalo.data.fixing import Fixed
from lekalo.data.report.words import WORDS, rows

HEIGHT = 23
"""Lines of a 24-line terminal that the prompt does not take."""
_WIDTHS = (60, 110)
_FILES = 4
_PLACES = 3
_REASONS = 4
_COLOURS = {"hold": "bold red", "warning": "yellow", "note": "cyan"}


def checked_json(checked: Checked, page: Path | None, fixed: Sequence[Fixed]) -> dict[str, Any]:
    """What `check --json` prints. `not_run` gives reasons; those in `failed` should have run."""
    audit = checked.audit
    return {
        "held": bool(checked.held),
        "kinds": list(checked.kinds),
        "language": checked.material.language,
        "files": [
            {"file": one.name, "rows": one.rows, "shape": one.shape, "for": one.side}
            for one in checked.files
        ],
        "findings": [finding_json(finding) for finding in checked.findings],
        "accepted": dict(checked.accepted),
        "passed": list(audit.passed),
        "not_run": {item.check: item.reason for item in audit.not_run},
        "failed": [item.check for item in audit.not_run if item.failed],
        "seconds": {
            "all": round(checked.seconds, 3),
            "checks": {name: round(seconds, 3) for name, seconds in audit.seconds.items()},
        },
        "page": str(page) if page else None,
        "fixed": [
            {
                "source": one.source,
                "copy": str(one.copy) if one.copy else None,
                "list": str(one.list_file) if one.list_file else None,
                "removed": one.removed,
                "replaced": one.replaced,
                "left": one.left,
            }
            for one in fixed
        ],
    }


def say_checked(checked: Checked, page: Path, fixed: Sequence[Fixed] | None) -> None:
    """Prints the screen; `fixed` is None where no cleaned copy was asked for."""
    width = min(max(console.out.width, _WIDTHS[0]), _WIDTHS[1])
    for line in screen(checked, page, fixed, width):
        console.out.print(line)


def screen(
    checked: Checked, page: Path, fixed: Sequence[Fixed] | None, width: int = 80
) -> list[Text]:
    """At most `HEIGHT` lines of at most `width` columns (a path may be longer)."""
    above = _files(checked, width)
    below = [*_unremarkable(checked, width), *_fixed(checked, fixed), *_end(checked, page, width)]
    room = HEIGHT - len(above) - len(below)
    return [*above, *_findings(checked, width, room), *below]


def _files(checked: Checked, width: int) -> list[Text]:
    words, language = WORDS[checked.material.language], checked.material.language
    lines, names = [], short_names(checked)
    for one in checked.files[:_FILES]:
        about = f"{figure(one.rows, language)} {rows(one.rows, language).partition(' ')[2]}"
        shape = f", {words.get(one.shape, one.shape)}" if one.shape else ""
        side = "" if one.side == "train" else f" ({words[one.side]})"
        line = Text(names[one.name], style="bold")
        line.append(f": {about}{shape}{side}", style="not bold")
        line.truncate(width, overflow="ellipsis")
        lines.append(line)
    if len(checked.files) > _FILES:
        rest = checked.files[_FILES:]
        count = figure(sum(one.rows for one in rest), language)
        more = words["and_more"].format(count=figure(len(rest), language))
        lines.append(Text(f"{more}: {count}", style="dim"))
    return lines


def _findings(checked: Checked, width: int, room: int) -> list[Text]:
    words = WORDS[checked.material.language]
    groups = grouped(checked.findings)
    if not groups:
        return [Text(words["s_nothing"], style="green")]
    lines: list[Text] = []
    for number, group in enumerate(groups):
        left = room - len(lines) - (number + 1 < len(groups))
        shown = _group(checked, group, width, left)
        if len(lines) + len(shown) + (number + 1 < len(groups)) > room:
            lines.append(Text(words["s_more"].format(count=len(groups) - number), style="dim"))
            break
        lines += shown
    return lines


def _group(checked: Checked, group: Group, width: int, room: int) -> list[Text]:
    """A mistake in at most three lines: its code, what and why, and its first places; one that
    has several reasons, in at most five, each reason beside its places."""
    words, finding = WORDS[checked.material.language], group.first
    times = f" × {len(group.findings)}" if len(group.findings) > 1 else ""
    accepted = finding.code in checked.accepted
    severity = SHARED[checked.material.language][finding.severity]
    head = f"{severity} {finding.code}{times}: "
    reasons = _reasons(group)
    said = _lines(head + finding.message, width, 2) if len(reasons) == 1 else [head.rstrip()]
    first = Text(said[0])
    first.stylize("dim" if accepted else _COLOURS[finding.severity], 0, len(head) - 1)
    if len(reasons) > 1:
        return [first, *_apart(checked, reasons, width, min(_REASONS, max(2, room - 1)))]
    where = [place for one in group.findings for place in one.where]
    lines = [first, *map(Text, said[1:])]
    if where:
        places = _places(where[:_PLACES], short_names(checked))
        more = words["and_more"].format(count=len(where) - _PLACES)
        tail = f" {more}" if len(where) > _PLACES else ""
        line = Text(f"    {places}", style="dim")
        line.truncate(width - len(tail), overflow="ellipsis")
        lines.append(line.append(tail))
    return lines


def _reasons(group: Group) -> dict[str, list[Where]]:
    """What is said of the places of a mistake, in the order of the findings."""
    reasons: dict[str, list[Where]] = {}
    for finding in group.findings:
        reasons.setdefault(finding.message, []).extend(finding.where)
    return reasons


def _apart(
    checked: Checked, reasons: Mapping[str, Sequence[Where]], width: int, most: int
) -> list[Text]:
    """Reasons in at most `most` lines, each behind its first places."""
    words, names = WORDS[checked.material.language], short_names(checked)
    shown = most if len(reasons) <= most else most - 1
    lines = []
    for reason, where in list(reasons.items())[:shown]:
        places = _places(where[:_PLACES], names)
        if len(where) > _PLACES:
            places += " " + words["and_more"].format(count=len(where) - _PLACES)
        line = Text(f"    {places}", style="dim")
        line.truncate(width // 2, overflow="ellipsis")  # a long path leaves room for the reason
        line.append(f": {reason}" if places else reason, style="not dim")
        line.truncate(width, overflow="ellipsis")
        lines.append(line)
    if len(reasons) > shown:
        more = words["s_more"].format(count=len(reasons) - shown)
        lines.append(Text(f"    {more}", style="dim"))
    return lines


def _places(where: Sequence[Where], names: Mapping[str, str]) -> str:
    """`a.jsonl:3, :8, b.csv:2 Anna`: a file is named once."""
    said, before = [], ""
    for one in where:
        place = str(replace(one, file=names.get(one.file, one.file)))
        same = one.file == before and one.line is not None
        said.append(place[len(names.get(one.file, one.file)) :] if same else place)
        before = one.file
    return ", ".join(said)


def _unremarkable(checked: Checked, width: int) -> list[Text]:
    """Which checks found nothing, and which did not run."""
    words, audit = WORDS[checked.material.language], checked.audit
    lines = []
    if audit.passed:
        fine = f"{words['s_fine']}: {', '.join(audit.passed)}"
        lines += [Text(line, style="green") for line in _lines(fine, width, 2)]
    failed = [item for item in audit.not_run if item.failed]
    for item in failed[:2]:
        said = _lines(f"{words['s_failed']} {item.check}: {item.reason}", width, 1)
        lines.append(Text(said[0], style="bold red"))
    if len(failed) > 2:
        names = ", ".join(item.check for item in failed[2:])
        lines.append(Text(_lines(f"{words['s_failed']}: {names}", width, 1)[0], style="bold red"))
    if idle := _by_reason(item for item in audit.not_run if not item.failed):
        text = f"{words['s_not_run']}: {idle}"
        lines += [Text(line, style="yellow") for line in _lines(text, width, 3)]
    return lines


def _by_reason(items: Iterable[Any]) -> str:
    reasons: dict[str, list[str]] = {}
    for item in items:
        reasons.setdefault(item.reason, []).append(item.check)
    return "; ".join(f"{', '.join(names)} ({reason})" for reason, names in reasons.items())


def _fixed(checked: Checked, fixed: Sequence[Fixed] | None) -> list[Text]:
    if fixed is None:
        return []
    words = WORDS[checked.material.language]
    made = [one for one in fixed if one.copy]
    if not made:
        return [Text(f"{words['s_fixed']}: {words['s_nothing_to_fix']}")]
    lines = []
    for one in made[:2]:
        counts = words["s_removed"].format(removed=one.removed, replaced=one.replaced)
        lines.append(
            Text(f"{words['s_fixed']}: {one.copy} ({counts}; {words['s_list']}: {one.list_file})")
        )
    if len(made) > 2:
        lines.append(Text(words["and_more"].format(count=len(made) - 2), style="dim"))
    return lines


def _end(checked: Checked, page: Path, width: int) -> list[Text]:
    words = WORDS[checked.material.language]
    lines = []
    wanted = checked.held or checked.findings
    if wanted and wanted[0].remedy:
        said = _lines(f"{words['s_first']}: {wanted[0].remedy}", width, 2)
        lines += [Text(line, style="bold") for line in said]
    return [*lines, Text(f"{words['s_page']}: {page}")]


def _lines(text: str, width: int, most: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        max_lines=most,
        placeholder=" …",
        subsequent_indent="    ",
        break_on_hyphens=False,
    )
