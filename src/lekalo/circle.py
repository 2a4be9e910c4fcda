"""The whole circle on a made-up company, as `lekalo demo` tells it.

    files -> checks -> training -> suites -> gate -> live -> a worse version, refused
          -> forced live all the same -> served -> rolled back -> served

Every step is the one that a real project takes; nothing here is special but the data. The
questions are asked over HTTP, of the base and of what is live at that moment.
"""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lekalo.core.errors import HeldError
from lekalo.core.files import write_bytes
from lekalo.core.records import Finding
from lekalo.demo import company
from lekalo.demo.company import Lang
from lekalo.demo.defects import spoiled
from lekalo.demo.project import write
from lekalo.project import Project, Report, open_project, quiet
from lekalo.project_words import COMPANY
from lekalo.reporting import REPORT, report_runs
from lekalo.serving.server import running
from lekalo.versions.registry import Registry
from lekalo.workflow import Outcome, train

NAME = "support"
QUESTIONS = 3
SPOILED_TICKETS = 100
WHY_FORCED = "the demo shows what a version that the gate does not release answers"


@dataclass(frozen=True)
class Answer:
    """What one model said over HTTP, and the version that the reply names."""

    moment: str
    question: str
    text: str
    version: str


@dataclass(frozen=True)
class Told:
    """Everything that happened, for the terminal and the report."""

    folder: Path
    good: Outcome
    bad: Outcome
    held: tuple[Finding, ...]
    """What the gate had against the good version; none where it released it."""
    refused: tuple[Finding, ...]
    """What the gate had against the worse version."""
    answers: tuple[Answer, ...]
    seconds: float


def tell(folder: Path, lang: Lang, report: Report = quiet) -> Told:
    """Goes the whole way round in `folder`, which must be new or empty."""
    began = time.perf_counter()
    report("writing", 0, 0, COMPANY.say(lang))
    write(folder, NAME, "support", lang)
    spoil(folder, lang)
    home = folder / ".lekalo"
    registry = Registry(home)
    good = train(open_project(folder, home=home), why="the first version", report=report)
    held = go_live(registry, good, "better than the base")
    worse = open_project(folder, ["data.train=data/spoiled.jsonl"], home)
    bad = _train_unseen(worse, report)
    answers, refused = _ask_around(home, registry, bad, _questions(folder), report)
    report_runs(folder / REPORT, open_project(folder, home=home), [good, bad])
    return Told(folder, good, bad, held, refused, answers, time.perf_counter() - began)


def spoil(folder: Path, lang: Lang) -> None:
    """Writes `data/spoiled.jsonl`: tickets most of which have lost the house template."""
    aside = folder / "spoiled"
    written = company.write(aside, lang, tickets=SPOILED_TICKETS, defects=spoiled(SPOILED_TICKETS))
    write_bytes(folder / "data" / "spoiled.jsonl", written.train.read_bytes())


def _train_unseen(project: Project, report: Report) -> Outcome:
    """Trains on data that nobody looked at: what the checks hold is accepted with a reason."""
    why = "a night's export, not looked at"
    try:
        return train(project, why=why, report=report)
    except HeldError as error:
        accept = {finding.code: WHY_FORCED for finding in error.findings}
        return train(project, accept=accept, why=why, report=report)


def go_live(registry: Registry, outcome: Outcome, why: str) -> tuple[Finding, ...]:
    """Puts the outcome's version live. What the gate has against it is accepted with a reason,
    which the history keeps, and returned."""
    number = outcome.version.number
    try:
        registry.promote(NAME, number, why=why)
    except HeldError as error:
        accept = {finding.code: WHY_FORCED for finding in error.findings}
        registry.promote(NAME, number, why=why, accept=accept)
        return error.findings
    return ()


def _ask_around(
    home: Path, registry: Registry, bad: Outcome, questions: Sequence[str], report: Report
) -> tuple[tuple[Answer, ...], tuple[Finding, ...]]:
    """The same questions to the base, the good version, the worse one forced live, and after
    the rollback; the server is not restarted between them. Also the refusal of the worse one."""
    with running(home) as url:
        report("serving", 0, 0, url)
        said = _ask(url, "nano", "base", questions) + _ask(url, NAME, "live", questions)
        refused = go_live(registry, bad, "a night's export, not looked at")
        said += _ask(url, NAME, "forced", questions)
        registry.rollback(NAME, why="its answers lost the template")
        return said + _ask(url, NAME, "rolled back", questions), refused


def _questions(folder: Path) -> list[str]:
    lines = (folder / "suites" / "target.jsonl").read_text(encoding="utf-8").splitlines()
    step = max(1, len(lines) // QUESTIONS)
    items = [json.loads(line) for line in lines[::step][:QUESTIONS]]
    return [item["messages"][-1]["content"] for item in items]


def _ask(url: str, model: str, moment: str, questions: Sequence[str]) -> tuple[Answer, ...]:
    return tuple(_post(url, model, moment, question) for question in questions)


def _post(url: str, model: str, moment: str, question: str) -> Answer:
    body = {"model": model, "messages": [{"role": "user", "content": question}]}
    request = urllib.request.Request(
        f"{url}/v1/chat/completions",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as reply:
        said = json.load(reply)
    text = said["choices"][0]["message"]["content"]
    return Answer(moment, question, text, said["lekalo"]["version"])
