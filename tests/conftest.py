"""One thread a process: the tests' models are so small that more would only wait for another."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
