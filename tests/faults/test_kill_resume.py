"""Real processes, killed with SIGKILL at whatever they are doing, end in the same bits."""

import ast
import random
import subprocess
import sys
from pathlib import Path

import pytest

KILLABLE = Path(__file__).resolve().parents[1] / "support" / "killable.py"


def _final(folder):
    last = folder / "checkpoints" / "step-000060"
    return {path.name: path.read_bytes() for path in sorted(last.glob("*.safetensors"))}


@pytest.mark.slow
@pytest.mark.parametrize("adapter", ["lora", "full"])
def test_killed_five_times_it_ends_in_the_same_bits(tmp_path, adapter):
    """An epoch is five steps: the first two kills fall into one epoch, the second of them where
    a checkpoint is being written; the others come at random moments."""
    moments = random.Random(adapter)
    delays = [
        "4+0",
        "1+0.002",
        *[f"{steps}+{moments.uniform(0, 0.03):.4f}" for steps in (9, 1, 14)],
    ]
    command = [sys.executable, str(KILLABLE), str(tmp_path), adapter, *delays]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    told = ast.literal_eval(done.stdout)
    assert told[:2] == [4, 4] and told[-1] >= 14  # the second took step 4 again, after step 3
    assert _final(tmp_path / "killed") == _final(tmp_path / "whole") != {}
    assert not list((tmp_path / "killed" / "checkpoints").glob("damaged-*"))
