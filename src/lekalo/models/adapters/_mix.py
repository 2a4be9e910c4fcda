"""Several adapters in one model, and which of them acts on which row of a batch.

    use(model, (Share("slot0"),))                           # one adapter over all rows
    use(model, (Share("slot0", 0.7), Share("slot1", 0.3)))  # a combination by weights
    use(model, (Share("slot0", rows=(0, 2)), Share("slot1", rows=(1,))))    # a mixed batch
    use(model, ())                                          # the base, bit for bit

Every module that an adapter changes is an `Adapted` in the place of the one it changes, and holds
the weights of each adapter under its slot's name. What an update adds to its module's output is
taken at the share's strength, and several are summed: 0 is the base, 1 the adapter as trained.
Wrapped modules may be wrapped again by an adapter of another kind. `address` is always a
module's path in the base, whatever is wrapped. Left out: what stands before a row (soft prompts).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor, nn

from lekalo.core.errors import ModelError
from lekalo.models.adapters import _words as words

_IN_FORCE = "_lekalo_mixture"


@dataclass(frozen=True, slots=True)
class Share:
    """What `slot` has to say: over every row of the batch, or over `rows` of it."""

    slot: str
    strength: float = 1.0
    rows: tuple[int, ...] | None = None
    of: int | None = None
    """Rows of the batch that `rows` are of, where that is known: a layer that sees all of them as
    one, as a mixture of experts shows them to its parts, then tells them apart."""


class Mixed(nn.Module):
    """Holds what adapters have in one place, each under its slot, and the shares in force."""

    def __init__(self) -> None:
        super().__init__()
        self.updates = nn.ModuleDict()
        self.mixture: tuple[Share, ...] = ()

    def share(self, mixture: Sequence[Share]) -> None:
        """Puts the shares of this module's own slots in force."""
        self.mixture = tuple(share for share in mixture if share.slot in self.updates)


class Adapted(Mixed):
    """Stands in for `base`; without a share it is the base, bit for bit."""

    outermost = False
    """Whether it stands outside wrappers of other kinds, not right around the base's module."""
    row_dims = 3
    """Dimensions that an input has at least where the first of them counts the batch's rows."""
    chosen = False
    """Whether it is one of several modules that tokens are given to by choice (an expert), so
    that the order of what it sees says nothing of rows."""

    def __init__(self, base: nn.Module) -> None:
        super().__init__()
        self.base = base
        self.train(base.training)

    def forward(self, x: Tensor) -> Tensor:
        """x [B, T, in] (or [..., in] where no share names rows) to [..., out]."""
        mixture = self.mixture
        if not mixture:
            return self.plain(x)
        if len(mixture) == 1 and mixture[0].rows is None and mixture[0].strength == 1.0:
            return self.alone(self.updates[mixture[0].slot], x)
        if x.dim() < self.row_dims and any(share.rows is not None for share in mixture):
            return self.mixed(self._by_rows(x)).flatten(0, 1)
        return self.mixed(x)

    def _by_rows(self, x: Tensor) -> Tensor:
        """x [B T, ...] of rows one after another as [B, T, ...]."""
        counts = {share.of for share in self.mixture if share.rows is not None}
        count = counts.pop()
        if self.chosen or counts or count is None or x.shape[0] % count:
            raise ModelError(words.ONE_ROW_SEEN(name=type(self.base).__name__))
        return x.reshape(count, -1, *x.shape[1:])

    def plain(self, x: Tensor) -> Tensor:
        """The base's own output."""
        y: Tensor = self.base(x)
        return y

    def alone(self, update: nn.Module, x: Tensor) -> Tensor:
        """The output with one update over all rows: the way of training, and the fast one."""
        y = self.plain(x)
        return y + self.change(update, x, y)

    def mixed(self, x: Tensor) -> Tensor:
        """The output with every share's change on its rows."""
        y = total = self.plain(x)
        for share in self.mixture:
            update = self.updates[share.slot]
            if share.rows is None:
                total = total + share.strength * self.change(update, x, y)
            else:
                rows = torch.tensor(share.rows, device=x.device)
                change = self.change(update, x[rows], y[rows])
                total = total.index_add(0, rows, change, alpha=share.strength)
        return total

    @abstractmethod
    def change(self, update: nn.Module, x: Tensor, y: Tensor) -> Tensor:
        """What `update` adds to the base's output `y` of `x`."""


