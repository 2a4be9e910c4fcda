"""LoRA trained above 8 and 4 bits: one trajectory however a step is cut, exact resume, PEFT's
folders both ways, and a version that is kept, exported and served as it was trained."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, BitsAndBytesConfig
from typer.testing import CliRunner

from lekalo.cli.main import app
from lekalo.core.records import Message
from lekalo.evaluation.subject import answer
from lekalo.models.adapters import load_adapter
from lekalo.models.base import load_base, save_base
from lekalo.project import open_project
from lekalo.references import open_ref
from lekalo.training.job import Job
from lekalo.training.loop import fit
from lekalo.workflow import train
from support.jobs import make_job
from support.projects import small_project
from support.tiny import tiny_base

SIZES = {"hidden_size": 64, "intermediate_size": 128, "head_dim": 16}
TOKENS = torch.arange(5, 45)[None]
HELD = ("int8", "nf4")
THEIR_OWN = pytest.mark.filterwarnings("ignore::FutureWarning")
"""PEFT reads a property of transformers that is to be renamed."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("base")
    save_base(tiny_base(**SIZES), base)
    return base


def job(base: Path, run: Path, held: str, **train: Any) -> Job:
    made = make_job(run, train, adapter={"rank": 4, "dropout": 0.0}, quantise=held)
    made.base = load_base(str(base), quantise=made.recipe.quantise)
    return made


def weights(run: Path, step: int) -> dict[str, torch.Tensor]:
    return load_file(run / f"checkpoints/step-{step:06d}/adapter_model.safetensors")


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("change", [{"micro_tokens": 16}, {"checkpointing": True}])
def test_the_trajectory_is_the_same_however_it_is_cut(
    folder: Path, tmp_path: Path, held: str, change: dict[str, Any]
) -> None:
    losses: list[list[float]] = []
    for number, more in enumerate(({}, change)):
        seen: list[float] = []
        work = job(folder, tmp_path / str(number), held, **more)
        fit(work, progress=lambda told, seen=seen: seen.append(told.loss))
        losses.append(seen)
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    assert losses[0][-1] < 0.8 * losses[0][0]  # and it learns


def _run(base: Path, run: Path, told: Any) -> None:
    torch.set_num_threads(1)
    work = job(base, run, "nf4", eval_every=2, keep=1)
    fit(work, resume=True, progress=lambda seen: told.send(seen.step))


def _start(base: Path, run: Path) -> tuple[Any, Any]:
    fork = multiprocessing.get_context("fork")
    listen, told = fork.Pipe(duplex=False)
    process = fork.Process(target=_run, args=(base, run, told))
    process.start()
    told.close()
    return process, listen


def test_killed_and_gone_on_with_it_ends_in_the_same_bits(folder: Path, tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    _start(folder, whole)[0].join()
    for steps in (3, 2):
        process, listen = _start(folder, killed)
        for _ in range(steps):
            listen.recv()
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        assert process.exitcode == -signal.SIGKILL, "it was over before it could be killed"
    process, _ = _start(folder, killed)
    process.join()
    assert process.exitcode == 0
    last = max(int(path.name[5:]) for path in (whole / "checkpoints").iterdir())
    first, second = weights(whole, last), weights(killed, last)
    assert first.keys() == second.keys()
    assert all(torch.equal(first[name], second[name]) for name in first)


# --- PEFT -----------------------------------------------------------------------------------


def peft_base(folder: Path) -> Any:
    settings = BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.float32,
    )
    model = AutoModelForCausalLM.from_pretrained(
        folder, quantization_config=settings, dtype=torch.float32, device_map={"": "cpu"}
    )
    return model.train()  # in evaluation bitsandbytes computes in bf16 on a CPU


def agree(ours: torch.Tensor, theirs: torch.Tensor) -> None:
    assert (ours - theirs).abs().max() < 1e-3 * theirs.abs().max()


@THEIR_OWN
def test_peft_above_bitsandbytes_loads_what_was_trained_here(folder: Path, tmp_path: Path) -> None:
    work = job(folder, tmp_path, "nf4")
    kept = tmp_path / f"checkpoints/step-{fit(work).last:06d}"
    plain = work.base.model(TOKENS).logits
    adapter = load_adapter(work.base.model, kept)
    ours = work.base.model(TOKENS).logits
    assert (ours - plain).abs().max() > 0.01 * ours.abs().max()
    agree(ours, PeftModel.from_pretrained(peft_base(folder), kept).train()(TOKENS).logits)
    adapter.detach()
    assert torch.equal(work.base.model(TOKENS).logits, plain)


@THEIR_OWN
def test_what_peft_trained_above_bitsandbytes_loads_here(folder: Path, tmp_path: Path) -> None:
    config = LoraConfig(r=4, lora_alpha=8, target_modules=["q_proj", "down_proj"])
    theirs = get_peft_model(peft_base(folder), config)
    for name, weight in theirs.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight)
    theirs.save_pretrained(tmp_path)
    base = load_base(str(folder), quantise="nf4")
    load_adapter(base.model, tmp_path)
    agree(base.model(TOKENS).logits, theirs(TOKENS).logits)


# --- a version ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shop")
    train(open_project(small_project(root, quantise="nf4")), why="fewer bits")
    return root / ".lekalo"


def test_a_version_is_opened_as_it_was_trained(home: Path) -> None:
    subject = open_ref(home, "shop@1")
    assert subject.base.quantise == "nf4"
    shown = CliRunner().invoke(app, ["show", "shop@1", "--home", str(home), "--json"])
    assert json.loads(shown.stdout)["base"]["quantise"] == "nf4"
    assert subject.hash != open_ref(home, str(home.parent / "base")).hash


def test_its_export_is_merged_into_the_full_weights_and_says_so(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "merged"
    arguments = ["export", "shop@1", "--out", str(out), "--home", str(home), "--json"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert "nf4" in json.loads(done.stdout)["note"]
    merged = AutoModelForCausalLM.from_pretrained(out)
    whole = load_base(str(home.parent / "base"))
    load_adapter(whole.model, open_ref(home, "shop@1").weights)
    torch.testing.assert_close(
        merged(TOKENS).logits, whole.model(TOKENS).logits, rtol=1e-4, atol=1e-4
    )
    question = [Message("user", "Where is order 3?")]
    assert answer(open_ref(home, str(out)), question).text  # and it can be asked
