"""Cost of a token by the length of its row: rows laid end to end cost what their tokens cost.

    python benchmarks/lengths.py [--quick] [--json]

LoRA (rank 16, all linear layers) on the random Llama of `benchmarks/sft.py`, 4,096 tokens a step
in rows of one length, from 128 to 2,048 tokens, every token a target. A token of a longer row costs
more by its attention alone: the bar allows what that work is of the rest, counted in
operations, and no more. Also: the same tokens in rows of mixed lengths beside rows of one
length, which shows what packing of unequal rows costs.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import common

LENGTHS = (128, 256, 512, 1024, 2048)
MIXED = (64, 96, 160, 224, 320, 512, 832, 1888)
TOKENS = 4096
WIDTH, INNER, LAYERS, VOCABULARY, RANK = 384, 1024, 8, 8192, 16
ALLOWED = 1.15


def main() -> None:
    """Each length in a fresh process, by turns."""
    if len(sys.argv) > 2 and sys.argv[1] == "one":
        print(json.dumps(one([int(x) for x in sys.argv[2].split(",")], sys.argv[3])))
        return
    asked = common.parse(__doc__)
    rows, bars, details = [], [], {}
    for dtype in ("float32", "bfloat16"):
        turns: dict[str, list[Any]] = {
            str(length): [sys.executable, __file__, "one", str(length), dtype] for length in LENGTHS
        }
        turns["mixed"] = [sys.executable, __file__, "one", ",".join(map(str, MIXED)), dtype]
        runs = common.by_turns(turns, 1 if asked.quick else 3)
        details[dtype] = runs
        cost = {name: common.figure(done, "us_a_token").median for name, done in runs.items()}
        rows += [
            {
                "dtype": dtype,
                "row": name,
                "us a token": str(common.figure(done, "us_a_token")),
                "operations a token": f"{operations(name):.3g}",
            }
            for name, done in runs.items()
        ]
        bars += judged(dtype, cost)
    common.finish("lengths", asked, rows, {"runs": details}, bars)


def judged(dtype: str, cost: dict[str, float]) -> list[common.Bar]:
    """Growth of the cost over growth of the work, against the shortest rows."""
    first = str(LENGTHS[0])
    return [
        common.Bar(
            f"{dtype}, {name}: growth of cost over growth of work",
            cost[name] / cost[first] / (operations(name) / operations(first)),
            ALLOWED,
            at_most=True,
        )
        for name in cost
        if name != first
    ]


def operations(name: str) -> float:
    """Additions and multiplications that a trained token must cost: products with frozen weights
    forward and back to their inputs, LoRA's three times, the head's twice, causal attention."""
    linear = LAYERS * (4 * WIDTH * WIDTH + 3 * WIDTH * INNER)
    lora = LAYERS * RANK * (4 * 2 * WIDTH + 3 * (WIDTH + INNER))
    lengths = MIXED if name == "mixed" else (int(name),)
    seen = sum(n * n for n in lengths) / sum(lengths) / 2  # keys that a token sees, on average
    attention = LAYERS * 2 * WIDTH * seen
    return 2 * (2 * linear + 3 * lora + 2 * VOCABULARY * WIDTH + 3.5 * attention)


def one(lengths: list[int], dtype: str) -> dict[str, Any]:
    """A few optimizer steps on rows of these lengths, in this process."""
    import numpy as np
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    from lekalo.core.records import Where
    from lekalo.core.settings import AdapterSettings
    from lekalo.data.batches import lay
    from lekalo.methods.sft import batch_loss, make_row
    from lekalo.models.adapters import attach_adapter
    from lekalo.models.attention import packing
    from lekalo.models.linears import fast_linears
    from lekalo.models.norms import lean_norms

    torch.manual_seed(0)
    config = LlamaConfig(
        hidden_size=WIDTH,
        intermediate_size=INNER,
        num_hidden_layers=LAYERS,
        num_attention_heads=6,
        vocab_size=VOCABULARY,
        max_position_embeddings=LENGTHS[-1],
    )
    model = LlamaForCausalLM(config).to(getattr(torch, dtype)).train()
    adapter = attach_adapter(model, AdapterSettings(rank=RANK), 0)
    optimizer = torch.optim.AdamW(adapter.parameters().values(), lr=1e-4, fused=True)
    random = np.random.default_rng(0)
    pattern = lengths * (TOKENS // sum(lengths))
    rows = [
        make_row(random.integers(6, VOCABULARY, n).tolist(), [True] * n, Where()) for n in pattern
    ]
    batch = lay(rows)
    times = []
    with packing(model), lean_norms(model), fast_linears(model):
        for _ in range(5):
            began = time.perf_counter()
            (batch_loss(model, batch) / batch.trained_tokens).backward()
            optimizer.step()
            optimizer.zero_grad()
            times.append(time.perf_counter() - began)
    return {"us_a_token": 1e6 * min(times) / batch.tokens}


if __name__ == "__main__":
    main()
