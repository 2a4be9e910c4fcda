"""Every adapter beside TRL with PEFT: the rows' own tokens a second, memory and loss.

    make bench-env && python benchmarks/adapters.py [--quick] [--json]

DoRA, full training, prefix and prompt tuning on the model and rows of `benchmarks/sft.py`, under
its rules, beside TRL at its defaults; full training beside TRL grouped and packed, too. LoRA is in
`benchmarks/sft.py`, QLoRA in `benchmarks/qlora.py`.
"""

from __future__ import annotations

import common
import sft

TIMES = {"dora": 2.5, "full": 3.0, "prefix": 2.5, "prompt": 2.5}
"""How many times TRL's defaults, by adapter."""
BEST = {"full": 2.0}
SAME_START = ("dora", "full")
"""Adapters that begin as the base in both, so that their losses compare."""


def main() -> None:
    """Every adapter in both dtypes (fp32 alone with --quick), by turns."""
    asked = common.parse(__doc__)
    folder = sft.random_llama(32 if asked.quick else 64)
    table, bars, details = [], [], {}
    for dtype in ("float32",) if asked.quick else ("float32", "bfloat16"):
        for adapter, times in TIMES.items():
            variants = ("defaults", "grouped", "packing") if adapter in BEST else ("defaults",)
            turns = sft.contestants(folder, dtype, adapter, variants)
            runs = common.by_turns(turns, 1 if asked.quick else 3)
            details[f"{adapter} {dtype}"] = runs
            table += [sft.row_of(adapter, dtype, name, done) for name, done in runs.items()]
            bars += judged(f"{adapter} {dtype}", adapter, times, runs)
    common.finish("adapters", asked, table, {"runs": details}, bars)


def judged(
    name: str, adapter: str, times: float, runs: dict[str, list[common.Run]]
) -> list[common.Bar]:
    """Speed, memory, and the mean loss where it compares."""
    rate = {contestant: sft.speed(done).median for contestant, done in runs.items()}
    peak = {c: common.spread(run.peak_mib for run in done).median for c, done in runs.items()}
    others = [value for contestant, value in rate.items() if contestant != "ours"]
    memory = peak["ours"] / min(value for c, value in peak.items() if c != "ours")
    bars = [
        common.Bar(f"{name}: times TRL's defaults", rate["ours"] / rate["trl defaults"], times),
        common.Bar(f"{name}: peak memory, share of TRL's", memory, 1.0, at_most=True),
    ]
    if adapter in BEST:
        ratio = rate["ours"] / max(others)
        bars.append(common.Bar(f"{name}: times TRL's best", ratio, BEST[adapter]))
    if adapter in SAME_START:
        losses = {c: sft.mean_loss(done[0]) for c, done in runs.items()}
        apart = abs(losses["ours"] / losses["trl defaults"] - 1)
        bars.append(common.Bar(f"{name}: mean loss apart", apart, 0.01, at_most=True))
    return bars


if __name__ == "__main__":
    main()
