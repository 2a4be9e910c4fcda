"""LoRA fine-tuning beside TRL with PEFT: the rows' own tokens a second, memory, loss curves.

    make bench-env && python benchmarks/sft.py [--quick] [--json]

Both train the same model on the same real rows at their natural lengths: rank 16 on all linear
layers, 8 rows an optimizer step, one epoch, AdamW at a constant rate, loss on the answers, no
gradient checkpointing. TRL runs at its defaults and with what speeds it up here: grouping by
length, padding-free batches, packing, and the other name of its one loss (`loss_type`). Tokens
a second are of training alone, ours with its checkpoint.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import resource
import sys
import time
from pathlib import Path
from typing import Any

import common

WORK = common.ROOT / "build/bench-sft"
TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] + '<|end|>' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
SPECIAL = ["<|pad|>", "<|bos|>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>"]
LENGTH, BATCH, RATE = 1024, 8, 2e-4
ADAPTERS: dict[str, dict[str, Any]] = {
    "lora": {"rank": 16, "alpha": 32},
    "dora": {"rank": 16, "alpha": 32, "dora": True},
    "full": {"name": "full"},
    "prefix": {"name": "prefix", "tokens": 16},
    "prompt": {"name": "prompt", "tokens": 16},
}
"""What is trained, as our recipe has it; `_peft` has the same for PEFT."""
VARIANTS: dict[str, dict[str, Any]] = {
    "defaults": {},
    "loss_type=chunked_nll": {"loss_type": "chunked_nll"},
    "grouped": {"train_sampling_strategy": "group_by_length"},
    "padding_free": {"padding_free": True, "max_length": None},
    "packing": {"packing": True, "per_device_train_batch_size": 1},
}


def main() -> None:
    """Prepares the inputs once, lets the contestants run by turns, and judges."""
    if len(sys.argv) > 1 and sys.argv[1] in ("ours", "trl"):
        kind, folder, dtype, adapter, variant = sys.argv[1:6]
        if kind == "ours":
            print(json.dumps(ours(Path(folder), dtype, adapter)))
        else:
            print(json.dumps(trl(Path(folder), dtype, adapter, variant)))
        return
    more = argparse.ArgumentParser(add_help=False)
    more.add_argument("--part", help="measure one part anew: 'nano bfloat16'")
    arguments = common.parse(__doc__, more)
    rows, rounds = (64, 1) if arguments.quick else (128, 3)
    quick = ("defaults", "grouped", "padding_free", "packing")
    variants = quick if arguments.quick else tuple(VARIANTS)
    models = {"llama-384x8": random_llama(rows)}
    if not arguments.quick and (nano := nano_folder(rows)):
        models["nano"] = nano
    measure(arguments, models, rounds, variants)


def measure(
    arguments: argparse.Namespace,
    models: dict[str, Path],
    rounds: int,
    variants: tuple[str, ...],
) -> None:
    """Runs every contestant on every model and dtype, and writes the result."""
    table, bars, details, dates = _kept(arguments)
    for model, folder in models.items():
        for dtype in ("float32", "bfloat16"):
            if arguments.part not in (None, f"{model} {dtype}"):
                continue
            dates[f"{model} {dtype}"] = datetime.date.today().isoformat()
            runs = common.by_turns(contestants(folder, dtype, "lora", variants), rounds)
            details[f"{model} {dtype}"] = runs
            table += [row_of(model, dtype, name, done) for name, done in runs.items()]
            bars += _bars(f"{model} {dtype}", runs)
    common.finish("sft", arguments, table, {"measured": dates, "runs": details}, bars)


def _kept(
    arguments: argparse.Namespace,
) -> tuple[list[dict[str, Any]], list[common.Bar], dict[str, Any], dict[str, str]]:
    """Table, bars, runs and dates of the parts that are not measured anew."""
    if not arguments.part:
        return [], [], {}, {}
    path = common.RESULTS / f"sft{'-quick' if arguments.quick else ''}.json"
    known = json.loads(path.read_text("utf-8"))
    part = arguments.part
    table = [row for row in known["table"] if f"{row['model']} {row['dtype']}" != part]
    bars = [bar for bar in known["bars"] if not bar["name"].startswith(f"{part}:")]
    again = [common.Bar(b["name"], b["value"], b["target"], at_most=b["at_most"]) for b in bars]
    runs = {name: run for name, run in known["runs"].items() if name != part}
    dates = known.get("measured", dict.fromkeys(runs, known["date"][:10]))
    return table, again, runs, dict(dates)


def contestants(
    folder: Path, dtype: str, adapter: str, variants: tuple[str, ...]
) -> dict[str, list[str | Path]]:
    """The commands of both: ours, and TRL in each of its variants."""
    ours_once = [sys.executable, __file__, "ours", folder, dtype, adapter, ""]
    peer = [common.PEERS, __file__, "trl", folder, dtype, adapter]
    return {"ours": ours_once} | {f"trl {variant}": [*peer, variant] for variant in variants}


def row_of(model: str, dtype: str, name: str, runs: list[common.Run]) -> dict[str, Any]:
    losses = [sum(run.output["losses"]) / len(run.output["losses"]) for run in runs]
    return {
        "model": model,
        "dtype": dtype,
        "contestant": name,
        "tokens/s": str(speed(runs)),
        "CPU s": str(common.figure(runs, "cpu_seconds")),
        "peak MiB": str(common.spread(run.peak_mib for run in runs)),
        "above imports MiB": str(common.spread(r.peak_mib - r.output["import_mib"] for r in runs)),
        "mean loss": f"{common.spread(losses).median:.4f}",
    }


def _bars(name: str, runs: dict[str, list[common.Run]]) -> list[common.Bar]:
    rate = {n: speed(r).median for n, r in runs.items()}
    mean = {n: mean_loss(r[0]) for n, r in runs.items()}
    peers = [value for contestant, value in rate.items() if contestant != "ours"]
    apart = abs(mean["ours"] / mean["trl defaults"] - 1)
    return [
        common.Bar(f"{name}: times TRL's defaults", rate["ours"] / rate["trl defaults"], 3.5),
        common.Bar(f"{name}: times TRL's best", rate["ours"] / max(peers), 2.5),
        common.Bar(f"{name}: mean loss apart from TRL's", apart, 0.01, at_most=True),
    ]


def mean_loss(run: common.Run) -> float:
    """Over all steps of one run."""
    losses = run.output["losses"]
    return float(sum(losses) / len(losses))


def ours(folder: Path, dtype: str, adapter: str) -> dict[str, Any]:
    """One run of lekalo in this process."""
    import tempfile

    import torch  # noqa: F401
    import transformers  # noqa: F401

    from lekalo.core.interfaces import METHODS
    from lekalo.core.recipe import parse_recipe
    from lekalo.data.rows import RowList
    from lekalo.data.sources import load
    from lekalo.models.base import load_base
    from lekalo.training.loop import Job, fit

    imported = _resident()
    train = {"epochs": 1, "batch_rows": BATCH, "learning_rate": RATE, "schedule": "constant"}
    values = {
        "name": "bench",
        "data": {"train": ["rows.jsonl"]},
        "adapter": ADAPTERS[adapter],
        "train": train | {"warmup": 0, "dtype": dtype, "eval_every": 10_000},
    }
    recipe = parse_recipe(values)
    base = load_base(str(folder), dtype)
    method = METHODS.get("sft")(recipe.method)
    examples = load([folder / "rows.jsonl"], folder).examples
    rows = RowList(method.rows(examples, base.renderer))
    losses: list[float] = []
    with tempfile.TemporaryDirectory() as run:
        job = Job(recipe, base, rows, RowList([]), Path(run))
        clock = Clock()
        result = fit(job, progress=lambda seen: losses.append(seen.loss))
        return clock.stop() | {"tokens": result.tokens, "losses": losses, "import_mib": imported}


def trl(folder: Path, dtype: str, adapter: str, variant: str) -> dict[str, Any]:
    """One run of TRL's SFTTrainer with PEFT's adapter in this process."""
    import tempfile

    import torch
    from datasets import Dataset
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from trl import SFTConfig, SFTTrainer

    imported = _resident()
    rows = [json.loads(line) for line in (folder / "rows.jsonl").open(encoding="utf-8")]
    chats = [row["messages"] for row in rows]
    data = Dataset.from_list([{"prompt": chat[:-1], "completion": chat[-1:]} for chat in chats])
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    model = AutoModelForCausalLM.from_pretrained(str(folder), dtype=getattr(torch, dtype))
    with tempfile.TemporaryDirectory() as run:
        settings = {
            "output_dir": run,
            "per_device_train_batch_size": BATCH,
            "num_train_epochs": 1,
            "learning_rate": RATE,
            "lr_scheduler_type": "constant",
            "max_length": LENGTH,
            "gradient_checkpointing": False,
            "bf16": dtype == "bfloat16",
            "use_cpu": True,
            "logging_steps": 1,
            "save_strategy": "no",
            "report_to": "none",
            "disable_tqdm": True,
        }
        trainer = SFTTrainer(
            model=model,
            args=SFTConfig(**(settings | VARIANTS[variant])),
            train_dataset=data,
            processing_class=tokenizer,
            peft_config=_peft(adapter),
        )
        clock = Clock()
        trainer.train()
        output = clock.stop()
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    return output | {"tokens": count_tokens(folder), "losses": losses, "import_mib": imported}


def _peft(adapter: str) -> Any:
    """PEFT's configuration of the same adapter; None for full training."""
    import peft

    task = {"task_type": "CAUSAL_LM"}
    if adapter in ("lora", "dora"):
        lora = {"r": 16, "lora_alpha": 32, "target_modules": "all-linear"}
        return peft.LoraConfig(**lora, **task, use_dora=adapter == "dora")
    soft = {"prefix": peft.PrefixTuningConfig, "prompt": peft.PromptTuningConfig}
    return soft[adapter](num_virtual_tokens=16, **task) if adapter in soft else None


