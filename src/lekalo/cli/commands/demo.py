"""Go the whole circle on the embedded model: data, training, gate, serving, rollback.

Пройти весь круг на встроенной модели: данные, обучение, решение о выпуске, сервер, откат.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from lekalo.circle import Told, tell
from lekalo.cli import console, counts, pages, words
from lekalo.cli.help import both
from lekalo.cli.listener import spoken
from lekalo.cli.options import Json
from lekalo.core.findings import finding_json

_FOLDER = "lekalo-demo"
_SHOWN = 110


def command(
    out: Annotated[
        Path | None,
        typer.Option(
            help=both(
                "A new folder; by default one here.",
                "Новая папка; без него — рядом, с готовым именем.",
            )
        ),
    ] = None,
    lang: Annotated[
        Literal["en", "ru"],
        typer.Option(help=both("The company's language.", "На каком языке работает магазин.")),
    ] = "en",
    json: Json = False,
) -> None:
    """Takes about two minutes on two cores and needs no network.

    Занимает около двух минут на двух ядрах; сеть не нужна.
    """
    folder = out or _free_folder()
    with console.stages() as report:
        told = tell(folder, lang, report)
    if json:
        console.print_json(_json(told))
    else:
        _show(told)


def _free_folder() -> Path:
    names = (_FOLDER if n == 1 else f"{_FOLDER}-{n}" for n in range(1, 1000))
    return next(Path(name) for name in names if not Path(name).exists())


def _show(told: Told) -> None:
    good, bad = told.good, told.bad
    first, second = good.version.ref, bad.version.ref
    console.say(words.SHOP(folder=told.folder), "bold")
    console.say(words.LEARNED(ref=first, rows=counts.rows(_rows(told))))
    console.suites_table({"base": good.before, first: good.after, second: bad.after})
    decision = words.DECISIONS[good.verdict.decision]
    console.say(words.WENT_LIVE(decision=decision, ref=first), "green")
    console.say_findings(told.held)
    console.say(words.SPOILED(ref=second, decision=words.DECISIONS[bad.verdict.decision]))
    console.say_findings(told.refused)
    console.say(words.ASKED(ref=second))
    question = told.answers[0].question
    console.say(f"   {question}", "italic")
    for answer in told.answers:
        if answer.question == question:
            moment = words.MOMENTS[answer.moment].say(spoken())
            console.say(f"   {moment:<12} {answer.version:<10} {_one_line(answer.text)}")
    console.say(words.DONE(seconds=f"{told.seconds:.0f}"))
    console.say(f"  {told.folder}/report.html", "bold")
    console.say(words.NEXT_DEMO(folder=told.folder), "bold")


def _rows(told: Told) -> int:
    dataset = told.good.version.manifest.dataset
    return dataset.rows if dataset else 0


def _one_line(text: str) -> str:
    line = " / ".join(part.strip() for part in text.splitlines() if part.strip())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _json(told: Told) -> dict[str, Any]:
    return {
        "folder": str(told.folder),
        "seconds": told.seconds,
        "good": pages.outcome_json(told.good),
        "bad": pages.outcome_json(told.bad),
        "held": [finding_json(finding) for finding in told.held],
        "refused": [finding_json(finding) for finding in told.refused],
        "answers": [asdict(answer) for answer in told.answers],
    }
