"""QLoRA beside LoRA, and beside TRL with PEFT and bitsandbytes: peak memory, tokens a second.

    make bench-env && python benchmarks/qlora.py [--quick] [--json]

The random Llama, the real rows and the settings of `sft.py`: rank 16 on all linear layers, 8 rows
an optimizer step, one epoch, AdamW at a constant rate. The base is held in NF4 with double
quantisation, here and there, and computed in fp32. TRL runs at its defaults. Peak memory is the
process's own, libraries included; what it has above the imports stands beside it, and is what our
two are compared by: bitsandbytes alone takes tens of MiB as it is imported.

Then a base eight times as large in weights is given two steps, its activations recomputed, on a
stated machine: 2 GB of memory, of which a quarter is left to the system. In NF4 the whole process
should stay within the rest, and held whole it should not; either may fail.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import common
import sft

OURS, THEIRS = ("ours lora", "ours nf4"), ("trl lora", "trl nf4")
FITTED = ("fitted lora", "fitted nf4")
MADE = "large whole"
MACHINE = 2_000_000_000
BUDGET = MACHINE * 3 // 4
"""Bytes: what the stated machine leaves to a run."""
LARGE = {
    "hidden_size": 1024,
    "intermediate_size": 2816,
    "num_hidden_layers": 12,
    "num_attention_heads": 8,
    "num_key_value_heads": 8,
    "head_dim": 128,
}


def main() -> None:
    """Prepares the inputs once, lets the contestants run by turns, and judges."""
    if len(sys.argv) > 2 and sys.argv[1] in (*OURS, *THEIRS, *FITTED, MADE):
        who, held = sys.argv[1].split()
        run = {"ours": ours, "trl": trl, "fitted": fitted, "large": large_llama}[who]
        print(json.dumps(run(Path(sys.argv[2]), held)))
        return
    arguments = common.parse(__doc__)
    folder = sft.random_llama(64 if arguments.quick else 128)
    turns = {name: [sys.executable, __file__, name, folder] for name in OURS}
    turns |= {name: [common.PEERS, __file__, name, folder] for name in THEIRS}
    runs = common.by_turns(turns, 1 if arguments.quick else 3)
    # made in a process of its own: what this one holds would count as its children's peak
    large = common.run_fresh([sys.executable, __file__, MADE, folder]).output["folder"]
    runs |= common.by_turns({n: [sys.executable, __file__, n, large] for n in FITTED}, 1)
    table = [_row(name, done) for name, done in runs.items()]
    common.finish("qlora", arguments, table, {"runs": runs}, _bars(runs))


def _row(name: str, runs: list[common.Run]) -> dict[str, Any]:
    losses = [sum(run.output["losses"]) / len(run.output["losses"]) for run in runs]
    return {
        "contestant": name,
        "tokens/s": str(sft.speed(runs)),
        "peak MiB": str(common.spread(run.peak_mib for run in runs)),
        "above imports MiB": str(common.spread(r.peak_mib - r.output["import_mib"] for r in runs)),
        "mean loss": f"{common.spread(losses).median:.4f}",
    }


def _bars(runs: dict[str, list[common.Run]]) -> list[common.Bar]:
    rate = {name: sft.speed(done).median for name, done in runs.items()}
    peak = {n: common.spread(run.peak_mib for run in done).median for n, done in runs.items()}
    loss = {n: sum(r[0].output["losses"]) / len(r[0].output["losses"]) for n, r in runs.items()}
    apart = abs(loss["ours nf4"] / loss["trl nf4"] - 1)
    over = {n: [r.peak_mib - r.output["import_mib"] for r in done] for n, done in runs.items()}
    above = common.spread(over[OURS[1]]).median / common.spread(over[OURS[0]]).median
    ours, theirs, (whole, small) = OURS[1], THEIRS[1], FITTED
    return [
        common.Bar("QLoRA: times TRL's defaults", rate[ours] / rate[theirs], 2.5),
        common.Bar("QLoRA: peak memory, share of TRL's", peak[ours] / peak[theirs], 1, True),
        common.Bar("QLoRA: peak above imports, share of our LoRA's", above, 1, True),
        common.Bar(
            "within a budget: QLoRA's peak, share of it", peak[small] / (BUDGET / 2**20), 1, True
        ),
        common.Bar("within a budget: LoRA's peak, share of it", peak[whole] / (BUDGET / 2**20), 1),
        common.Bar("QLoRA: mean loss apart from TRL's", apart, 0.01, at_most=True),
    ]


def large_llama(small: Path, _held: str) -> dict[str, Any]:
    """The folder with the tokenizer and the rows of `small`, and a random Llama of more weights."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    folder = small.with_name(f"{small.name}-large")
    if (folder / "model.safetensors").exists():
        return {"folder": str(folder)}
    shutil.copytree(small, folder, ignore=shutil.ignore_patterns("model.safetensors"))
    torch.manual_seed(0)
    config = LlamaConfig.from_pretrained(str(small), **LARGE)
    LlamaForCausalLM(config).save_pretrained(folder)
    return {"folder": str(folder)}


