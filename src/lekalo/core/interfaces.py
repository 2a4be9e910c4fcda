"""The five things that are extended by adding one file, as abstract classes.

    Method    a way to train: rows from records, a loss from a batch     lekalo/methods/
    Adapter   what is trained above a base, and how it is kept           lekalo/models/adapters/
    Check     looks for one mistake in the data before training          lekalo/data/checks/
    Scorer    judges one answer: a metric and a reward alike             lekalo/scorers/
    Guard     an input or output rule at run time                        lekalo/guards/

Each is registered under its file's name; see `core.registry`. Subclasses are final.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from lekalo.core.records import (
    Completion,
    Document,
    Example,
    Finding,
    Fix,
    Item,
    Language,
    Pair,
    Rated,
    Score,
)
from lekalo.core.registry import Registry

if TYPE_CHECKING:  # torch is imported by those that compute, never by those that describe
    import numpy as np
    import torch
    from numpy.typing import NDArray

    from lekalo.core.settings import AdapterSettings, MethodSettings
    from lekalo.data.batches import Batch, Row
    from lekalo.models.chat import Renderer


class Method(ABC):
    """A way to train."""

    name: ClassVar[str]

    def __init__(self, settings: MethodSettings) -> None:
        self.settings = settings

    @abstractmethod
    def rows(self, records: Iterable[Example | Document], renderer: Renderer) -> Iterator[Row]:
        """Tokens and their trained mask for each record. A record with nothing to train on
        raises `DataError` with its place."""

    @abstractmethod
    def loss(self, model: torch.nn.Module, batch: Batch) -> torch.Tensor:
        """The summed loss in nats over the batch's trained tokens (0-d, fp32). The loop
        divides by the step's global count; a method never averages."""


class Adapter(ABC):
    """What is trained above a frozen base. One object belongs to one model."""

    name: ClassVar[str]
    virtual: int = 0
    """Places that it puts before every row; the context counts them."""

    @classmethod
    @abstractmethod
    def attach(cls, model: torch.nn.Module, settings: AdapterSettings, seed: int) -> Adapter:
        """Puts fresh trainable weights into `model` and freezes the rest. At the start the
        model's output is the base's, unless something stands before the rows."""

    def begin(self, tokens: Sequence[int]) -> None:
        """Starts from what these tokens mean to the base: for what stands before the rows."""
        raise NotImplementedError(f"{self.name} has no places that tokens could stand in")

    @classmethod
    @abstractmethod
    def load(
        cls, model: torch.nn.Module, folder: Path, *, train: bool = False, slot: str = "default"
    ) -> Adapter:
        """Puts the weights saved in `folder` (PEFT's layout) into `model`, switched on; those of
        several adapters stand there each under its slot."""

    @abstractmethod
    def save(self, folder: Path, base: str) -> None:
        """Writes `adapter_config.json` and `adapter_model.safetensors`, and `lekalo.json` with
        the base's hash where it is known."""

    @abstractmethod
    def parameters(self) -> dict[str, torch.nn.Parameter]:
        """The trained weights by name, in a stable order."""

    @abstractmethod
    def enabled(self, on: bool) -> None:
        """Switches the adapter on or off; off, the model is the base bit for bit."""

    @abstractmethod
    def merge(self) -> None:
        """Folds the adapter into the base's weights for good and takes its modules out."""

    @abstractmethod
    def detach(self) -> None:
        """Takes the adapter's modules out; the model is the base again."""


class Embedder(Protocol):
    """A named embedding model: texts to unit vectors [N, D] (fp32), near in meaning, near here."""

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, in their order."""


class Judge(Protocol):
    """A named model that is asked what words cannot tell."""

    def __call__(self, question: str, one: str, other: str) -> bool | None:
        """Whether two answers to one question contradict each other; None where it doesn't say.
        Raises `OutsideError` where it cannot be asked."""


@dataclass(frozen=True)
class Material:
    """What the checks look at. Sequences may stand on disk: read them in order, keep only what
    is small. Suites' questions stand in `held_out` as chats without an answer."""

    train: Sequence[Example] = ()
    held_out: Sequence[Example] = ()
    documents: Sequence[Document] = ()
    pairs: Sequence[Pair] = ()
    rated: Sequence[Rated] = ()
    language: Language = "en"
    """What the findings are written in; the data may be in any language."""
    context: int | None = None
    """Tokens that the base reads, where a base is named."""
    knowledge: bool = False
    """Whether the recipe has a knowledge base."""
    banned: tuple[str, ...] = ()
    """Phrases that the policy forbids in an answer."""
    embed: Embedder | None = None
    """A named embedding model; the audit hands over what it says of the texts of `meant`."""
    judge: Judge | None = None
    """Asked about rows that `embed` finds near in meaning."""


class Check(ABC):
    """Looks for one mistake people make with their data."""

    name: ClassVar[str]
    needs: ClassVar[tuple[str, ...]] = ()
    """Fields of `Material` without which there is nothing to look at: where one is empty, the
    check is shown as not run, never as passed."""

    @abstractmethod
    def run(self, material: Material) -> Iterable[Finding]:
        """The findings, in `material.language`; none when all is well."""

    def meant(self, material: Material) -> Iterable[str]:
        """The texts that `run` gives to `material.embed`: each is embedded once for all checks."""
        return ()

    def fixes(self, material: Material) -> Iterable[Fix]:
        """What `lekalo check --fix` does about it; nothing where only a person can tell."""
        return ()


class Scorer(ABC):
    """Judges one answer. Options are checked when the suite is read, not when it runs."""

    name: ClassVar[str]

    @classmethod
    @abstractmethod
    def validate(cls, options: Mapping[str, Any]) -> None:
        """Raises `DataError` when the options are not what this scorer takes."""

    @abstractmethod
    def score(self, item: Item, completion: Completion, options: Mapping[str, Any]) -> Score:
        """The score of one completion under the options of one expectation."""


class Guard(ABC):
    """A rule applied to a question or an answer while serving."""

    name: ClassVar[str]

    @abstractmethod
    def inspect(self, text: str) -> Finding | None:
        """What is wrong with `text`, or None."""


METHODS: Registry[Method] = Registry("method", "lekalo.methods")
ADAPTERS: Registry[Adapter] = Registry("adapter", "lekalo.models.adapters", helpers=("switch",))
CHECKS: Registry[Check] = Registry("check", "lekalo.data.checks")
SCORERS: Registry[Scorer] = Registry("scorer", "lekalo.scorers")
GUARDS: Registry[Guard] = Registry("guard", "lekalo.guards")
