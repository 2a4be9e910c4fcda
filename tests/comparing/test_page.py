"""The page of a comparison: well formed, self-contained, harmless, in both languages."""

from dataclasses import replace
from pathlib import Path

import pytest

from lekalo.comparing.compare import Comparison
from lekalo.comparing.page import write_page
from lekalo.comparing.table import LOSS, Measure, Row
from lekalo.comparing.words import PAGE
from lekalo.core.records import Finding, Interval, Language, Where
from support.pages import HOSTILE, Page, assert_alone


def made(language: Language, text: str) -> Comparison:
    """Two recipes under two measures; every field that holds a text holds `text`."""
    share = Interval(0.8, 0.7, 0.9, 40)
    apart = Interval(0.0625, -0.0625, 0.1875, 40)
    measures = {text: Measure(share, None, (0.75, 0.85)), LOSS: Measure(share, None, (0.8, 0.8))}
    first = Row(text, text, 4, text, measures, 10.0, 2_000_000, 1_000_000, 0.01, ())
    moved = {name: replace(measure, difference=apart) for name, measure in measures.items()}
    finding = Finding(text, "note", text, text, (Where(text, 3), Where(part=text)))
    second = replace(first, label=f"{text} 2", measures=moved, seconds=20.0)
    return Comparison(language, (7,), (first, second), (finding,))


def page_of(folder: Path, comparison: Comparison) -> str:
    write_page(folder / "compare.html", comparison)
    return (folder / "compare.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_hostile_text_is_shown_and_never_obeyed(language: Language, tmp_path: Path) -> None:
    page = Page(page_of(tmp_path, made(language, HOSTILE)))
    assert {"script", "img"}.isdisjoint(tag for tag, _ in page.elements)
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"src", "href"})
    assert "<script>alert(1)</script>" in page.text and "{{ 7 * 7 }}" in page.text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_stands_alone(language: Language, tmp_path: Path) -> None:
    assert_alone(page_of(tmp_path, made(language, "plain")), "style")


def test_both_languages_have_the_same_words(tmp_path: Path) -> None:
    assert PAGE["en"].keys() == PAGE["ru"].keys()
    english, russian = (Page(page_of(tmp_path, made(lang, "x"))).text for lang in ("en", "ru"))
    assert "80.0 %" in english and "80,0 %" in russian
    assert "+6.2 (−6.2 … +18.8)" in english and "+6,2 (−6,2 … +18,8)" in russian
    assert "What to do" in english and "Что делать" in russian
