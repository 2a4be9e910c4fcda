"""The figures of the READMEs are those of the results that stand beside them.

A figure is found where its result has a number that rounds to it, as it is, as a percentage, in
thousands or in thousandths. What no script writes down as it is said stands in `DERIVED`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGES = {"README.md": "the same", "README.ru.md": "там же"}
NOT_MEASURED = {"machine", "versions", "date", "runs"}
SCALES = (1, 100, 1000, 1e-3, 1 / 1024)
DERIVED = {
    "sft.json": {"1024"},  # tokens of a packed step: TRL's setting
    "vocabulary-quick.json": {"2.8"},  # the seconds of TRL's chunked loss over ours, in fp32
    "domain.json": {"16"},  # terms asked of
}

Row = tuple[list[str], list[str]]


def measured(value: Any) -> Iterator[float]:
    """Every number of a result's table, bars and totals."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from () if key in NOT_MEASURED else measured(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from measured(inner)
    elif isinstance(value, str):
        for text in re.findall(r"\d[\d,]*(?:\.\d+)?", value):
            yield float(text.replace(",", ""))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def figures(text: str, page: str) -> list[str]:
    """The numbers of a cell, with a point for the fraction and nothing between thousands."""
    text = re.sub(r"\[[^\]]*\]\([^)]*\)|`[^`]*`", "", text)
    if page == "README.ru.md":
        text = re.sub(r"(?<=\d)\s(?=\d{3}\b)", "", text)
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    else:
        text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    return re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w])", text)


def rows(page: str) -> list[Row]:
    """Each row of the table of figures: its figures, and the results that they are from."""
    found: list[Row] = []
    for line in (ROOT / page).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        results = re.findall(r"`results/([\w.-]+)`", cells[-1])
        if len(cells) == 3 and cells[2] == PAGES[page]:
            results = found[-1][1]
        if len(cells) == 3 and results:
            found.append((figures(cells[1], page), results))
    return found


def stands_in(figure: str, numbers: list[float]) -> bool:
    """Whether some number rounds to the figure: 92,326 to 92,000 as well as 0.0741 to 0.07."""
    unit = 10.0 ** -len(figure.partition(".")[2])
    if figure.endswith("000"):
        unit = 1000
    half = unit / 2 * (1 + 1e-9)
    return any(abs(n * scale - float(figure)) <= half for n in numbers for scale in SCALES)


@pytest.mark.parametrize("page", PAGES)
def test_every_figure_is_one_of_its_result(page: str) -> None:
    assert len(rows(page)) > 15
    for said, results in rows(page):
        read = [json.loads((ROOT / "benchmarks/results" / r).read_text("utf-8")) for r in results]
        numbers = [number for result in read for number in measured(result)]
        derived = set().union(*(DERIVED.get(result, set()) for result in results))
        assert said, results
        for figure in said:
            assert figure in derived or stands_in(figure, numbers), (results, figure)


def test_both_readmes_say_the_same_figures() -> None:
    """A figure that a sentence says in a word in one language may be missing in the other."""
    for (english, results), (russian, others) in zip(*map(rows, PAGES), strict=True):
        assert results == others
        small = {str(number) for number in range(13)}
        assert set(english) - small == set(russian) - small, results


def test_a_figure_that_no_result_holds_is_found() -> None:
    assert stands_in("96.7", [0.9668]) and stands_in("92000", [92_326.0])
    assert not stands_in("96.7", [0.9658]) and not stands_in("94000", [92_326.0])
