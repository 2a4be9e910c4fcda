"""How much of the machine's matrix products a training step reaches, and where the rest goes.

    python benchmarks/peak.py [--quick] [--json]

A random Llama of about 100 M weights, LoRA (rank 16) and full training, 2,048 tokens a step in rows
of 256. The peak is the best rate of plain products of the model's own shapes: by either library
at hand, each product on all cores or each core with a product of its own, in the same process
between the steps. A step's operations are those that it must do (see `work`); its time by kind of
operation comes from PyTorch's profiler, on one core.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import common

if TYPE_CHECKING:
    import torch

    from lekalo.data.batches import Row

WIDTH, INNER, LAYERS, HEADS, VOCABULARY, RANK = 768, 2048, 12, 12, 8192, 16
ROWS, LENGTH = 8, 256
STEPS = 6
KINDS = {
    "products": ("_linear_pointwise", "aten::mm", "aten::addmm", "aten::bmm", "aten::addmm_"),
    "softmax": ("softmax",),
    "optimizer": ("adamw", "Optimizer", "norm"),
    "copies": ("copy_", "aten::cat", "aten::fill_", "aten::empty"),
    "elementwise": ("aten::mul", "aten::add", "silu", "aten::pow", "aten::div", "rsqrt", "neg"),
}


def main() -> None:
    """LoRA and full training in fp32 and bf16, a fresh process each."""
    if len(sys.argv) > 2 and sys.argv[1] == "one":
        print(json.dumps(one(sys.argv[2], sys.argv[3])))
        return
    asked = common.parse(__doc__)
    turns = {
        f"{adapter} {dtype}": [sys.executable, __file__, "one", adapter, dtype]
        for dtype in ("float32", "bfloat16")
        for adapter in ("lora", "full")
    }
    runs = common.by_turns(turns, 1 if asked.quick else 3)
    rows = [
        {
            "training": name,
            "tokens/s": str(common.figure(done, "tokens_a_second")),
            "GFLOP/s": str(common.figure(done, "rate")),
            "peak GFLOP/s": str(common.figure(done, "peak")),
            "share of the peak": f"{share(done):.0%}",
            **{kind: f"{part:.0%}" for kind, part in done[0].output["kinds"].items()},
        }
        for name, done in runs.items()
    ]
    bars = [
        common.Bar(f"{name}: share of the products' peak", share(done), 0.6)
        for name, done in runs.items()
        if "float32" in name
    ]
    common.finish("peak", asked, rows, {"runs": runs}, bars)


def share(done: list[common.Run]) -> float:
    """The median share over the rounds."""
    return common.spread(run.output["rate"] / run.output["peak"] for run in done).median


def work(full: bool) -> float:
    """Operations of one step: forward, back to the inputs, and to the weights that are trained
    (LoRA's input gradients stop above the first layer's products); causal attention."""
    tokens = ROWS * LENGTH
    layer = 4 * WIDTH * WIDTH + 3 * WIDTH * INNER
    first = 3 * WIDTH * WIDTH
    lora = RANK * (4 * 2 * WIDTH + 3 * (WIDTH + INNER))
    head = VOCABULARY * WIDTH
    attention = 3.5 * LAYERS * 2 * WIDTH * LENGTH / 2
    passes = 3 * LAYERS * layer + 3 * head - first if full else 0
    if not full:
        passes = 2 * LAYERS * layer - first + 3 * LAYERS * lora + 2 * head
    return 2 * tokens * (passes + attention)


def one(adapter: str, dtype: str) -> dict[str, Any]:
    """Steps and products by turns in this process."""
    import torch

    step = training_step(adapter, dtype)
    step()
    peaks, seconds = [], []
    for _ in range(STEPS):
        peaks.append(products(dtype))
        began = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - began)
    torch.set_num_threads(1)  # one line: the profiler doesn't see into the threads of others
    step = training_step(adapter, dtype)
    step()
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
        step()
    fastest = min(seconds)
    return {
        "tokens_a_second": ROWS * LENGTH / fastest,
        "rate": work(adapter == "full") / fastest / 1e9,
        "peak": max(peaks),
        "kinds": kinds(profile),
    }


def training_step(adapter: str, dtype: str) -> Callable[[], None]:
    """One optimizer step on the same random rows."""
    import numpy as np
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    from lekalo.core.records import Where
    from lekalo.core.settings import AdapterSettings
    from lekalo.core.train_settings import OptimizerSettings
    from lekalo.data.batches import micro_batches
    from lekalo.methods.sft import batch_loss, make_row
    from lekalo.models.adapters import attach_adapter
    from lekalo.models.attention import packing
    from lekalo.models.linears import fast_linears
    from lekalo.models.norms import lean_norms
    from lekalo.training.lines import Lines
    from lekalo.training.optimizer import Optimizer, Weights

    torch.manual_seed(0)
    config = LlamaConfig(
        hidden_size=WIDTH,
        intermediate_size=INNER,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        vocab_size=VOCABULARY,
    )
    model = LlamaForCausalLM(config)
    originals = {name: weight.detach() for name, weight in model.named_parameters()}
    for weight in model.parameters():
        weight.data = weight.data.to(getattr(torch, dtype))
    attached = attach_adapter(model.train(), AdapterSettings(name=adapter), 0)
    weights = Weights(attached.parameters(), originals)
    optimizer = Optimizer(weights, OptimizerSettings(), set())
    random = np.random.default_rng(0)
    drawn = [random.integers(6, VOCABULARY, LENGTH).tolist() for _ in range(ROWS)]
    rows = [make_row(tokens, [True] * LENGTH, Where()) for tokens in drawn]
    lines = Lines(model, weights)

    def losses(own: Sequence[Row], share: int) -> Iterator[torch.Tensor]:
        return (batch_loss(model, batch) for batch in micro_batches(own, ROWS * LENGTH // share))

    def step() -> None:
        with packing(model), lean_norms(model), fast_linears(model):
            lines.gradients(rows, losses, weights)
        optimizer.clip(1.0)
        optimizer.step(1e-4)
        weights.publish()

    return step


def products(dtype: str) -> float:
    """The best GFLOP/s of plain products of the model's shapes, by whichever library and with the
    cores together or apart."""
    import torch

    best: list[float] = []
    cores = torch.get_num_threads()
    with ThreadPoolExecutor(cores, initializer=lambda: torch.set_num_threads(1)) as apart:
        for fast in (True, False):
            own = partial(rate, dtype, fast)
            best += [own(ROWS * LENGTH), sum(apart.map(own, [ROWS * LENGTH // cores] * cores))]
    return max(best)


def rate(dtype: str, fast: bool, tokens: int) -> float:
    """The best GFLOP/s of ten products of so many tokens; `fast` is oneDNN's in fp32."""
    import torch

    from lekalo.models.products import linear

    product = linear if fast else torch.nn.functional.linear
    kind = getattr(torch, dtype)
    x, weight = torch.randn(tokens, WIDTH).to(kind), torch.randn(INNER, WIDTH).to(kind)
    seconds = []
    for _ in range(10):
        began = time.perf_counter()
        product(x, weight)
        seconds.append(time.perf_counter() - began)
    return 2 * x.numel() * INNER / min(seconds) / 1e9


def kinds(profile: Any) -> dict[str, float]:
    """The share of a step's own time by kind of operation."""
    spent: dict[str, float] = defaultdict(float)
    for event in profile.key_averages():
        matching = (k for k, names in KINDS.items() if any(n in event.key for n in names))
        spent[next(matching, "other")] += event.self_cpu_time_total
    whole = sum(spent.values())
    return {kind: spent[kind] / whole for kind in (*KINDS, "other")}


if __name__ == "__main__":
    main()
