"""The command line in a process of its own, as a terminal runs it."""

import os
import subprocess
import sys
from pathlib import Path


def lekalo(*words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs the command line in a process of its own."""
    kept = {k: v for k, v in os.environ.items() if k != "LEKALO_HOME"}
    return subprocess.run(
        [sys.executable, "-c", "from lekalo.cli.main import main; main()", *words],
        cwd=cwd,
        env={**kept, "OMP_NUM_THREADS": "1", **env},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
