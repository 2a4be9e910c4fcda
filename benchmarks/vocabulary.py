"""The loss over a large vocabulary: time and memory beside PyTorch's plain one and TRL's chunked.

    make bench-env && python benchmarks/vocabulary.py [--quick] [--json]

1,024 positions of a model of width 1,024 against the vocabulary of Qwen's tokenizer (151,646
pieces), forward and backward to the hidden states; the head is frozen, as it is beneath an
adapter. Each contestant runs in a fresh process. The memory is the peak of the process less what
it held before the loss: weights, states and the libraries are the same for all.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import common

POSITIONS, WIDTH = 1024, 1024
FALLBACK = 151_646
REPEATS = 3


def main() -> None:
    """Every contestant by turns."""
    if len(sys.argv) > 2 and sys.argv[1] == "one":
        print(json.dumps(one(sys.argv[2], sys.argv[3], int(sys.argv[4]))))
        return
    asked = common.parse(__doc__)
    size = vocabulary()
    rows, bars, details = [], [], {}
    for dtype in ("float32", "bfloat16"):
        turns = {
            name: [python, __file__, "one", name, dtype, str(size)]
            for name, python in (
                ("ours", sys.executable),
                ("torch", sys.executable),
                ("trl", common.PEERS),
            )
        }
        runs = common.by_turns(turns, 1 if asked.quick else 3)
        details[dtype] = runs
        for name, done in runs.items():
            seconds, memory = common.figure(done, "seconds"), common.figure(done, "loss_mib")
            rows.append(
                {"dtype": dtype, "loss": name, "seconds": str(seconds), "peak MiB": str(memory)}
            )
        bars += judged(dtype, runs)
    common.finish("vocabulary", asked, rows, {"vocabulary": size, "runs": details}, bars)


def judged(dtype: str, runs: dict[str, list[common.Run]]) -> list[common.Bar]:
    """Memory against what the states and one chunk take, and beside the peers; equal losses."""
    memory = {name: common.figure(done, "loss_mib").median for name, done in runs.items()}
    seconds = {name: common.figure(done, "seconds").median for name, done in runs.items()}
    loss = {name: done[0].output["loss"] for name, done in runs.items()}
    needed = runs["ours"][0].output["needed_mib"]
    others = [name for name in runs if name != "ours"]
    return [
        common.Bar(f"{dtype}: peak over states and a chunk", memory["ours"] / needed, 1.2, True),
        common.Bar(
            f"{dtype}: peak, share of the leanest peer's",
            memory["ours"] / min(memory[name] for name in others),
            1.0,
            True,
        ),
        common.Bar(
            f"{dtype}: times the fastest peer",
            min(seconds[name] for name in others) / seconds["ours"],
            1.0,
        ),
        common.Bar(
            f"{dtype}: loss apart from torch's", abs(loss["ours"] / loss["torch"] - 1), 0.001, True
        ),
    ]


def vocabulary() -> int:
    """Pieces of Qwen's real tokenizer where the file is there, with its three special tokens."""
    path = common.DATA / "tokenizers/qwen/qwen.tiktoken"
    if not path.exists():
        return FALLBACK
    return sum(1 for _ in path.open("rb")) + 3


def one(name: str, dtype: str, size: int) -> dict[str, Any]:
    """Some passes of one contestant in this process."""
    import torch

    torch.manual_seed(0)
    kind = getattr(torch, dtype)
    weight = torch.empty(size, WIDTH, dtype=kind).normal_(0, 0.02)
    states = torch.empty(POSITIONS, WIDTH, dtype=kind).normal_().requires_grad_()
    ids = torch.randint(0, size, (POSITIONS,))
    loss, needed = contestant(name, size, torch.finfo(kind).bits // 8)
    # what a first pass loads and compiles is not the loss's
    loss(states[:64], weight[:4096], ids[:64] % 4096).backward()
    forget_peak()
    before = peak_mib()
    times = []
    for _ in range(REPEATS):
        states.grad = None
        began = time.perf_counter()
        value = loss(states, weight, ids)
        value.backward()
        times.append(time.perf_counter() - began)
    return {
        "seconds": min(times),
        "loss_mib": peak_mib() - before,
        "needed_mib": needed,
        "loss": value.item() / POSITIONS,
    }


def contestant(name: str, size: int, width: int) -> tuple[Callable[..., Any], float]:
    """The summed loss, and the MiB that the gradient of the states and one chunk of logits take."""
    import torch

    if name == "torch":

        def plain(states: Any, weight: Any, ids: Any) -> Any:
            logits = torch.nn.functional.linear(states, weight)
            return torch.nn.functional.cross_entropy(logits.float(), ids, reduction="sum")

        return plain, 0.0
    if name == "trl":
        from trl.kernels.chunked_logprob import ChunkedLogProbFunction
        from trl.trainer import utils

        def chunked(states: Any, weight: Any, ids: Any) -> Any:
            chunk = utils._CHUNKED_LOGPROB_CHUNK_SIZE
            given = (states, weight, None, ids, 1.0, chunk, None, 1.0, ())
            return -ChunkedLogProbFunction.apply(*given)[0].sum()

        return chunked, 0.0
    from lekalo.models.logprobs import chunk_rows, summed_loss

    # logits in fp32, where their softmax stands too; and what multiplies the weight, if narrower
    chunk_bytes = chunk_rows(size) * size * (4 + (width if width < 4 else 0))
    return summed_loss, (POSITIONS * WIDTH * width + chunk_bytes) / 2**20


def forget_peak() -> None:
    """Lets the system's record of this process's peak begin anew (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_mib() -> float:
    """The most memory that this process has held since then, in MiB."""
    status = Path("/proc/self/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
