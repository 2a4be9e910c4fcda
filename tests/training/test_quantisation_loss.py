"""The guard of compression: what it measures, when it warns, what it recommends, in both
languages; and that the full base is loaded once, or not at all where it would not fit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from lekalo.core.recipe import Recipe, parse_recipe
from lekalo.core.records import Finding
from lekalo.core.settings import SuiteSettings
from lekalo.core.sizes import read_size, say_size
from lekalo.evaluation.compression import compare
from lekalo.evaluation.likelihood import row_bits
from lekalo.evaluation.suites import Suite, load_suite
from lekalo.models.base import Base, load_base, save_base
from lekalo.models.sampling import Sampling
from lekalo.project import open_project
from lekalo.staging import plan_stages
from lekalo.training.loop import fit
from lekalo.training.quantisation_loss import advice, mildest, quantisation_loss
from support.jobs import make_job, pattern_rows
from support.projects import small_project, suite
from support.tiny import tiny_base

SIZES = {"hidden_size": 64, "intermediate_size": 128, "head_dim": 16}
SAMPLING = Sampling(max_tokens=4)
NEEDS: Any = {"none": 8 * 10**9, "int8": 5 * 10**9, "nf4": 3 * 10**9}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base that has learned something, so that there is something to lose."""
    run = tmp_path_factory.mktemp("run")
    job = make_job(run, {"epochs": 24, "eval_every": 10**6}, adapter={"name": "full"})
    job.base = tiny_base(**SIZES)
    fit(job)
    save_base(job.base, run / "base")
    return run / "base"


def suites(folder: Path) -> tuple[Suite, ...]:
    suite(folder / "suite.jsonl", [f"Repeat {n}" for n in range(60)], "a")
    return (load_suite(SuiteSettings(name="s", file="suite.jsonl", kind="target"), folder),)


def recipe(held: str, **keys: Any) -> Recipe:
    return parse_recipe({"name": "t", "data": {"train": "x"}, "quantise": held} | keys)


def guard(
    folder: Path, tmp_path: Path, settings: Recipe, full: Callable[[], Base] | None = None
) -> Finding | None:
    rows = pattern_rows(12)
    base = load_base(str(folder), quantise=settings.quantise)
    found = quantisation_loss(
        settings,
        base,
        full or (lambda: load_base(str(folder))),
        suites(tmp_path),
        rows,
        rows.lengths,
        ("", SAMPLING),
        tmp_path / "cache",
    )
    return found.finding if found else None


def test_bits_are_the_models_own_cross_entropy(folder: Path) -> None:
    base, rows = load_base(str(folder)), pattern_rows(3)
    for row, got in zip(rows, row_bits(base, rows), strict=True):
        ids = torch.from_numpy(row.tokens).long()[None]
        with torch.no_grad():
            logs = base.model(ids).logits[0, :-1].double().log_softmax(-1)
        chosen = logs[torch.arange(ids.shape[1] - 1), ids[0, 1:]][torch.tensor(row.trained)[1:]]
        nats = -chosen.sum()
        assert got.bits == pytest.approx(float(nats) / math.log(2), rel=1e-4)


def test_the_full_base_is_loaded_once_and_asked_a_bounded_sample(
    folder: Path, tmp_path: Path
) -> None:
    base, loads = load_base(str(folder), quantise="int8"), []

    def full() -> Base:
        loads.append(1)
        return load_base(str(folder))

    arguments = (base, full, suites(tmp_path), pattern_rows(100), "", SAMPLING, tmp_path / "c")
    first, again = compare(*arguments), compare(*arguments)
    assert first == again and loads == [1]
    assert first.suites["s"].change.count == 20  # every third of sixty
    assert first.growth is not None and first.growth.count == 34  # every third of a hundred
    other = replace(base, quantise="nf4")  # another way to hold it is another measurement
    compare(other, full, *arguments[2:])
    assert loads == [1, 1]


def test_nothing_is_lost_against_itself_and_nothing_is_said_without_compression(
    folder: Path, tmp_path: Path
) -> None:
    base = load_base(str(folder))
    loss = compare(base, lambda: base, suites(tmp_path), pattern_rows(9), "", SAMPLING, tmp_path)
    assert loss.growth is not None
    assert (loss.growth.value, loss.growth.low, loss.growth.high) == (0, 0, 0)
    assert loss.suites["s"].change.value == 0
    assert guard(folder, tmp_path, recipe("none")) is None


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_base_is_hurt_by_nf4_and_it_is_said(folder: Path, tmp_path: Path, language: str) -> None:
    found = guard(folder, tmp_path, recipe("nf4", language=language))
    assert found is not None
    assert (found.code, found.severity, found.threshold) == ("quantisation-loss", "warning", 0.02)
    assert found.figure is not None and found.figure > 0.02
    assert ("worse than the full one" if language == "en" else "хуже полной") in found.message
    assert "memory_limit" in found.remedy
    growth = f"{found.figure:+.1%}"
    expected = growth.replace(".", ",") + " (" if language == "ru" else growth + " ("
    assert expected in found.message


def test_what_is_unharmed_is_a_note(folder: Path, tmp_path: Path) -> None:
    found = guard(folder, tmp_path, recipe("int8"))
    assert found is not None
    assert found.severity == "note" and abs(found.figure or 0) < 0.02


def test_a_full_base_over_the_limit_is_not_loaded(folder: Path, tmp_path: Path) -> None:
    def never() -> Base:
        raise AssertionError("the full base was loaded")

    limited = recipe("nf4", train={"memory_limit": 1000})
    found = guard(folder, tmp_path, limited, never)
    assert found is not None
    assert found.severity == "warning" and "not measured" in found.message
    assert "checkpointing" in found.remedy


def test_the_mildest_that_fits_is_recommended() -> None:
    limits = {9: "none", 8: "none", 6: "int8", 4: "nf4", 2: None}
    for gigabytes, expected in limits.items():
        assert mildest(NEEDS, gigabytes * 10**9) == expected
    text, stronger = advice("nf4", NEEDS, 6 * 10**9, "en")
    assert stronger and "quantise: int8" in text and "5.0 GB of 6.0 GB" in text
    text, stronger = advice("nf4", NEEDS, 4 * 10**9, "ru")
    assert not stronger and "самое мягкое" in text and "5,0 ГБ" in text
    assert not advice("nf4", NEEDS, 10**9, "en")[1]


def test_sizes_are_read_and_said() -> None:
    sizes = {"6GB": 6 * 10**9, "1.5 gb": 1_500_000_000, "900 МБ": 900 * 10**6, 1234: 1234}
    for text, size in sizes.items():
        assert read_size(text) == size
    assert (say_size(1_240_000_000, "ru"), say_size(52_000_000, "en")) == ("1,2 ГБ", "52 MB")
    for wrong in ("", "six", "0", "-1GB", "6 apples"):
        with pytest.raises(ValueError, match="6GB"):
            read_size(wrong)


def test_a_run_says_it_before_its_first_step(tmp_path: Path) -> None:
    made = small_project(tmp_path, quantise="nf4", language="ru")
    (stage,) = plan_stages(open_project(made))
    codes = [finding.code for finding in stage.planned.findings]
    assert codes.count("quantisation-loss") == 1
