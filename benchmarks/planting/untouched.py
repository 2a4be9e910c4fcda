"""What the checks say of real sets that nobody planted anything in, and a sample of it to read.

    python -m planting.untouched SAMPLE.md        (in benchmarks/) writes the sample, with texts

The sample is read by a person, and the verdicts go to `labels/true.csv` (check, origin, verdict,
without texts): `true` where the row has that defect, `false` where it is a false alarm. The
sample is for reading only and is never committed, as it holds rows of the data.
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from common import DATA

from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Example, Finding, Message, Pair, Where
from lekalo.data.audit import run_check
from planting import real

SETS = (
    "alpaca",
    "rasbt",
    "medquad",
    "xquad_en",
    "bitext",
    "arena",
    "seed",
    "gen",
    "xquad_ru",
    "company_en",
    "company_ru",
)
ROWS, SAMPLED = 2000, 4


@dataclass(frozen=True)
class Alarm:
    """One place that a check names in a real set, with the places beside it in the finding."""

    check: str
    origin: str
    message: str
    beside: tuple[Where, ...]


def materials() -> Iterator[tuple[str, Material]]:
    """Each set; its last fifth is also tried as an eval set, so that `leakage` has two sides."""
    for name in SETS:
        rows = [r for r in real.rows(name) if r.answer][:ROWS]
        chats = [
            Example(
                (Message("user", row.question), Message("assistant", row.answer)),
                Where(name, row.row),
            )
            for row in rows
        ]
        yield name, Material(chats)
        cut = len(chats) * 4 // 5
        yield f"{name}, split", Material(chats[:cut], chats[cut:])
    yield "rasbt-pairs", Material(pairs=tuple(_pairs()))


def _pairs() -> Iterator[Pair]:
    path = DATA / "rasbt_llms/instruction-data-with-preference.json"
    for n, row in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        prompt = (Message("user", "\n".join(filter(None, (row["instruction"], row["input"])))),)
        yield Pair(prompt, row["chosen"], row["rejected"], Where("rasbt-pairs", n))


def alarms() -> tuple[list[Alarm], dict[str, int]]:
    """Every place named (a check names at most a hundred a finding), and the rows looked at."""
    found: list[Alarm] = []
    looked: dict[str, int] = defaultdict(int)
    for name, material in materials():
        split = name.endswith(", split")
        for check in CHECKS.names():
            if split != (check == "leakage"):
                continue
            ran = run_check(check, material)
            if ran.error:
                print(f"not run: {check} on {name}: {ran.error}", file=sys.stderr)
                continue
            looked[check] += len(material.train) + len(material.pairs)
            for finding in ran.findings:
                found.extend(_places(check, finding, material))
    return found, looked


def _places(check: str, finding: Finding, material: Material) -> Iterator[Alarm]:
    held = {(e.where.file, e.where.line) for e in material.held_out}
    for n, where in enumerate(finding.where):
        if where.line is None or (check == "leakage" and (where.file, where.line) not in held):
            continue
        beside = finding.where[max(0, n - 2) : n + 3]
        yield Alarm(check, f"{where.file}:{where.line}", finding.message, beside)


def counted(found: list[Alarm], looked: dict[str, int]) -> list[dict[str, object]]:
    """Alarms by check, and how the sample of them that a person read was judged."""
    with (real.LABELS / "true.csv").open(encoding="utf-8", newline="") as file:
        verdicts = {(r["check"], r["origin"]): r["verdict"] for r in csv.DictReader(file)}
    table = []
    for check, rows in sorted(looked.items()):
        places = {alarm.origin for alarm in found if alarm.check == check}
        read = [verdicts[check, origin] for origin in places if (check, origin) in verdicts]
        table.append(
            {
                "check": check,
                "rows": rows,
                "named": len(places),
                "read": len(read),
                "true": read.count("true"),
                "false": read.count("false"),
            }
        )
    return table


def write_sample(path: Path, seed: int = 0) -> None:
    """Some alarms of each check and set with their rows' texts, to be read and judged."""
    found, looked = alarms()
    groups: dict[tuple[str, str], list[Alarm]] = defaultdict(list)
    for alarm in found:
        groups[alarm.check, alarm.origin.partition(":")[0]].append(alarm)
    lines = [f"{row}" for row in counted(found, looked)]
    rng = random.Random(seed)
    for (check, name), group in sorted(groups.items()):
        lines.append(f"\n## {check}, {name}: {len(group)} places")
        for alarm in rng.sample(group, min(SAMPLED, len(group))):
            lines.append(f"\n### {check},{alarm.origin}\n{alarm.message[:300]}")
            lines += [f"  {_text(where)}" for where in alarm.beside if where.line is not None]
            for where in alarm.beside:  # the row it is like, where `part` names one
                if f"{where.file}:{where.line}" == alarm.origin:
                    pairs = re.findall(r"(\w+):(\d+)", where.part)
                    lines += [f"  <- {_text(Where(f, int(n)))}" for f, n in pairs]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _text(where: Where) -> str:
    if where.file == "rasbt-pairs":
        return str(where)
    row = real.rows(where.file)[where.line or 0]
    texts = (row.question, row.answer)
    short = [t if len(t) < 260 else f"{t[:150]} ... {t[-100:]}" for t in texts]
    return f"[{where}] " + " => ".join(short).replace("\n", " / ")


if __name__ == "__main__":
    write_sample(Path(sys.argv[1]))
