"""Write a version, checkpoint or base as files that other programs load.

Записать версию, контрольную точку или базовую модель файлами для других программ.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated, Literal

import typer

from lekalo.cli import console, mistakes, words
from lekalo.cli.help import both
from lekalo.cli.listener import spoken
from lekalo.cli.options import Home, Json, home_folder
from lekalo.core.errors import UserError
from lekalo.evaluation.subject import Subject
from lekalo.models.adapters import load_adapter
from lekalo.models.base import load_known_base, save_base
from lekalo.references import open_ref


def command(
    ref: Annotated[
        str,
        typer.Argument(
            help=both(
                "name@3, name@live, run:step, or a base.",
                "имя@3, имя@live, запуск:шаг или базовая модель.",
            )
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            help=both(
                "The folder to write; it must be empty or new.",
                "Куда записать: новая или пустая папка.",
            )
        ),
    ],
    to: Annotated[
        Literal["merged", "peft"],
        typer.Option(
            help=both(
                "A whole model, or the adapter alone.",
                "Модель целиком (merged) или только адаптер (peft).",
            )
        ),
    ] = "merged",
    dtype: Annotated[
        Literal["float32", "bfloat16"],
        typer.Option(
            help=both(
                "How the numbers of a whole model are kept.",
                "В каком виде хранить числа целой модели.",
            )
        ),
    ] = "float32",
    home: Home = None,
    json: Json = False,
) -> None:
    """`merged` is Hugging Face layout; `peft` is what the PEFT library reads.

    `merged` — папка в раскладке Hugging Face; `peft` — то, что читает библиотека PEFT.
    """
    if out.exists() and any(out.iterdir()):
        raise UserError(mistakes.NOT_EMPTY(folder=out))
    subject = open_ref(home_folder(home), ref)
    if subject.blend:
        raise UserError(mistakes.BLEND_EXPORT(ref=ref))
    note = ""
    if to == "merged":
        note = _merge(subject, out, dtype)
    else:
        _copy_adapter(subject, out)
    if json:
        console.print_json({"ref": ref, "folder": str(out), "to": to, "note": note})
        return
    if note:
        console.say(note)
    console.say(words.EXPORTED(ref=ref, folder=out), "bold")


def _merge(subject: Subject, out: Path, dtype: str) -> str:
    """Writes the whole model; returns what a person should be told of it, if anything."""
    base, note = subject.base, ""
    if base.quantise != "none":
        note = words.THROUGH_FULL(held=base.quantise).say(spoken())
        base = load_known_base(base.ref, base.hash)
    if subject.weights is not None:
        load_adapter(base.model, subject.weights).merge()
    save_base(base, out, dtype)
    return note


def _copy_adapter(subject: Subject, out: Path) -> None:
    config = subject.weights / "adapter_config.json" if subject.weights else None
    if subject.weights is None or config is None or not config.is_file():
        raise UserError(mistakes.NO_ADAPTER(ref=subject.label))
    out.mkdir(parents=True, exist_ok=True)
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        shutil.copyfile(subject.weights / name, out / name)
