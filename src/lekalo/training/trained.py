"""What a run trains: the adapter on its base, the fp32 masters, the optimizer; opened as often
as the run begins anew (a fresh start, a resumed run, a return to an earlier checkpoint).

Opening the same checkpoint twice gives the same bits, whatever was trained between. Full training
changes the base itself, so until its first checkpoint stands the weights that it began with lie
in the run's folder.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from lekalo.core import words
from lekalo.core.files import outside
from lekalo.core.interfaces import Adapter
from lekalo.core.recipe import Recipe
from lekalo.models.adapters import attach_adapter, load_adapter
from lekalo.models.base import Base, save_base
from lekalo.training import checkpoint as kept
from lekalo.training.optimizer import Optimizer, Weights, hidden_matrices

START = "start.safetensors"


class Trained:
    """The trained weights of one run and their optimizer; `open` comes first."""

    adapter: Adapter
    weights: Weights
    optimizer: Optimizer

    def __init__(self, recipe: Recipe, base: Base, folder: Path, given: Path | None = None) -> None:
        """`given` is a checkpoint whose weights the run begins with, in place of fresh ones."""
        self._recipe, self._base, self._start = recipe, base, folder / START
        self._given, self._opened = given, False

    @property
    def whole(self) -> bool:
        """Whether the base itself is trained."""
        return self._recipe.adapter.name == "full"

    def open(self, found: Path | None) -> None:
        """The weights that the run begins with, or those of its checkpoint in `found`, and their
        optimizer."""
        source = found or self._given
        model = self._base.model
        model.zero_grad()  # of a step that was not taken
        if self._opened and not self.whole:
            self.adapter.detach()
        originals = {} if source else self._originals()
        dtype = getattr(torch, self._recipe.train.dtype)
        for parameter in model.parameters():  # buffers stay: rotary tables need fp32
            if parameter.is_floating_point():  # so do the whole numbers of a quantised base
                parameter.data = parameter.data.to(dtype)
        self.adapter = (
            load_adapter(model, source, train=True)
            if source
            else attach_adapter(
                model, self._recipe.adapter, self._recipe.seed, self._base.tokenizer
            )
        )
        self.weights = Weights(self.adapter.parameters(), originals)
        hidden = hidden_matrices(model, self.weights.live)
        self.optimizer = Optimizer(self.weights, self._recipe.train.optimizer, hidden)
        if source:
            tensors = kept.read_tensors(source)
            self._restore(tensors)
            if found:
                self.optimizer.load(tensors)
        self._opened = True

    @torch.no_grad()
    def _originals(self) -> dict[str, torch.Tensor]:
        """The base's weights as they were before the first step."""
        model = self._base.model
        if not self.whole:
            return {name: weight.detach() for name, weight in model.named_parameters()}
        if self._opened:
            originals = dict(load_file(self._start))
            for name, weight in model.named_parameters():
                weight.copy_(originals[name])
            return originals
        weights = {name: weight.detach() for name, weight in model.named_parameters()}
        with outside(words.WRITING(path=self._start)):
            self._start.parent.mkdir(parents=True, exist_ok=True)
            save_file({n: w.contiguous() for n, w in weights.items()}, self._start)
        return weights

    def _restore(self, tensors: dict[str, torch.Tensor]) -> None:
        """Takes the masters that were kept. A training before this one may have had another
        dtype: its fp32 masters are then this one's weights, or its weights the masters."""
        with torch.no_grad():
            for name, master in self.weights.masters.items():
                if (known := tensors.get(f"master|{name}")) is not None:
                    master.copy_(known)
        self.weights.publish()

    def update(self, rate: float) -> None:
        """One step of the optimizer at this learning rate."""
        self.optimizer.step(rate)
        self.weights.publish()

    def write(self, folder: Path, state: kept.State) -> kept.CheckpointInfo:
        """The checkpoint of `state` in the run's `folder`."""
        masters = {f"master|{n}": m.detach() for n, m in self.weights.apart.items()}
        info = kept.write_checkpoint(folder, state, self.optimizer.state() | masters, self._save)
        self._start.unlink(missing_ok=True)
        return info

    def _save(self, folder: Path) -> None:
        if self.whole:
            save_base(self._base, folder)
        else:
            self.adapter.save(folder, self._base.ref)

    def close(self) -> None:
        """Takes the adapter out; a fully trained base stays as it is."""
        if not self.whole:
            self.adapter.detach()
        self._start.unlink(missing_ok=True)
