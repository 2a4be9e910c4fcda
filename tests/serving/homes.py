"""A home folder with a tiny base and versions of it, and what each must answer."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, get_peft_model

from lekalo.core.recipe import parse_recipe
from lekalo.core.records import Message
from lekalo.models.base import load_base, save_base
from lekalo.models.chat import with_system
from lekalo.models.folders import base_hash
from lekalo.versions.manifest import BasePart, PromptPart, RecipePart
from lekalo.versions.registry import Registry
from lekalo.versions.stages import Version
from support.tiny import tiny_base
from versions.drafts import RELEASE, draft

LAYERS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
TOKENS = 12
QUESTION = [{"role": "user", "content": "Where is my order?"}]


@dataclass
class Home:
    """`models` holds, by ref, a model loaded apart from the server's, for expected answers."""

    path: Path
    registry: Registry
    base: str
    models: dict[str, Any] = field(default_factory=dict)
    systems: dict[str, str] = field(default_factory=dict)

    def expected(self, ref: str, messages: Sequence[dict[str, str]] = QUESTION) -> str:
        """The greedy answer of `ref`, by transformers' own generation."""
        base = load_base(self.base)
        chat = [Message(**message) for message in messages]  # type: ignore[arg-type]
        prompt = base.renderer.prompt(with_system(chat, self.systems.get(ref, "")))
        made = self.models[ref].generate(
            torch.tensor([prompt]),
            attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
            do_sample=False,
            max_new_tokens=TOKENS,
            eos_token_id=sorted(base.renderer.end_ids),
            pad_token_id=0,
        )
        return base.renderer.decode(made[0, len(prompt) :].tolist())


def plain(model: Any) -> Any:
    """Keeps a random model's greedy answers to printable ASCII, without an end: the head of all
    other tokens gives 0, and of ninety-four random scores one is always more."""
    with torch.no_grad():
        model.lm_head.weight[:5] = 0  # the special tokens
        model.lm_head.weight[5 + 94 :] = 0
    return model.eval()


def make_home(path: Path) -> Home:
    """An empty registry beside a tiny base that is saved as people's own are."""
    base = path / "tiny-base"
    made = tiny_base(seed=0)
    plain(made.model)
    save_base(made, base)
    home = Home(path, Registry(path / "home"), str(base))
    home.models["tiny-base"] = load_base(str(base)).model
    return home


def add_full(home: Home, name: str = "support", *, seed: int, system: str = "") -> Version:
    """A version whose whole weights were trained: here, drawn from `seed`."""
    base = tiny_base(seed=seed)
    model = plain(base.model)
    folder = home.path / f"trained-{name}-{seed}"
    save_base(base, folder)
    version = create(home, name, folder, "full", system)
    home.models[version.ref] = model
    return version


def add_lora(home: Home, name: str = "support", *, seed: int, system: str = "") -> Version:
    """A version with a random LoRA on the base, made, saved and answered for by PEFT."""
    torch.manual_seed(seed)
    config = LoraConfig(r=4, lora_alpha=16, target_modules=LAYERS, init_lora_weights=False)
    folder = home.path / f"lora-{name}-{seed}"
    with warnings.catch_warnings():  # PEFT asks transformers for what it is about to drop
        warnings.simplefilter("ignore", FutureWarning)
        model = get_peft_model(load_base(home.base).model, config).eval()
        model.save_pretrained(str(folder))
    (folder / "README.md").unlink(missing_ok=True)
    version = create(home, name, folder, "lora", system)
    home.models[version.ref] = model
    return version


def create(home: Home, name: str, folder: Path | None, kind: str, system: str = "") -> Version:
    """A candidate with greedy answers of TOKENS tokens by default."""
    recipe = parse_recipe(
        {
            "name": name,
            "data": {"train": "train.jsonl"},
            "generation": {"max_tokens": TOKENS},
        }
    )
    made = draft(
        name,
        base=BasePart(ref=home.base, hash=base_hash(home.base)),
        prompt=PromptPart.of(system),
        recipe=RecipePart.of(recipe),
    )
    version = home.registry.create(made, adapter_folder=folder, adapter_kind=kind)
    home.systems[version.ref] = system
    return version


def promote(home: Home, version: Version) -> None:
    home.registry.promote(version.name, version.number, verdict=RELEASE)
