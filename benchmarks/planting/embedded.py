"""`leakage` and `contradictions` with a named embedding model, beside the same without one.

    python benchmarks/checks.py --embedding FOLDER [--embedding OTHER:en ...] [--quick]

The sheets are those of the whole run. A model is measured in both languages, or in the one that
is named after its folder. The bars for rewordings hold for each; a suite's bare questions, where
words alone tell little, are to be found as well. `encoders.py` says where to get models. Leaves
out `duplicates`: what is nearly the same in words needs no model to be found.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from common import Bar, finish
from numpy.typing import NDArray

from lekalo.core.hashing import hash_file
from lekalo.core.interfaces import Embedder
from lekalo.core.records import Language
from lekalo.models.embedding import load_encoder
from planting import contradictions, leaks
from planting.judge import Tally, TooLargeError, judge
from planting.sheets import HALVES, Half, Sheet

LANGUAGES: tuple[Language, ...] = ("en", "ru")
_KINDS = {
    ("leakage", "reworded-bare"): "leaks, reworded, without an answer",
    ("leakage", "reworded"): "leaks, reworded",
    ("leakage", ""): "leaks, other kinds",
    ("contradictions", "reworded"): "contradictions, reworded",
    ("contradictions", ""): "contradictions, same question",
}
"""What figures are put together by: the first that a sheet's check and kind begin with."""
_PRECISION, _RECALL = 0.8, 0.7
Key = tuple[str, Language, Half]


class Remembered:
    """An `Embedder` that is asked about each text once: sheets have most of them in common."""

    def __init__(self, embed: Embedder) -> None:
        self._embed = embed
        self._known: dict[str, NDArray[np.float32]] = {}
        self.seconds = 0.0

    def __len__(self) -> int:
        return len(self._known)

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Their vectors [N, D], in their order."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        began = time.perf_counter()
        if new:
            self._known.update(zip(new, self._embed(new), strict=True))
        self.seconds += time.perf_counter() - began
        return np.stack([self._known[text] for text in texts])


def measure(arguments: argparse.Namespace) -> None:
    """Measures every named model and writes the results."""
    seeds = range(1 if arguments.quick else 3)
    halves: Sequence[Half] = (arguments.half,) if arguments.half else HALVES
    plain: dict[tuple[int, str, str, Language, Half], Tally] = {}
    rows: list[dict[str, Any]] = []
    models: list[dict[str, Any]] = []
    not_run: dict[str, str] = {}
    for folder, languages in map(_named, arguments.embedding):
        embed = Remembered(load_encoder(folder))
        compared: dict[Key, tuple[Tally, Tally]] = {}
        for seed, sheet in _sheets(languages, halves, seeds):
            at = (seed, sheet.check, sheet.kind, sheet.language, sheet.half)
            print(Path(folder).name, *at, file=sys.stderr, flush=True)
            material = replace(sheet.material, embed=embed)
            try:
                if at not in plain:
                    plain[at] = judge(sheet)
                tally = judge(replace(sheet, material=material))
            except TooLargeError as error:
                not_run[" ".join(map(str, (Path(folder).name, *at)))] = str(error)
                continue
            key = (_kind(sheet), sheet.language, sheet.half)
            one, other = compared.setdefault(key, (Tally(), Tally()))
            one.add(plain[at])
            other.add(tally)
        rows.extend(_rows(Path(folder).name, compared))
        models.append(_model(folder, embed))
        if arguments.show:
            _show(Path(folder).name, compared)
    if arguments.half:
        print("\n".join("\t".join(map(str, _shown(row).values())) for row in rows))
        return
    details = {"models": models, "not_run": not_run}
    finish("checks-embedding", arguments, [*map(_shown, rows)], details, list(_bars(rows)))


def _named(ref: str) -> tuple[str, tuple[Language, ...]]:
    """A folder and the languages that it is measured in."""
    folder, _, said = ref.rpartition(":")
    for language in LANGUAGES:
        if folder and said == language:
            return folder, (language,)
    return ref, LANGUAGES


def _sheets(
    languages: Sequence[Language], halves: Sequence[Half], seeds: Iterable[int]
) -> Iterator[tuple[int, Sheet]]:
    for seed in seeds:
        for half in halves:
            for language in languages:
                for family in (leaks, contradictions):
                    for sheet in family.sheets(language, half, seed):
                        yield seed, sheet


def _kind(sheet: Sheet) -> str:
    return next(
        name
        for (check, kind), name in _KINDS.items()
        if sheet.check == check and sheet.kind.startswith(kind)
    )


def _rows(model: str, compared: dict[Key, tuple[Tally, Tally]]) -> Iterator[dict[str, Any]]:
    for (kind, language, half), (without, tally) in sorted(compared.items()):
        yield {
            "model": model,
            "looked for": kind,
            "language": language,
            "half": half,
            "planted": tally.planted,
            "recall without": without.recall,
            "recall": tally.recall,
            "precision without": without.precision,
            "precision": tally.precision,
            "named wrongly": tally.false,
            "which": ", ".join(f"{kind} {n}" for kind, n in sorted(tally.flagged.items())),
        }


def _bars(rows: Sequence[dict[str, Any]]) -> Iterator[Bar]:
    for row in rows:
        if "reworded" in row["looked for"]:
            name = f"{row['model']}, {row['looked for']}, {row['language']}, {row['half']} half"
            yield Bar(f"{name}: precision", row["precision"], _PRECISION)
            yield Bar(f"{name}: recall", row["recall"], _RECALL)


def _model(folder: str, embed: Remembered) -> dict[str, Any]:
    """What says which weights they were, and how long a text took."""
    weights = sorted(Path(folder).rglob("*.safetensors"))
    return {
        "model": Path(folder).name,
        "weights_hash": [hash_file(path) for path in weights],
        "texts": len(embed),
        "milliseconds_a_text": round(1000 * embed.seconds / max(len(embed), 1), 2),
    }


def _show(model: str, compared: dict[Key, tuple[Tally, Tally]]) -> None:
    for key, (_, tally) in compared.items():
        print("\n##", model, *key)
        print("\n".join(f"- missed {text}" for text in tally.missed))
        print("\n".join(f"- named wrongly {text}" for text in tally.wrong))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {k: f"{v:.3f}" if isinstance(v, float) else v for k, v in row.items()}
