"""Hold rows out: train.jsonl, and a sealed eval.jsonl that shares nothing with it.

Отложить строки: train.jsonl и опечатанный eval.jsonl, между которыми нет общего.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lekalo.cli import console, counts
from lekalo.cli import data_words as words
from lekalo.cli.help import both
from lekalo.cli.listener import spoken
from lekalo.cli.options import Json
from lekalo.core.page import percent
from lekalo.core.wording import Sayable
from lekalo.data.seals import seal_path
from lekalo.data.split_files import SplitDone, Wanted, split_files
from lekalo.data.splits import Cut


def command(
    file: Annotated[
        Path,
        typer.Argument(
            help=both(
                "The data: a file, or a folder of files.", "Данные: файл или папка с файлами."
            )
        ),
    ],
    eval_share: Annotated[
        float,
        typer.Option(help=both("The share of rows to hold out.", "Какую долю строк отложить.")),
    ] = 0.1,
    group: Annotated[
        str,
        typer.Option(
            help=both(
                "Rows with one value in this column stay together: a customer.",
                "Не разделять строки с одним значением в этом столбце: например, одного клиента.",
            )
        ),
    ] = "",
    by_time: Annotated[
        str,
        typer.Option(
            help=both(
                "Hold out the latest by this column.", "Отложить самые поздние по этому столбцу."
            )
        ),
    ] = "",
    stratify: Annotated[
        str,
        typer.Option(
            help=both(
                "Hold out the same share of each value of this column.",
                "Отложить равную долю от каждого значения в этом столбце.",
            )
        ),
    ] = "",
    seed: Annotated[
        int,
        typer.Option(
            help=both(
                "Another seed draws other rows.",
                "Число для жребия: с другим отложатся другие строки.",
            )
        ),
    ] = 7,
    out_dir: Annotated[
        Path | None,
        typer.Option(
            help=both(
                "Where to write; by default beside the data.",
                "Куда записать; без него — рядом с данными.",
            )
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Rows of one group, and rows that ask the same in the same or nearly the same words, stay
    on one side. Nothing is written over.

    Строки одной группы и строки с одинаковым или почти одинаковым вопросом остаются вместе. Готовые
    файлы не перезаписываются.
    """
    folder = out_dir or (file if file.is_dir() else file.parent)
    wanted = Wanted(eval_share, seed, group, by_time, stratify)
    done = split_files(file, folder, wanted, spoken())
    if json:
        console.print_json(_json(done))
        return
    kept, held = len(done.cut.kept), len(done.cut.held_out)
    console.say(words.TO_TRAIN(file=done.train, rows=counts.rows(kept)))
    share = percent(held / (kept + held), spoken())
    console.say(words.HELD_OUT(file=done.held_out, rows=counts.rows(held), share=share))
    if done.cut.missed:
        console.say(_missed(done.cut), "yellow")
    if done.cut.since:
        console.say(words.SINCE(date=_date(done)))
    if done.cut.alike:
        console.say(words.ALIKE(rows=counts.rows(done.cut.alike)), "yellow")
    files = {"train": done.train, "held": done.held_out}
    if done.cut.leaking is None:
        console.say(words.UNSHOWN(**files), "yellow")
    elif done.cut.leaking:
        console.say(words.LEAKING(rows=counts.rows(done.cut.leaking), **files), "yellow")
    console.say(words.NEXT_SPLIT, "bold")


def _missed(cut: Cut) -> Sayable:
    """That the share is not what was asked for, and why."""
    total, language = len(cut.kept) + len(cut.held_out), spoken()
    return words.MISSED(
        asked=percent(cut.wanted / total, language),
        reached=percent(len(cut.held_out) / total, language),
        largest=counts.rows(cut.largest),
        share=percent(cut.largest / total, language),
    )


def _date(done: SplitDone) -> str:
    day, _, clock = done.cut.since.partition("T")
    return day if clock.startswith("00:00:00") else f"{day} {clock[:8]} UTC"


def _json(done: SplitDone) -> dict[str, object]:
    return {
        "train": {"file": str(done.train), "rows": len(done.cut.kept)},
        "eval": {"file": str(done.held_out), "rows": len(done.cut.held_out)},
        "seal": {"file": str(seal_path(done.held_out)), "hash": done.seal.hash},
        "wanted": done.cut.wanted,
        "largest_group": done.cut.largest,
        "since": done.cut.since or None,
        "alike": done.cut.alike,
        "leaking": done.cut.leaking,
    }
