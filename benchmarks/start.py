"""From the command to the first trained step: `lekalo train` beside `trl sft` on the same file.

    make bench-env && python benchmarks/start.py [--quick] [--json]

Both get one file of 256 real chats and the model of `benchmarks/sft.py` (random, hidden 384, 8
layers), LoRA of rank 16 on all linear layers, 8 rows a step. `lekalo train` reads, checks,
splits and renders the whole file first, as it always does. The clock runs from the start of the
process to the first step in its log or output; the process is then stopped, and its peak memory
until there is given, with the processes it starts (`trl` starts the trainer as one).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import common
import sft

RECIPE = """\
name: bench
base: {model}
data:
  train: {rows}
  eval_share: 0
adapter: {{rank: 16, alpha: 32}}
train: {{epochs: 1, batch_rows: 8}}
"""
TRL = (
    "--per_device_train_batch_size 8 --gradient_checkpointing False --bf16 False --use_cpu True "
    "--use_peft True --lora_r 16 --lora_alpha 32 --lora_target_modules all-linear "
    "--logging_steps 1 --max_length 1024 --report_to none --save_strategy no --disable_tqdm True"
)
LIMIT = 300.0


def main() -> None:
    """Both by turns, three rounds (one with --quick)."""
    arguments = common.parse(__doc__)
    model = sft.random_llama(256)
    starts = {"lekalo train": start_lekalo, "trl sft": start_trl}
    runs: dict[str, list[tuple[float, float, float]]] = {name: [] for name in starts}
    for _ in range(1 if arguments.quick else 5):
        for name, start in starts.items():
            with tempfile.TemporaryDirectory() as work:
                runs[name].append(start(model, Path(work)))
    rows = [_row(name, measured) for name, measured in runs.items()]
    seconds = {name: common.spread(m[0] for m in measured) for name, measured in runs.items()}
    ratio = seconds["trl sft"].median / seconds["lekalo train"].median
    bars = [common.Bar("times sooner than trl sft", ratio, 1.0)]
    common.finish("start", arguments, rows, {"runs": runs}, bars)


def _row(name: str, measured: list[tuple[float, float, float]]) -> dict[str, str]:
    columns = ("seconds to the first step", "CPU seconds", "peak MiB")
    return {"command": name} | {
        column: str(common.spread(values))
        for column, values in zip(columns, zip(*measured, strict=True), strict=True)
    }


def start_lekalo(model: Path, work: Path) -> tuple[float, float, float]:
    """`lekalo train` on a recipe in `work`, until its log tells of a step."""
    (work / "recipe.yaml").write_text(RECIPE.format(model=model, rows=model / "rows.jsonl"))
    command = [str(Path(sys.executable).with_name("lekalo")), "train", str(work / "recipe.yaml")]

    def stepped(output: str) -> bool:
        logs = (path.read_text() for path in work.glob(".lekalo/runs/*/log.jsonl"))
        return any('"event": "step"' in log for log in logs)

    return until(command, work, stepped)


def start_trl(model: Path, work: Path) -> tuple[float, float, float]:
    """`trl sft` on the same rows, until it prints the first step's loss."""
    data = work / "data"
    data.mkdir()
    (data / "train.jsonl").write_bytes((model / "rows.jsonl").read_bytes())
    command = [str(common.PEERS.with_name("trl")), "sft", "--model_name_or_path", str(model)]
    command += ["--dataset_name", str(data), "--output_dir", str(work / "out"), *TRL.split()]
    return until(command, work, lambda output: "'loss':" in output)


def until(
    command: list[str], work: Path, stepped: Callable[[str], bool]
) -> tuple[float, float, float]:
    """Runs `command` until its first step, then stops it: wall and CPU seconds, peak MiB."""
    print(" ".join(command[:2]), file=sys.stderr, flush=True)
    output = work / "output.txt"
    quiet = {"HF_HUB_OFFLINE": "1", "PYTHONUNBUFFERED": "1"}
    with output.open("w") as file:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=file, stderr=subprocess.STDOUT, env=os.environ | quiet
        )
        while not stepped(output.read_text(errors="replace")):
            if process.poll() is not None or time.perf_counter() - began > LIMIT:
                sys.exit(f"{command[0]} did not come to a step:\n{output.read_text()[-3000:]}")
            time.sleep(0.02)
        seconds = time.perf_counter() - began
        family = [process.pid, *descendants(process.pid)]
        cpu, peak = sum(map(cpu_seconds, family)), sum(map(peak_mib, family))
        for pid in family:
            os.kill(pid, signal.SIGKILL)
        process.wait()
    return seconds, cpu, peak


def descendants(pid: int) -> list[int]:
    """Every process that `pid` started, and those that they did."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for each in lists for child in each.read_text().split()]
    return [*children, *(one for child in children for one in descendants(child))]


def cpu_seconds(pid: int) -> float:
    """User and system time so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mib(pid: int) -> float:
    """The most memory that was resident at once."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
