"""The full model never stands in memory: loading in NF4 in a fresh process, beside its size."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lekalo.models.base import save_base
from support.tiny import tiny_base

LOAD = """
import json, sys
from lekalo.models.base import load_base
from lekalo.models.quantise import library, own_bytes
library()
def status(key):
    lines = open("/proc/self/status").read().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(key + ":")).split()[1])
before = status("VmRSS")
model = load_base(sys.argv[1], quantise=sys.argv[2]).model
total = sum(weight.double().sum().item() for weight in model.parameters())
print(json.dumps({"own": own_bytes(model), "grew": status("VmHWM") - before}))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to read memory from")
def test_loading_in_nf4_takes_less_than_the_full_model(tmp_path: Path) -> None:
    sizes = {"hidden_size": 768, "intermediate_size": 2048, "num_hidden_layers": 12}
    base = tiny_base(**sizes, num_attention_heads=12, num_key_value_heads=12, head_dim=64)
    full = sum(weight.nbytes for weight in base.model.parameters())
    save_base(base, tmp_path)
    command = [sys.executable, "-c", LOAD, str(tmp_path), "nf4"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert told["own"] < 0.15 * full
    # what one layer's compression takes for the moment, and the heap's gaps, come on top
    assert told["grew"] < 0.8 * full
