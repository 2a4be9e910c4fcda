"""Extensions are found by file name; a wrong name gets the nearest one."""

import importlib
import pkgutil

import pytest

from lekalo.core.errors import UserError
from lekalo.core.interfaces import ADAPTERS, CHECKS, METHODS, SCORERS
from lekalo.core.registry import Registry

REGISTRIES = [METHODS, ADAPTERS, CHECKS, SCORERS]


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda r: r.kind)
def test_every_file_registers_a_class_under_its_own_name(registry: Registry[object]) -> None:
    for name in registry.names():
        cls = registry.get(name)
        assert cls.name == name  # type: ignore[attr-defined]
        assert cls.__module__ == f"{registry.package}.{name.replace('-', '_')}"


def test_names_import_nothing_private() -> None:
    package = importlib.import_module("lekalo.scorers")
    modules = {m.name for m in pkgutil.iter_modules(package.__path__)}
    assert {n.replace("-", "_") for n in SCORERS.names()} <= modules


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UserError, match=r"no scorer 'exakt'; did you mean 'exact'\?"):
        SCORERS.get("exakt")
