"""Counts as people write them."""

import pytest

from lekalo.core.sizes import read_count


def test_counts_are_read_in_thousands_to_trillions() -> None:
    assert [read_count(text) for text in ("3B", "50m", "1.5 k", "2T", "700")] == [
        3 * 10**9,
        50 * 10**6,
        1500,
        2 * 10**12,
        700,
    ]


@pytest.mark.parametrize("text", ["", "0", "lots", "3GB", "-1", "1e9"])
def test_other_words_are_no_count(text: str) -> None:
    with pytest.raises(ValueError, match="no count"):
        read_count(text)
