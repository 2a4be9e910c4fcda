"""Which version answers: a model's name, resolved once when a request is admitted.

A request keeps the `Served` it got, whatever is promoted or rolled back meanwhile, so that
an answer is wholly one version's. The registry is asked at each admission, in one read
transaction, so that a promotion in another process counts from the next request on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from lekalo.core.errors import ModelError, NotFoundError
from lekalo.core.hashing import hash_json
from lekalo.core.settings import GenerationSettings, Quantise
from lekalo.core.wording import Sayable, nearest
from lekalo.models.folders import base_hash
from lekalo.serving import words
from lekalo.versions.blends import WHOLE, Part, blend_ref, check_blend, parse_blend
from lekalo.versions.registry import Registry
from lekalo.versions.stages import Version

DEFAULT_BASE = "nano"


@dataclass(frozen=True, slots=True)
class Above:
    """An adapter above a base, by content, and how much of it counts."""

    adapter: str
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What computes an answer, by content: a base and the adapters above it, or all weights in
    the folder `whole`. `base_ref` says only where the base is, `quantise` how it is held."""

    base_ref: str
    base_hash: str
    above: tuple[Above, ...] = ()
    whole: str | None = None
    quantise: Quantise = "none"

    @property
    def model(self) -> tuple[str, str | None, Quantise]:
        """Equal where the same model in memory serves, whatever adapters are above it."""
        return self.base_hash, self.whole, self.quantise


@dataclass(frozen=True, slots=True)
class Served:
    """What one request is answered by, fixed at its admission."""

    ref: str
    manifest: str
    weights: Weights
    system: str = ""
    generation: GenerationSettings = field(default_factory=GenerationSettings)


@dataclass(frozen=True, slots=True)
class Offer:
    """A model's id that a request may name, and when it was made (Unix seconds; a base: 0)."""

    id: str
    created: int = 0


class Catalog:
    """The models that a server offers: `names` of assistants or bases; all where none given."""

    def __init__(self, registry: Registry, names: Sequence[str] = ()) -> None:
        self._registry = registry
        known = registry.names()
        self._names = tuple(name for name in names if name in known)
        self._every = not names
        extra = [name for name in names if name not in known]
        if not names and not known:
            extra = [DEFAULT_BASE]
        self._own_bases = {_public(ref): Weights(ref, _hash(ref, known)) for ref in extra}

    def names(self) -> tuple[str, ...]:
        """The assistants offered now."""
        return tuple(self._registry.names()) if self._every else self._names

    def admit(self, model: str) -> Served:
        """What answers to `model`: a name (its live version), name@3, name@live,
        name@candidate, such with strengths (`blends`), or a base. `NotFoundError` with the
        nearest name, `UserError` for a strength or a combination that cannot be."""
        if re.split("[@:+]", model, maxsplit=1)[0] in self.names():
            return self._blended(parse_blend(model))
        weights = self._bases().get(model)
        if weights is not None:
            return Served(model, weights.base_hash, weights)
        raise NotFoundError(_unknown(model, [offer.id for offer in self.offers()]))

    def _blended(self, parts: Sequence[Part]) -> Served:
        for part in parts:
            if part.ref.partition("@")[0] not in self.names():
                raise NotFoundError(_unknown(part.ref, list(self.names())))
        versions = [self._registry.resolve(part.ref) for part in parts]
        parts = [Part(v.ref, p.strength) for v, p in zip(versions, parts, strict=True)]
        first, *others = [_served(version) for version in versions]
        if not others and parts[0].strength == 1.0:
            return first
        check_blend(parts, versions)
        above = [
            Above(adapter.adapter, part.strength)
            for served, part in zip((first, *others), parts, strict=True)
            for adapter in served.weights.above
        ]
        made_of = hash_json([[s.manifest for s in (first, *others)], [p.strength for p in parts]])
        weights = replace(first.weights, above=tuple(above))
        return replace(first, ref=blend_ref(parts), manifest=made_of, weights=weights)

    def offers(self) -> list[Offer]:
        """What a request may name: names with a live version, each version, the bases."""
        offers: list[Offer] = []
        for name in self.names():
            versions = self._registry.versions(name)
            offers += [Offer(name, _made(v)) for v in versions if v.stage == "live"]
            offers += [Offer(version.ref, _made(version)) for version in versions]
        return offers + [Offer(ref) for ref in self._bases()]

    def live(self) -> list[Served]:
        """What is live now, and the bases: what a server loads before its first request."""
        statuses = (s for s in self._registry.status() if s.name in self.names())
        live = [_served(status.live) for status in statuses if status.live]
        return live + [Served(ref, w.base_hash, w) for ref, w in self._bases().items()]

    def _bases(self) -> dict[str, Weights]:
        """The bases given by name, and those that live versions need in memory anyway, held as
        their name promises: whole."""
        bases = dict(self._own_bases)
        names = self.names()
        for status in self._registry.status():
            if status.live and status.name in names:
                weights = _served(status.live).weights
                base = Weights(weights.base_ref, weights.base_hash)
                if not weights.whole and weights.quantise == "none":
                    bases.setdefault(_public(base.base_ref), base)
        return bases


def _unknown(model: str, ids: Sequence[str]) -> Sayable:
    hint, allowed = nearest(model, ids, "."), ", ".join(ids)
    return words.NO_MODEL(name=model[:80], hint=hint, allowed=allowed)


def _served(version: Version) -> Served:
    manifest = version.manifest
    adapter, base = manifest.adapter, manifest.base
    if adapter is not None and adapter.kind == WHOLE:
        weights = Weights(base.ref, base.hash, whole=adapter.hash)
    else:
        above = (Above(adapter.hash),) if adapter else ()
        weights = Weights(base.ref, base.hash, above, quantise=base.quantise)
    generation = GenerationSettings.model_validate(manifest.recipe.values.get("generation", {}))
    return Served(version.ref, manifest.hash, weights, manifest.prompt.system, generation)


def _made(version: Version) -> int:
    return int(datetime.fromisoformat(version.manifest.created).timestamp())


def _public(ref: str) -> str:
    """A base's name for clients: a hub id as it is, of a folder its last name only."""
    return ref if re.fullmatch(r"[\w.-]+(/[\w.-]+)?", ref) else Path(ref).name


def _hash(ref: str, known: Sequence[str]) -> str:
    try:
        return base_hash(ref)
    except ModelError as error:
        hint = nearest(ref, known, ".")
        raise NotFoundError(words.NO_ASSISTANT(ref=ref, hint=hint, error=error)) from None
