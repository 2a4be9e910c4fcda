"""Extensions by name: one file with one decorator, and no list to edit.

    SCORERS: Registry[Scorer] = Registry("scorer", package="lekalo.scorers")

    @SCORERS.register("exact")
    class Exact(Scorer): ...

A name is its file's name (`-` for `_`), so looking one up imports that one file only.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable
from typing import Generic, TypeVar

from lekalo.core import words
from lekalo.core.errors import UserError
from lekalo.core.wording import nearest

T = TypeVar("T")


class Registry(Generic[T]):
    """The classes of one kind, found by file name in one package."""

    def __init__(self, kind: str, package: str, helpers: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self.package = package
        self._helpers = helpers  # public modules of the package that hold no class of the kind
        self._classes: dict[str, type[T]] = {}

    def register(self, name: str) -> Callable[[type[T]], type[T]]:
        """Class decorator: files the class under `name`."""

        def file_under(cls: type[T]) -> type[T]:
            assert name not in self._classes, f"two {self.kind}s are named {name}"
            self._classes[name] = cls
            return cls

        return file_under

    def names(self) -> list[str]:
        """Every name there is, without importing any of them."""
        spec = importlib.util.find_spec(self.package)
        assert spec is not None and spec.submodule_search_locations is not None
        modules = [m.name for m in pkgutil.iter_modules(spec.submodule_search_locations)]
        public = {name for name in modules if not name.startswith("_")} - set(self._helpers)
        return sorted(name.replace("_", "-") for name in public)

    def get(self, name: str) -> type[T]:
        """The class called `name`; raises `UserError` with the nearest name."""
        if name not in self._classes:
            if name not in self.names():
                allowed = ", ".join(self.names())
                kind, hint = words.KINDS[self.kind], nearest(name, self.names(), ".")
                raise UserError(words.NO_SUCH(kind=kind, name=name, hint=hint, allowed=allowed))
            importlib.import_module(f"{self.package}.{name.replace('-', '_')}")
        return self._classes[name]
