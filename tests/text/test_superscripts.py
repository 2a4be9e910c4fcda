"""Figures that are no numbers (²) are read over, and stop nothing."""

from __future__ import annotations

from lekalo.text.disagreement import disagreement
from lekalo.text.facts import facts


def test_a_superscript_is_no_number() -> None:
    found = facts("The area is 5 m² and x² + y³, ² days")
    assert [fact.start for fact in found] == [12]
    assert disagreement("How large is it?", "² m", "³ m") is None
