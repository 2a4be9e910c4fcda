"""Every exception a user can meet, in one tree.

    LekaloError                       exit code
    ├── UserError                     2   the input is wrong: said in a sentence, no traceback
    │   ├── DataError                 2   a row, a file, a suite
    │   ├── RecipeError               2   a key or a value of the recipe
    │   ├── ModelError                2   a base, tokenizer, template or adapter
    │   └── NotFoundError             2   a name, a version, a run
    ├── HeldError                     1   a guard or a gate refused
    └── OutsideError                  3   disk, network, database

A message holds the value, what is allowed, and the remedy. An invariant of our own
is an `assert`, never one of these.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from lekalo.core.records import Finding


class LekaloError(Exception):
    """The root; `exit_code` is what the command line returns for it."""

    exit_code = 2


class UserError(LekaloError):
    """The user's input is wrong."""


class DataError(UserError):
    """A row, a data file or a suite is wrong."""


class RecipeError(UserError):
    """A recipe's key or value is wrong."""


class ModelError(UserError):
    """A base model, tokenizer, chat template or adapter is wrong."""


class NotFoundError(UserError):
    """A name, version or run does not exist."""


class HeldError(LekaloError):
    """A guard or a gate refused; `findings` say why."""

    exit_code = 1

    def __init__(self, message: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class OutsideError(LekaloError):
    """Something outside the program failed: disk, network, database."""

    exit_code = 3


def nearest(name: str, allowed: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the closest allowed name, or an empty string."""
    close = difflib.get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""
