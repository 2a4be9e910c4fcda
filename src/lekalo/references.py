"""Opens what a reference names, ready to be asked: a version, a run's checkpoint, a base.

subject = open_ref(home, "support@live")        # or support@3:0.6, or letters@2:0.7+support@3:0.3
print(answer(subject, [Message("user", "Where is my order?")]).text)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lekalo.core.recipe import parse_recipe
from lekalo.core.settings import GenerationSettings
from lekalo.data.prepare import system_prompt
from lekalo.evaluation.subject import Subject, Worn
from lekalo.models.base import Base, load_base, load_known_base
from lekalo.models.generate import Sampling
from lekalo.project import open_base, open_run_project
from lekalo.training.runs import open_run
from lekalo.versions.blends import Part, blend_ref, check_blend, parse_blend
from lekalo.versions.manifest import BasePart
from lekalo.versions.registry import Registry
from lekalo.versions.stages import Version

_LIKE_A_VERSION = re.compile(r"[a-z0-9_-]+@[^/]+")


def open_ref(home: Path, ref: str) -> Subject:
    """What `ref` names: `name@3`, `name@live`, such with strengths (`versions.blends`),
    `run:step`, or a base. `NotFoundError` where it has a version's form and there is none."""
    registry = Registry(home)
    named = re.split("[@:+]", ref, maxsplit=1)[0] in registry.names()
    if named or (_LIKE_A_VERSION.fullmatch(ref) and not Path(ref).exists()):
        return _open_parts(home, registry, parse_blend(ref))
    run_id, colon, step = ref.rpartition(":")
    if colon and step.isdecimal():
        project = open_run_project(home, run := open_run(home, run_id))
        system = system_prompt(project.recipe, project.root)
        weights = run.checkpoint(int(step))
        return Subject(
            ref, open_base(project), system, sampling_of(project.recipe.generation), weights
        )
    return Subject(ref, load_base(ref), "", sampling_of(GenerationSettings()))


def _open_parts(home: Path, registry: Registry, parts: Sequence[Part]) -> Subject:
    versions = [registry.resolve(part.ref) for part in parts]
    parts = [Part(v.ref, p.strength) for v, p in zip(versions, parts, strict=True)]
    if len(parts) == 1 and parts[0].strength == 1.0:
        return open_version(home, versions[0])
    check_blend(parts, versions)
    blend = [
        Worn(registry.store.path(version.manifest.adapter.hash), part.strength)
        for version, part in zip(versions, parts, strict=True)
        if version.manifest.adapter is not None
    ]
    first = open_version(home, versions[0])
    return replace(first, label=blend_ref(parts), weights=None, blend=tuple(blend))


def open_version(home: Path, version: Version) -> Subject:
    """A registered version, its files verified. `ModelError` where its base has changed."""
    manifest = version.manifest
    recipe = parse_recipe(manifest.recipe.values, manifest.ref)
    weights = Registry(home).store.path(manifest.adapter.hash) if manifest.adapter else None
    whole = weights is not None and (weights / "model.safetensors").is_file()
    named = manifest.base
    base = load_base(str(weights)) if whole else open_known_base(named)
    kept = None if whole else weights
    return Subject(manifest.ref, base, manifest.prompt.system, sampling_of(recipe.generation), kept)


def open_known_base(named: BasePart) -> Base:
    """The base of a version, held as the version was trained and measured."""
    return load_known_base(named.ref, named.hash, named.quantise)


def sampling_of(s: GenerationSettings) -> Sampling:
    """The sampling that a recipe's `generation` asks for."""
    return Sampling(s.max_tokens, s.temperature, s.top_p, s.top_k, tuple(s.stop), s.seed)