A = TypeVar("A", bound=Adapted)


@dataclass(frozen=True, slots=True)
class Place:
    """A module: its path in the base, and its path in the model with its wrappers."""

    address: str
    path: str
    module: nn.Module


def places(model: nn.Module) -> Iterator[Place]:
    """Every module of the base in its order, wrappers before what they wrap; no updates."""
    yield from _walk(model, "", "", set())


def adapted(model: nn.Module) -> dict[str, list[Adapted]]:
    """The wrappers by the address of what they wrap, the outermost first."""
    found: dict[str, list[Adapted]] = {}
    for place in places(model):
        if isinstance(place.module, Adapted):
            found.setdefault(place.address, []).append(place.module)
    return found


def wrap(model: nn.Module, address: str, kind: type[A]) -> A:
    """The `kind` at `address`, put around the base's module if there is none yet."""
    here = [place for place in places(model) if place.address == address]
    assert here, f"the base has no module {address}"
    for place in here:
        if isinstance(place.module, kind):
            return place.module
    at = here[0 if kind.outermost else -1]
    wrapped = kind(at.module)
    # blocks are numbered once; a module under a second number is one of several in its block
    wrapped.chosen = sum(part.isdigit() for part in address.split(".")) > 1
    model.set_submodule(at.path, wrapped)
    return wrapped


def drop(model: nn.Module, slot: str) -> None:
    """Takes `slot` out everywhere; a module with no update left is the base's own again."""
    for place in reversed(list(places(model))):  # inner wrappers first: paths outside stay true
        module = place.module
        if isinstance(module, Adapted) and slot in module.updates:
            del module.updates[slot]
            module.share(module.mixture)
            if not module.updates:
                model.set_submodule(place.path, module.base)


def use(model: nn.Module, mixture: Sequence[Share]) -> None:
    """Puts `mixture` in force wherever adapters are. To be called again after weights have changed
    other than by training."""
    for module in model.modules():
        if isinstance(module, Mixed):
            module.share(mixture)
    setattr(model, _IN_FORCE, tuple(mixture))


def in_force(model: nn.Module) -> tuple[Share, ...]:
    """What `use` put in force last."""
    mixture: tuple[Share, ...] = getattr(model, _IN_FORCE, ())
    return mixture


def by_rows(mixtures: Sequence[Sequence[Share]]) -> tuple[Share, ...]:
    """One mixture for a batch of which each row has its own (whose shares name no rows)."""
    if len(set(map(tuple, mixtures))) == 1:
        return tuple(mixtures[0])  # over all rows: the fast way
    rows: dict[Share, list[int]] = {}
    for row, mixture in enumerate(mixtures):
        for share in mixture:
            rows.setdefault(share, []).append(row)
    count = len(mixtures)
    return tuple(Share(s.slot, s.strength, tuple(on), count) for s, on in rows.items())


def _walk(module: nn.Module, address: str, path: str, seen: set[int]) -> Iterator[Place]:
    if id(module) in seen or (isinstance(module, Mixed) and not isinstance(module, Adapted)):
        return  # what stands before the rows is no part of the base
    seen.add(id(module))
    yield Place(address, path, module)
    if isinstance(module, Adapted):
        yield from _walk(module.base, address, _join(path, "base"), seen)
        return
    for name, child in module.named_children():
        yield from _walk(child, _join(address, name), _join(path, name), seen)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
