from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from lekalo.core.errors import DataError, ModelError
from lekalo.models.base import Base
from lekalo.serving import memory as module
from lekalo.serving.catalog import Catalog, Weights
from lekalo.serving.memory import Memory
from serving.homes import Home, add_full, add_lora, make_home, promote


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path)


def weights(home: Home, ref: str) -> Weights:
    return Catalog(home.registry).admit(ref).weights


def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bases loaded from here on."""
    done: list[str] = []

    def counted(own: Callable[..., Base]) -> Callable[..., Base]:
        def load(ref: str, *known: str) -> Base:
            done.append(ref)
            return own(ref, *known)

        return load

    for name in ("load_base", "load_known_base"):
        monkeypatch.setattr(module, name, counted(getattr(module, name)))
    return done


def test_adapters_share_one_base(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    refs = [add_lora(home, seed=seed).ref for seed in (1, 2)]
    done, memory = loads(monkeypatch), Memory(home.registry.store)
    bases = [memory.use(weights(home, ref)).base for ref in (*refs, *refs)]
    assert len(done) == 1
    assert len({id(base) for base in bases}) == 1


def test_what_was_not_used_lately_is_let_go(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    full = [weights(home, add_full(home, seed=seed).ref) for seed in (1, 2, 3)]
    done, memory = loads(monkeypatch), Memory(home.registry.store, models=2)
    for one in full:
        memory.use(one)
    memory.use(full[1])
    memory.trim([])
    memory.use(full[1])
    memory.use(full[2])
    assert len(done) == 3
    memory.use(full[0])
    assert len(done) == 4
    memory.trim(full)
    for one in full:
        memory.use(one)
    assert len(done) == 4, "what is running was let go"


def test_adapters_are_let_go_too(home: Home) -> None:
    loras = [weights(home, add_lora(home, seed=seed).ref) for seed in (1, 2, 3)]
    memory = Memory(home.registry.store, adapters=2)
    for one in loras:
        base = memory.use(one).base
    size = len(list(base.model.named_modules()))
    memory.trim([loras[0]])
    smaller = len(list(base.model.named_modules()))
    assert smaller < size
    memory.use(loras[0])
    assert len(list(base.model.named_modules())) == smaller, "what is running was let go"
    memory.use(loras[1])
    assert len(list(base.model.named_modules())) == size


def test_base_that_changed_is_refused(home: Home) -> None:
    other = replace(weights(home, add_lora(home, seed=1).ref), base_hash="sha256:" + "0" * 64)
    with pytest.raises(ModelError, match="its content has changed since"):
        Memory(home.registry.store).use(other)


@pytest.mark.parametrize("add", [add_lora, add_full])
def test_damaged_weights_are_named_and_not_loaded(home: Home, add: object) -> None:
    wanted = weights(home, add(home, seed=1).ref)  # type: ignore[operator]
    address = wanted.whole or wanted.above[0].adapter
    (file,) = home.registry.store.path(address).glob("*.safetensors")
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    with pytest.raises(DataError, match=rf"{file.name} is damaged"):
        Memory(home.registry.store).use(wanted)


def test_whole_weights_need_no_base(home: Home, tmp_path: Path) -> None:
    """Such as those of a pretrained model, whose base was random numbers in memory."""
    whole = replace(weights(home, add_full(home, seed=1).ref), base_ref="new:llama")
    (tmp_path / "tiny-base").rename(tmp_path / "gone")
    base = Memory(home.registry.store).use(whole).base
    expected = home.models["support@1"].lm_head.weight
    assert torch.equal(base.model.lm_head.weight, expected)
    promote(home, home.registry.resolve("support@1"))
    assert [served.ref for served in Catalog(home.registry).live()] == ["support@1"]
