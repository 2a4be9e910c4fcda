"""Every exception a user can meet, in one tree.

    LekaloError                       exit code
    ├── UserError                     2   the input is wrong: said in a sentence, no traceback
    │   ├── DataError                 2   a row, a file, a suite
    │   ├── RecipeError               2   a key or a value of the recipe
    │   ├── ModelError                2   a base, tokenizer, template or adapter
    │   └── NotFoundError             2   a name, a version, a run
    ├── HeldError                     1   a guard or a gate refused
    └── OutsideError                  3   disk, network, database

A message holds the value, what is allowed, and the remedy, in English (`str(error)`) and in
Russian (`error.say("ru")`); see `core.wording`. An invariant of our own is an `assert`, never one
of these.
"""

from __future__ import annotations

from collections.abc import Iterable

from lekalo.core.records import Finding, Language
from lekalo.core.wording import Sayable, said_in


class LekaloError(Exception):
    """The root; `exit_code` is what the command line returns for it."""

    exit_code = 2

    def __init__(self, message: str | Sayable) -> None:
        self._message = message
        super().__init__(said_in(message, "en"))

    def say(self, language: Language) -> str:
        """The message in a person's language, where it is written in both."""
        return str(said_in(self._message, language))


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

    def __init__(self, message: str | Sayable, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class OutsideError(LekaloError):
    """Something outside the program failed: disk, network, database."""

    exit_code = 3


class WrongValueError(ValueError):
    """A value of a recipe is wrong; the key and the remedy's place are added by `core.recipe`."""

    def __init__(self, message: Sayable) -> None:
        self.message = message
        super().__init__(message.say("en"))
