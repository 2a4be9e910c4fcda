"""Sentences on a page: what a terminal shows in backticks is code, and nothing else is let in."""

from __future__ import annotations

from lekalo.core.page import coded
from support.pages import HOSTILE, Page


def test_commands_stand_as_code() -> None:
    assert coded("Run `lekalo check --fix` again.") == (
        "Run <code>lekalo check --fix</code> again."
    )
    assert coded("one ` alone") == "one ` alone"


def test_no_element_comes_in_with_a_text() -> None:
    page = Page(str(coded(f"`{HOSTILE}` {HOSTILE}")))
    assert {tag for tag, _ in page.elements} == {"code"}
    assert page.text.count("<script>alert(1)</script>") == 2
