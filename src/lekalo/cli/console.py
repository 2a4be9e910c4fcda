"""What every command prints with: findings, tables, progress, JSON and errors.

Results go to standard output, progress to standard error. With `--json` standard output
holds one JSON document and nothing else.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from lekalo.core.errors import LekaloError
from lekalo.core.findings import finding_json
from lekalo.core.records import Finding, SuiteResult, Verdict

if TYPE_CHECKING:
    from lekalo.project import Report

_COLOURS = {"note": "cyan", "warning": "yellow", "hold": "bold red"}
_DECISIONS = {"release": "bold green", "hold": "bold red", "undecided": "bold yellow"}
_PLACES = 5
_FINDINGS = 20
"""Findings of an error that a screen shows."""

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def say(text: str, style: str = "") -> None:
    """A line on standard output; `text` is shown as it is, never read as markup."""
    out.print(Text(text, style=style))


def say_error(error: LekaloError, *, json_wanted: bool) -> None:
    """The error as a sentence on standard error, with its first findings, or as JSON, with all,
    where that was asked for."""
    findings: tuple[Finding, ...] = getattr(error, "findings", ())
    if json_wanted:
        print_json({"error": str(error), "findings": [finding_json(f) for f in findings]})
        return
    err.print(Text("Held: " if error.exit_code == 1 else "Error: ", style="bold red"), end="")
    err.print(Text(str(error)))
    for finding in findings[:_FINDINGS]:
        err.print(_finding_text(finding))
    if len(findings) > _FINDINGS:
        more = len(findings) - _FINDINGS
        err.print(Text(f"  and {more:,} more; the same command with --json lists them all"))


def say_findings(findings: Iterable[Finding]) -> None:
    """Each finding: its code, what and why, where, and what to do instead."""
    for finding in findings:
        out.print(_finding_text(finding))


def _finding_text(finding: Finding) -> Text:
    text = Text()
    text.append(f"  {finding.severity} ", style=_COLOURS[finding.severity])
    text.append(f"{finding.code}: ", style="bold")
    text.append(finding.message)
    if finding.where:
        places = ", ".join(str(where) for where in finding.where[:_PLACES])
        more = len(finding.where) - _PLACES
        text.append(f" [{places}{f' and {more} more' if more > 0 else ''}]", style="dim")
    text.append(f"\n    -> {finding.remedy}", style="green")
    return text


def say_verdict(verdict: Verdict) -> None:
    """The gate's word, with its reasons."""
    line = Text("Gate: ")
    line.append(verdict.decision, style=_DECISIONS[verdict.decision])
    line.append(f" ({verdict.candidate} against {verdict.against or 'nothing'})", style="dim")
    if verdict.missing_items:
        line.append(f"; {verdict.missing_items} more items would tell")
    out.print(line)
    say_findings(verdict.reasons)


def suites_table(columns: dict[str, Iterable[SuiteResult]]) -> None:
    """One row a suite, one column a model; what was not measured says so."""
    table = Table("suite", "kind", *columns, box=None, pad_edge=False, header_style="bold")
    results = {name: {r.suite: r for r in found} for name, found in columns.items()}
    kinds = {r.suite: r.kind for found in results.values() for r in found.values()}
    for suite, kind in kinds.items():
        cells = [share(found.get(suite)) for found in results.values()]
        table.add_row(suite, kind, *cells)
    out.print(table)


def share(result: SuiteResult | None) -> str:
    """`95 % (90-98, n=60)`, or that it was not measured."""
    if result is None:
        return "not measured"
    i = result.interval
    return f"{i.value:.0%} ({i.low * 100:.0f}-{i.high * 100:.0f}, n={i.count})"


@contextmanager
def stages() -> Iterator[Report]:
    """A bar a stage on standard error, for what `workflow` reports; it vanishes at the end."""
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=err, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int, note: str = "") -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=None, note=note)
            bars.update(tasks[stage], completed=done, total=total or None, note=note)

        yield report
