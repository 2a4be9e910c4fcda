"""What every command prints with: findings, tables, progress, JSON and errors.

Results go to standard output, progress to standard error. With `--json` standard output
holds one JSON document and nothing else. All is said in the listener's language.
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

from lekalo.cli import words
from lekalo.cli.listener import spoken
from lekalo.core.errors import LekaloError
from lekalo.core.findings import finding_json
from lekalo.core.page import figure
from lekalo.core.records import Finding, Language, SuiteResult, Verdict
from lekalo.core.wording import Sayable, said_in

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


def say(text: str | Sayable, style: str = "") -> None:
    """A line on standard output; it is shown as it is, never read as markup."""
    out.print(Text(said_in(text, spoken()), style=style))


def say_error(error: LekaloError, *, json_wanted: bool) -> None:
    """The error as a sentence on standard error, with its first findings, or as JSON, with all,
    where that was asked for."""
    language, findings = spoken(), getattr(error, "findings", ())
    if json_wanted:
        told = [finding_json(finding) for finding in findings]
        print_json({"error": error.say(language), "findings": told})
        return
    head = words.HELD if error.exit_code == 1 else words.ERROR
    err.print(Text(head.say(language), style="bold red"), end="")
    err.print(Text(error.say(language)))
    for finding in findings[:_FINDINGS]:
        err.print(_finding_text(finding, language))
    if len(findings) > _FINDINGS:
        more = figure(len(findings) - _FINDINGS, language)
        err.print(Text(words.MORE_FINDINGS(count=more).say(language)))


def say_findings(findings: Iterable[Finding], language: Language | None = None) -> None:
    """Each finding: its code, what and why, where, and what to do instead."""
    for finding in findings:
        out.print(_finding_text(finding, language or spoken()))


def _finding_text(finding: Finding, language: Language) -> Text:
    text = Text()
    severity = words.SEVERITIES[finding.severity].say(language)
    text.append(f"  {severity} ", style=_COLOURS[finding.severity])
    text.append(f"{finding.code}: ", style="bold")
    text.append(finding.message)
    if finding.where:
        places = ", ".join(str(where) for where in finding.where[:_PLACES])
        more = len(finding.where) - _PLACES
        places += words.MORE(count=more).say(language) if more > 0 else ""
        text.append(f" [{places}]", style="dim")
    if finding.remedy:
        text.append(f"\n    -> {finding.remedy}", style="green")
    return text


def say_verdict(verdict: Verdict) -> None:
    """The gate's word, with its reasons."""
    language = spoken()
    line = Text(words.GATE.say(language))
    line.append(words.DECISIONS[verdict.decision].say(language), _DECISIONS[verdict.decision])
    sides = words.GATE_SIDES if verdict.against else words.GATE_ALONE
    said = sides(candidate=verdict.candidate, against=verdict.against)
    line.append(said.say(language), style="dim")
    if verdict.missing_items:
        line.append(words.MORE_ITEMS(count=verdict.missing_items).say(language))
    out.print(line)
    say_findings(verdict.reasons, language)


def table(*columns: str | Sayable) -> Table:
    """An empty table with these headings."""
    headings = (said_in(column, spoken()) for column in columns)
    return Table(*headings, box=None, pad_edge=False, header_style="bold")


def suites_table(columns: dict[str, Iterable[SuiteResult]]) -> None:
    """One row a suite, one column a model; what was not measured says so."""
    made = table(words.SUITE, words.KIND, *columns)
    results = {name: {r.suite: r for r in found} for name, found in columns.items()}
    kinds = {r.suite: r.kind for found in results.values() for r in found.values()}
    for suite, kind in kinds.items():
        cells = [share(found.get(suite)) for found in results.values()]
        made.add_row(suite, words.SUITE_KINDS[kind].say(spoken()), *cells)
    out.print(made)


def share(result: SuiteResult | None) -> str:
    """`95% (90-98, n=60)`, or that it was not measured."""
    if result is None:
        return words.NOT_MEASURED.say(spoken())
    i = result.interval
    return f"{i.value:.0%} ({i.low * 100:.0f}-{i.high * 100:.0f}, n={i.count})"


@contextmanager
def stages() -> Iterator[Report]:
    """A bar a stage on standard error, for what `workflow` reports; it vanishes at the end."""
    language = spoken()
    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=err, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int, note: str = "") -> None:
            if stage not in tasks:
                name = words.STAGES[stage].say(language)
                tasks[stage] = bars.add_task(name, total=None, note=note)
            bars.update(tasks[stage], completed=done, total=total or None, note=note)

        yield report