def fitted(folder: Path, held: str) -> dict[str, Any]:
    """Two steps of lekalo within the budget."""
    spare = {"steps": 2, "checkpointing": True, "micro_tokens": 1024}
    return ours(folder, held, spare | {"memory_limit": BUDGET})


def ours(folder: Path, held: str, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One run of lekalo in this process; `held` is `nf4`, or `lora` for a whole base."""
    import torch  # noqa: F401
    import transformers  # noqa: F401

    from lekalo.core.interfaces import METHODS
    from lekalo.core.recipe import parse_recipe
    from lekalo.data.rows import RowList
    from lekalo.data.sources import load
    from lekalo.models.base import load_base
    from lekalo.models.quantise import library
    from lekalo.training.job import Job
    from lekalo.training.loop import fit

    if held == "nf4":
        library()
    imported = sft._resident()
    train: dict[str, Any] = {"epochs": 1, "batch_rows": sft.BATCH, "learning_rate": sft.RATE}
    train |= {"warmup": 0, "schedule": "constant", "eval_every": 10_000, **(more or {})}
    recipe = parse_recipe(
        {
            "name": "bench",
            "data": {"train": ["rows.jsonl"]},
            "adapter": {"rank": 16, "alpha": 32},
            "quantise": "nf4" if held == "nf4" else "none",
            "train": train,
        }
    )
    base = load_base(str(folder), quantise=recipe.quantise)
    method = METHODS.get("sft")(recipe.method)
    rows = RowList(method.rows(load([folder / "rows.jsonl"], folder).examples, base.renderer))
    losses: list[float] = []
    with tempfile.TemporaryDirectory() as run:
        clock = sft.Clock()
        job = Job(recipe, base, rows, RowList([]), Path(run))
        result = fit(job, progress=lambda seen: losses.append(seen.loss))
        return clock.stop() | {"tokens": result.tokens, "losses": losses, "import_mib": imported}


def trl(folder: Path, held: str) -> dict[str, Any]:
    """One run of TRL's SFTTrainer with PEFT, above bitsandbytes' NF4 or a whole base."""
    import bitsandbytes  # noqa: F401
    import torch
    from datasets import Dataset
    from peft import LoraConfig
    from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig
    from trl import SFTConfig, SFTTrainer

    imported = sft._resident()
    lines = (folder / "rows.jsonl").open(encoding="utf-8")
    chats = [json.loads(line)["messages"] for line in lines]
    data = Dataset.from_list([{"prompt": chat[:-1], "completion": chat[-1:]} for chat in chats])
    how = {}
    if held == "nf4":
        four = {"load_in_4bit": True, "bnb_4bit_quant_type": "nf4"}
        more = {"bnb_4bit_use_double_quant": True, "bnb_4bit_compute_dtype": torch.float32}
        settings = BitsAndBytesConfig(**four, **more)
        how = {"quantization_config": settings, "device_map": {"": "cpu"}}
    model = AutoModelForCausalLM.from_pretrained(str(folder), dtype=torch.float32, **how)
    with tempfile.TemporaryDirectory() as run:
        config = SFTConfig(
            output_dir=run,
            per_device_train_batch_size=sft.BATCH,
            num_train_epochs=1,
            learning_rate=sft.RATE,
            lr_scheduler_type="constant",
            max_length=sft.LENGTH,
            gradient_checkpointing=False,
            bf16=False,
            use_cpu=True,
            logging_steps=1,
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
        )
        lora = LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM")
        trainer = SFTTrainer(
            model=model,
            args=config,
            train_dataset=data,
            processing_class=AutoTokenizer.from_pretrained(str(folder)),
            peft_config=lora,
        )
        clock = sft.Clock()
        trainer.train()
        output = clock.stop()
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    tokens = sft.count_tokens(folder)
    return output | {"tokens": tokens, "losses": losses, "import_mib": imported}


if __name__ == "__main__":
    main()
