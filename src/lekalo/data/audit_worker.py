"""The other end of `audit_pool`: reads a material, then runs the checks that are named to it.

Standard input: the length of the pickled material (8 bytes), the material, then one name a line.
Standard output: one JSON line a check. What a check prints goes to standard error.
"""

from __future__ import annotations

import json
import os
import pickle
import sys

from lekalo.core.findings import finding_json
from lekalo.data.audit import Ran, run_check
from lekalo.data.audit_pool import LENGTH_BYTES


def main() -> None:
    """Works until its input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    length = int.from_bytes(sys.stdin.buffer.read(LENGTH_BYTES), "big")
    material = pickle.loads(sys.stdin.buffer.read(length))  # from our own parent, through a pipe
    for line in sys.stdin.buffer:
        answers.write(_line(run_check(line.decode().strip(), material)))
        answers.flush()


def _line(ran: Ran) -> str:
    value = {
        "check": ran.check,
        "findings": [finding_json(finding) for finding in ran.findings],
        "error": ran.error,
        "lacks": ran.lacks,
        "seconds": ran.seconds,
    }
    return json.dumps(value, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
