"""Writes the made-up company: `python -m lekalo.demo.company build/company-en --lang en`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lekalo.core.errors import LekaloError, UserError
from lekalo.demo import defects
from lekalo.demo.company.writer import write


def main() -> None:
    """Reads the arguments, writes the files and says what is where."""
    parser = argparse.ArgumentParser(description="Writes the files of a made-up company.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", choices=("en", "ru"), default="en")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--tickets", type=int, default=400, help="training tickets")
    parser.add_argument("--items", type=int, default=60, help="questions of the target suite")
    parser.add_argument(
        "--defect",
        action="append",
        default=[],
        metavar="KIND=COUNT",
        help=f"plant defects; kinds: {', '.join(defects.kinds())}",
    )
    asked = parser.parse_args()
    try:
        wanted = dict(_defect(text) for text in asked.defect)
        written = write(asked.folder, asked.lang, asked.seed, asked.tickets, wanted, asked.items)
    except LekaloError as error:
        print(error, file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    print(f"{len(written.files)} files in {written.folder}, {len(written.planted)} defects planted")


def _defect(text: str) -> tuple[str, int]:
    kind, _, count = text.partition("=")
    if not count.isdecimal():
        raise UserError(f"'{text}' is not of the form KIND=COUNT, as in duplicate=5.")
    return kind, int(count)


if __name__ == "__main__":
    main()
