"""What a row of a megabyte costs: work grows with the text and no faster. Work is counted in calls
and in letters that patterns read, since time tells more of the machine.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from random import Random

import pytest

from lekalo.core.records import Example, Message
from lekalo.data.checks._other_question import another_question
from lekalo.text import volatile as volatile_
from lekalo.text.personal import phones
from lekalo.text.personal_data import find
from lekalo.text.volatile import volatile

_RANDOM = Random(3)
_SPACED = " ".join(str(_RANDOM.randrange(10)) for _ in range(40_000))
_NUMBERS = " ".join(str(_RANDOM.randrange(10 ** _RANDOM.randrange(1, 9))) for _ in range(16_000))
_PHONES = ", ".join(f"+7 916 {n:03d}-{n % 90 + 10}-{n % 80 + 10}" for n in range(2_000))
_LINES = "\n".join(f"{n} {n * 7}" for n in range(8_000))


def calls(run: Callable[[str], object], text: str) -> int:
    """How many functions are called, compiled ones too."""
    count = 0

    def tell(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tell)
    try:
        run(text)
    finally:
        sys.setprofile(None)
    return count


class Read:
    """A pattern that counts the letters it is given to read."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern, self.letters = pattern, 0

    def _span(self, text: str, start: int = 0, end: int = sys.maxsize) -> tuple[str, int, int]:
        self.letters += min(end, len(text)) - start
        return text, start, end

    def search(self, *where: object) -> re.Match[str] | None:
        return self.pattern.search(*self._span(*where))  # type: ignore[arg-type]

    def finditer(self, *where: object) -> object:
        return self.pattern.finditer(*self._span(*where))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [_SPACED, _NUMBERS, _PHONES, _LINES])
@pytest.mark.parametrize("run", [find, lambda text: list(volatile(text))])
def test_twice_the_text_is_twice_the_work(run: Callable[[str], object], text: str) -> None:
    run(text[:1000])  # what is loaded once
    half, whole = calls(run, text[: len(text) // 2]), calls(run, text)
    assert whole <= 2.2 * half + 100


def test_no_word_is_sought_in_a_row_of_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    word = Read(phones._WORD)
    monkeypatch.setattr(phones, "_WORD", word)
    find(_SPACED)
    assert word.letters == 0
    find("Позвоните мне: 123-45-67")
    assert word.letters > 0


def test_a_price_is_sought_where_something_is_priced(monkeypatch: pytest.MonkeyPatch) -> None:
    price = Read(volatile_._PRICE)
    monkeypatch.setattr(volatile_, "_PRICE", price)
    assert not list(volatile(_LINES))
    assert price.letters == 0
    assert [fact.kind for fact in volatile("The price is 500 now.")] == ["price"]


def test_a_long_amount_is_one_step_and_its_currency_is_found() -> None:
    assert [fact.text for fact in volatile("Итого 1 250 000,50 руб за всё")] == ["1 250 000,50 руб"]
    assert [fact.text for fact in volatile("x 111 222 333 444 555 666 777 888 руб")]


@pytest.mark.timeout(60)
def test_a_run_of_letters_is_read_once() -> None:
    """A pattern that tries each letter to the run's end would need hours here."""
    long = "a" * (1 << 20)

    def chat(asked: str, told: str) -> Example:
        return Example((Message("user", asked), Message("assistant", told)))

    assert not another_question(chat("Why?", long), chat("Why?", long))
    assert not another_question(chat(long, "Yes, it is."), chat(long, "Yes, it is."))
