"""A version trained above NF4 is served above NF4, beside the whole base, never mixed with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lekalo.core.errors import UserError
from lekalo.models.quantise import Nf4Linear
from lekalo.serving.catalog import Catalog
from lekalo.serving.memory import Memory
from lekalo.versions.manifest import BasePart
from serving.homes import Home, add_lora, make_home, promote
from versions.drafts import draft


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """One adapter twice: support@1 above the whole base, support@2 above the same in NF4."""
    home = make_home(tmp_path)
    whole = add_lora(home, seed=1).manifest
    held = BasePart(ref=whole.base.ref, hash=whole.base.hash, quantise="nf4")
    made = draft("support", base=held, recipe=whole.recipe, prompt=whole.prompt)
    folder = home.path / "lora-support-1"
    home.registry.create(made, adapter_folder=folder, adapter_kind="lora")
    return home


def test_each_answers_above_its_own_base(home: Home) -> None:
    catalog, memory = Catalog(home.registry), Memory(home.registry.store)
    whole, held = (catalog.admit(f"support@{number}").weights for number in (1, 2))
    assert whole.model != held.model
    bases = [memory.use(weights).base for weights in (whole, held)]
    assert [base.quantise for base in bases] == ["none", "nf4"]
    codes = [any(isinstance(m, Nf4Linear) for m in base.model.modules()) for base in bases]
    assert codes == [False, True]
    assert memory.use(held).base is bases[1]


def test_a_compressed_base_is_not_offered_under_the_whole_ones_name(home: Home) -> None:
    promote(home, home.registry.resolve("support@2"))
    assert [offer.id for offer in Catalog(home.registry).offers()] == [
        "support",
        "support@1",
        "support@2",
    ]


def test_what_stands_above_different_bases_is_not_combined(home: Home) -> None:
    with pytest.raises(UserError, match="different bases"):
        Catalog(home.registry).admit("support@1:0.5+support@2:0.5")
