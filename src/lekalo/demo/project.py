"""What `lekalo new` writes: a folder with a commented recipe, sample data and suites.

`lekalo train` works in it at once. The samples are the made-up company's; the blank template
has the fewest of them and no policy or documents, to be replaced by a person's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from string import Template as Text
from typing import Any, Literal

from lekalo.core.errors import DataError, RecipeError
from lekalo.core.files import write_text
from lekalo.core.recipe import parse_recipe
from lekalo.demo.company import Lang, general, office, suites, support
from lekalo.demo.company.grammar import sections, text
from lekalo.demo.company.writer import jsonl, office_row, shared_texts, ticket_row

Template = Literal["support", "cards", "letters", "blank"]

_SEED = 7
_ROWS = 300
_FEW_ROWS = 80
_ITEMS = 60
_FEW_ITEMS = 20
_GOLDEN_ITEMS = 8
_REPLAY_ROWS = 600
_BASELINE_ITEMS = 20
"""Of each skill."""


@dataclass(frozen=True)
class _Sample:
    """What differs from template to template."""

    train: str
    target: list[dict[str, Any]]
    golden: list[dict[str, Any]]
    prompt: str


def write(folder: Path, name: str, template: Template, lang: Lang) -> list[Path]:
    """Writes the files of a new assistant called `name` into `folder` and returns them, the
    recipe first. Raises `DataError` for a name that a recipe does not take and for a folder
    that has files in it."""
    _check(folder, name)
    sample = _SAMPLES[template](lang)
    whole = template == "support"
    files = {
        "recipe.yaml": _filled(
            lang, "recipe.yaml", name=name, extra=_part(lang, "extra.yaml", whole)
        ),
        "README.md": _filled(lang, "README.md", name=name, rows=_part(lang, "rows.md", whole)),
        "prompt.md": sample.prompt,
        "data/train.jsonl": sample.train,
        "data/replay.jsonl": jsonl(general.replay(_work(template), _REPLAY_ROWS, _SEED, (lang,))),
        "suites/target.jsonl": jsonl(sample.target),
        "suites/golden.jsonl": jsonl(sample.golden),
        "suites/baseline.jsonl": jsonl(general.baseline(_work(template), lang, _BASELINE_ITEMS)),
    }
    if whole:
        files |= {key: body for key, body in shared_texts(lang).items() if key not in files}
    for key, body in files.items():
        write_text(folder / key, body)
    return [folder / key for key in files]


def _check(folder: Path, name: str) -> None:
    try:
        parse_recipe({"name": name, "data": {"train": "data/train.jsonl"}})
    except RecipeError:
        raise DataError(
            f"'{name}' cannot be an assistant's name: it takes small Latin letters, digits, '-' "
            "and '_', begins with a letter or a digit, and has at most 63 of them. "
            "Choose another, such as my-support."
        ) from None
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError(
            f"{folder} is already there and is not an empty folder; nothing was written. "
            "Choose another name, or move it away."
        )


def _filled(lang: Lang, file: str, **values: str) -> str:
    return Text(text(lang, f"project/{file}")).substitute(values)


def _part(lang: Lang, file: str, wanted: bool) -> str:
    return text(lang, f"project/{file}") if wanted else ""


def _work(template: Template) -> str:
    """The kind of work that the sample shows; a blank one has a few support answers."""
    return "support" if template == "blank" else template


def _support(lang: Lang, rows: int, items: int, prompt: str) -> _Sample:
    rng = Random(_SEED)
    target = suites.target(lang, support.unseen(lang, items, rng))
    lines = [ticket_row(lang, ticket).line() for ticket in support.tickets(lang, rows, rng)]
    train = "".join(line + "\n" for line in lines)
    return _Sample(train, target, suites.golden(lang), prompt)


def _whole(lang: Lang) -> _Sample:
    return _support(lang, _ROWS, _ITEMS, text(lang, "prompt.md"))


def _blank(lang: Lang) -> _Sample:
    return _support(lang, _FEW_ROWS, _FEW_ITEMS, text(lang, "prompt.md"))


def _cards(lang: Lang) -> _Sample:
    rng = Random(_SEED)
    train = jsonl(map(office_row, office.cards(lang, _ROWS, rng)))
    held = office.cards(lang, _ITEMS + _GOLDEN_ITEMS, rng, held=True)
    return _office("card", lang, train, held, office.card_expectation(lang))


def _letters(lang: Lang) -> _Sample:
    rng = Random(_SEED)
    train = jsonl(map(office_row, office.letters(lang, _ROWS, rng)))
    held = office.letters(lang, _ITEMS + _GOLDEN_ITEMS, rng, held=True)
    return _office("letter", lang, train, held, office.letter_expectation(lang))


def _office(
    kind: str, lang: Lang, train: str, held: list[office.Task], form: dict[str, Any]
) -> _Sample:
    texts = sections(lang, "office.txt")
    banned = {"scorer": "contains", "none": list(texts["forbidden"])}
    target = suites.office(f"target-{kind}", lang, held[:_ITEMS], [form])
    golden = suites.office(f"golden-{kind}", lang, held[_ITEMS:], [form, banned])
    return _Sample(train, target, golden, texts[f"{kind}-prompt"][0] + "\n")


_SAMPLES: dict[Template, Callable[[Lang], _Sample]] = {
    "support": _whole,
    "cards": _cards,
    "letters": _letters,
    "blank": _blank,
}
