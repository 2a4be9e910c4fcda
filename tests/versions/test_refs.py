from __future__ import annotations

import pytest

from lekalo.core.errors import NotFoundError
from lekalo.versions.refs import Ref, parse_ref


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("support", Ref("support", "live")),
        ("support@live", Ref("support", "live")),
        ("support@candidate", Ref("support", "candidate")),
        ("my-support_2@17", Ref("my-support_2", 17)),
    ],
)
def test_forms(text: str, ref: Ref) -> None:
    assert parse_ref(text) == ref


@pytest.mark.parametrize(
    "text",
    ("", "@3", "s@", "s@0", "s@-1", "s@03", "s@1e3", "S", "../x@1", "a b", "s@٣", "s@" + "9" * 30),
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(NotFoundError):
        parse_ref(text)


def test_nearest_word_is_said() -> None:
    with pytest.raises(NotFoundError, match="did you mean 'candidate'"):
        parse_ref("support@candidatee")
