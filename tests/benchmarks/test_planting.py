"""The planters of `benchmarks/checks.py`: defects are defects, and look-alikes are none."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.real import need_data

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from planting import contradictions, copies, leaks, lone, personal, preferences, templates, wording
from planting.judge import judge
from planting.personal import Number
from planting.sheets import HALVES, Builder

FAMILIES = (contradictions, copies, leaks, lone, personal, preferences, templates)


def test_check_digits_agree_with_published_numbers() -> None:
    assert personal.luhn("411111111111111") == 1  # the networks' test card 4111 1111 1111 1111
    assert personal.luhn("7992739871") == 3  # the example of ISO/IEC 7812-1
    assert personal.weighted("770708389", personal._INN10) == 3  # 7707083893, a bank's
    assert personal.weighted("5001007322", personal._INN11) == 5  # 500100732259
    assert personal.weighted("50010073225", personal._INN12) == 9


@pytest.mark.parametrize("make", [personal.inn10, personal.inn12, personal.ogrn, personal.ogrnip])
def test_a_decoy_differs_in_its_last_digit_alone(make: Callable[[random.Random], Number]) -> None:
    for seed in range(50):
        right, wrong = make(random.Random(seed))
        assert right[:-1] == wrong[:-1] and right[-1] != wrong[-1]


def test_ibans_leave_one_and_decoys_do_not() -> None:
    for seed in range(50):
        for number, valid in zip(personal.iban(random.Random(seed)), (True, False), strict=True):
            plain = number.replace(" ", "")
            value = int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4]))
            assert (value % 97 == 1) is valid


def test_snils_of_the_pension_fund() -> None:
    """112-233-445 95 is the fund's own example."""
    body = "112233445"
    assert sum(int(d) * (9 - n) for n, d in enumerate(body)) % 101 % 100 == 95
    for seed in range(50):
        right, wrong = personal.snils(random.Random(seed))
        assert right[:-2] == wrong[:-2] and right != wrong


def test_changes_change_and_keep_what_they_say_they_keep() -> None:
    text = "Почему её заказ не приехал, хотя оплачен?"
    rng = random.Random(0)
    assert sorted(wording.order(text, rng, "ru").casefold()) == sorted(text.casefold())  # type: ignore[union-attr]
    assert wording.yo(text, rng, "ru") == text.replace("ё", "е")
    alike = wording.alike("order a coat", rng, "en")
    assert alike != "order a coat" and alike.translate(wording._BACK) == "order a coat"  # type: ignore[union-attr]
    assert wording.number("in 1998", rng, "en") not in (None, "in 1998")
    assert wording.number("no figures", rng, "en") is None


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_sheets_are_seeded_and_their_halves_share_no_row(family) -> None:  # type: ignore[no-untyped-def]
    need_data()
    origins = {}
    for half in HALVES:
        sheets = list(family.sheets("ru", half, 0))
        again = list(family.sheets("ru", half, 0))
        assert [s.material for s in sheets] == [s.material for s in again]
        assert all(any(not plant.decoy for plant in sheet.plants) for sheet in sheets)
        origins[half] = {o for sheet in sheets for o in sheet.origins.values()}
    if family is not preferences:  # its halves are of prompts
        assert origins["tuning"].isdisjoint(origins["held-out"])


def test_the_judge_counts_what_is_found_missed_and_named_wrongly() -> None:
    """Two copies to the letter: one whole, one under another answer (no duplicate to the check)."""
    sheet = Builder("duplicates", "exact", "en", "tuning", 0)
    one = sheet.train("Where is my order?", "It is on its way to you.")
    sheet.plant(one, sheet.train("where is my order", "It is on its way to you."))
    other = sheet.train("Is it open on Monday?", "Yes, the shop is open on Monday.")
    sheet.plant(other, sheet.train("What is the tallest tree?", "A redwood in California."))
    same = sheet.train("Who wrote the book?", "A writer from the north.", "some:1")
    sheet.decoy(same, sheet.train("Who wrote the book?", "A writer from the north."), kind="k")
    tally = judge(sheet.build())
    assert (tally.found, tally.planted, tally.false, tally.decoys) == (1, 2, 1, 1)
    assert tally.recall == 0.5 and tally.precision == 0.5 and dict(tally.flagged) == {"k": 1}
