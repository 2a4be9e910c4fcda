"""What is asked and measured: a base, perhaps with trained weights above it, and its prompt.

A subject is described by content, so that a figure measured once is never measured again for
the same weights, suite, prompt and sampling, and never taken for another's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lekalo.core.files import write_json
from lekalo.core.hashing import hash_file, hash_json
from lekalo.core.records import Completion, Message, SuiteResult
from lekalo.evaluation.results import suite_from_json, suite_to_json
from lekalo.evaluation.runner import run_suite
from lekalo.evaluation.suites import Suite
from lekalo.models.adapters import load_adapter
from lekalo.models.adapters.switch import AdapterSet
from lekalo.models.base import Base, load_base
from lekalo.models.chat import with_system
from lekalo.models.generate import Sampling, generate

WEIGHTS = ("adapter_model.safetensors", "model.safetensors")

Progress = Callable[[str, int, int], None]
"""Called with a suite's name, the items done and their number."""


@dataclass(frozen=True)
class Worn:
    """An adapter's folder and the strength that it is taken at."""

    folder: Path
    strength: float


@dataclass(frozen=True)
class Subject:
    """One assistant. `weights` is a checkpoint's folder (an adapter, or a whole model); `blend`
    stands in its place where adapters are taken at strengths."""

    label: str
    base: Base
    system: str
    sampling: Sampling
    weights: Path | None = None
    blend: tuple[Worn, ...] = ()

    @property
    def hash(self) -> str:
        """The content hash of all that shapes an answer."""
        trained: list[Any] = [h for h in map(_weights_hash, (self.weights,)) if h]
        trained += [[_weights_hash(worn.folder), worn.strength] for worn in self.blend]
        sampling = (
            vars(self.sampling) if hasattr(self.sampling, "__dict__") else repr(self.sampling)
        )
        return hash_json([self.base.key, trained, self.system, sampling])


def _weights_hash(folder: Path | None) -> str | None:
    files = [folder / name for name in WEIGHTS] if folder else []
    return next((hash_file(file) for file in files if file.is_file()), None)


@contextmanager
def dressed(subject: Subject) -> Iterator[Base]:
    """The subject's base with its trained weights on it for the time being."""
    base, weights = subject.base, subject.weights
    if subject.blend:
        adapters = AdapterSet(base.model)
        strengths = {str(worn.folder): worn.strength for worn in subject.blend}
        try:
            for worn in subject.blend:
                adapters.add(str(worn.folder), worn.folder)
            adapters.apply(strengths)
            yield base
        finally:
            for name in adapters.names:
                adapters.remove(name)
    elif weights is None:
        yield base
    elif (weights / "adapter_config.json").is_file():
        adapter = load_adapter(base.model, weights)
        try:
            yield base
        finally:
            adapter.detach()
    else:
        yield load_base(str(weights))


def answer(subject: Subject, messages: Sequence[Message]) -> Completion:
    """What the subject says to one chat."""
    with dressed(subject) as model:
        prompt = model.renderer.prompt(with_system(messages, subject.system))
        return generate(model, [prompt], subject.sampling)[0]


def measure(
    subject: Subject, suites: Sequence[Suite], cache: Path, progress: Progress | None = None
) -> tuple[SuiteResult, ...]:
    """Every suite's result for the subject; one measured before is read from `cache`."""
    found = {suite.name: _cached(subject, suite, cache) for suite in suites}
    if None in found.values():
        with dressed(subject) as model:
            for suite in suites:
                if found[suite.name] is None:
                    found[suite.name] = _run(subject, model, suite, cache, progress)
    return tuple(result for result in found.values() if result is not None)


def _run(
    subject: Subject, model: Base, suite: Suite, cache: Path, progress: Progress | None
) -> SuiteResult:
    def tell(done: int, total: int) -> None:
        if progress is not None:
            progress(suite.name, done, total)

    result = run_suite(
        model, suite, system=subject.system, sampling=subject.sampling, progress=tell
    )
    write_json(_place(subject, suite, cache), suite_to_json(result))
    return result


def _cached(subject: Subject, suite: Suite, cache: Path) -> SuiteResult | None:
    place = _place(subject, suite, cache)
    return suite_from_json(json.loads(place.read_text())) if place.is_file() else None


def _place(subject: Subject, suite: Suite, cache: Path) -> Path:
    key = hash_json([subject.hash, suite.name, suite.kind, suite.hash])
    return cache / f"{key.removeprefix('sha256:')[:32]}.json"
