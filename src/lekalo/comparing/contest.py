"""The recipes that are compared, and that they may be: the same data, suites and questions.

    entrants = enter([Path("lora.yaml"), Path("full.yaml")], seeds=3)

What may differ is how they train: base, method, adapter, quantisation, stages, the `train` group.
Leaves out training them (`trial`) and judging (`table`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lekalo.comparing import mistakes as words
from lekalo.core.errors import UserError
from lekalo.core.hashing import hash_file, hash_folder, hash_json
from lekalo.core.recipe import Recipe
from lekalo.core.settings import DataSettings, NewBase
from lekalo.models.folders import base_hash
from lekalo.project import Project, base_place, open_project

_SAME = ("data", "suites", "prompt", "generation")


@dataclass(frozen=True)
class Entrant:
    """One recipe under the name that the table shows."""

    label: str
    project: Project

    def seeded(self, seed: int) -> Project:
        """Its project with this seed."""
        recipe = self.project.recipe.model_copy(update={"seed": seed})
        return Project(recipe, self.project.root, self.project.home)


def enter(paths: Sequence[Path], overrides: Sequence[str], home: Path) -> list[Entrant]:
    """The recipes, read and found comparable; `UserError` says which differs in what."""
    if len(paths) < 2:
        raise UserError(words.TWO_AT_LEAST)
    projects = [open_project(path, overrides, home) for path in paths]
    labels = [path.stem if path.is_file() else path.name for path in paths]
    if len(set(labels)) < len(labels):
        labels = [str(path) for path in paths]
    if len(set(labels)) < len(labels):
        raise UserError(words.TWICE)
    first = _matter(projects[0])
    for label, project in zip(labels[1:], projects[1:], strict=True):
        other = _matter(project)
        for key in _SAME:
            if first[key] != other[key]:
                raise UserError(words.DIFFERENT(label=label, labels=labels[0], key=key))
    return [Entrant(*pair) for pair in zip(labels, projects, strict=True)]


def trial_key(project: Project) -> str:
    """The hash of all that decides what a trial comes to: a trial with this key is not redone."""
    base = project.recipe.base
    made_of: Any = base.model_dump() if isinstance(base, NewBase) else None
    known = base_hash(base_place(project.root, base)) if isinstance(base, str) else made_of
    stages = [_data(stage.data, project.root) for stage in project.recipe.stages]
    return hash_json([project.recipe.hash, known, _matter(project), *([stages] if stages else [])])


def _matter(project: Project) -> dict[str, Any]:
    """What must be the same, by content: the same rows under another name are the same."""
    recipe, root = project.recipe, project.root
    suites = [[s.name, s.kind, _content(root, s.file)] for s in recipe.suites]
    return {
        "data": _data(recipe.data, root),
        "suites": suites,
        "prompt": recipe.prompt.model_dump() | _prompt_file(recipe, root),
        "generation": recipe.generation.model_dump(),
    }


def _data(settings: DataSettings, root: Path) -> dict[str, Any]:
    data = settings.model_dump(mode="json")
    data |= {key: [_content(root, name) for name in data[key]] for key in ("train", "eval")}
    for source in data["replay"]:
        source["file"] = _content(root, source["file"])
    return data


def _prompt_file(recipe: Recipe, root: Path) -> dict[str, str]:
    name = recipe.prompt.system.removeprefix("file:").strip()
    return {"file": _content(root, name)} if name != recipe.prompt.system else {}


def _content(root: Path, name: str) -> str:
    path = root / name
    if path.is_file():
        return hash_file(path)
    return hash_folder(path) if path.is_dir() else name