class Clock:
    """Wall and CPU seconds since it was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def stop(self) -> dict[str, Any]:
        """Both, of training alone."""
        return {
            "seconds": time.perf_counter() - self._wall,
            "cpu_seconds": time.process_time() - self._cpu,
        }


def speed(runs: list[common.Run]) -> common.Spread:
    """The rows' own tokens a second of training."""
    return common.spread(run.output["tokens"] / run.output["seconds"] for run in runs)


def _resident() -> float:
    """Peak memory of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def count_tokens(folder: Path) -> int:
    """The rows' own tokens, without any padding, through the folder's own template."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    lines = (folder / "rows.jsonl").open(encoding="utf-8")
    texts = [
        tokenizer.apply_chat_template(json.loads(x)["messages"], tokenize=False) for x in lines
    ]
    return sum(len(tokenizer(text, add_special_tokens=False)["input_ids"]) for text in texts)


def random_llama(count: int) -> Path:
    """A random Llama of hidden 384 and 8 layers, a tokenizer of 8,192 learned on the rows, and
    `count` rows, in a folder of their own."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = WORK / f"llama-384x8-{count}"
    if (folder / "rows.jsonl").exists():
        return folder
    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=8192, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False
    )
    backend.train_from_iterator((m["content"] for row in real_rows() for m in row), trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=backend, pad_token=SPECIAL[0], bos_token=SPECIAL[1], eos_token=SPECIAL[2]
    )
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    config = LlamaConfig(
        hidden_size=384,
        intermediate_size=1024,
        num_hidden_layers=8,
        num_attention_heads=6,
        vocab_size=8192,
        max_position_embeddings=LENGTH,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
    )
    torch.manual_seed(0)
    LlamaForCausalLM(config).save_pretrained(folder)
    write_rows(folder, count)
    return folder


def nano_folder(count: int) -> Path | None:
    """A copy of the embedded base with `count` rows beside it; None where it has no weights."""
    import shutil

    source = common.ROOT / "src/lekalo/assets/nano"
    if not (source / "model.safetensors").exists():
        return None
    folder = WORK / f"nano-{count}"
    shutil.copytree(source, folder, dirs_exist_ok=True)
    write_rows(folder, count)
    return folder


def write_rows(folder: Path, count: int) -> None:
    """`count` of the real rows that fit the context, drawn by a seed, as chats."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    rows = real_rows()
    random.Random(0).shuffle(rows)
    with (folder / "rows.jsonl").open("w", encoding="utf-8") as file:
        for chat in rows:
            text = tokenizer.apply_chat_template(chat, tokenize=False)
            if count and len(tokenizer(text)["input_ids"]) < LENGTH:
                file.write(json.dumps({"messages": chat}, ensure_ascii=False) + "\n")
                count -= 1


def real_rows() -> list[list[dict[str, str]]]:
    """English and Russian instructions with their answers, as other people wrote them."""
    english = json.loads((common.DATA / "llamafactory/alpaca_en_demo.json").read_text("utf-8"))
    lines = (common.DATA / "rulm/gen100.jsonl").read_text("utf-8").splitlines()
    chats = []
    for row in [*english, *map(json.loads, lines)]:
        question = "\n".join(part for part in (row["instruction"], row["input"]) if part)
        if row["output"].strip():
            chats.append([_turn("user", question), _turn("assistant", row["output"])])
    return chats


def _turn(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


if __name__ == "__main__":
    main()
