"""Near-duplicate search beside datasketch and text-dedup: time, recall, growth and memory.

    make bench-env && python benchmarks/near_duplicates.py [--quick] [--json]

Rows are real questions and instructions (bitext, banking77, alpaca) with a third of their words
drawn from other rows, so that they are many and distinct; one in ten is followed, at the end, by
a copy with a slip: a letter lost, doubled or swapped, a word added, or two words in another order.
A copy is found where it comes into one group with its row (of text-dedup, which tells only what it
keeps: where it does not keep both). All three are asked for rows
half alike; the peers choose bands for that from 128 minima, as is their default. datasketch reads
the same character 4-grams as we do, hashed by xxhash; text-dedup has words alone (its n-gram of
one word). Both peers take every row that shares a band for a duplicate, ours compares the two: so
the table says too how many rows that are no copies were taken for one (some are alike indeed).
Times run from opening the file of rows to the last answer, without imports.
Growth: 10 k, 100 k and 1 M rows, each in a fresh process, in seconds of CPU, which other work on
the machine changes less; there six words of ten are drawn, so that a row has hardly more near rows
in a million than in ten thousand. (Of a million rows with a third drawn, a third are near another,
and a row takes twice the time that it takes among ten thousand.)
"""

from __future__ import annotations

import csv
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import common

ROUNDS, QUICK_ROUNDS = 3, 1
BESIDE, QUICK_BESIDE = 50_000, 10_000
GROWTH, QUICK_GROWTH = (10_000, 100_000, 1_000_000), (10_000, 30_000)
THRESHOLD = 0.5
BESIDE_DRAWN, GROWTH_DRAWN = 0.35, 0.6
PERMUTATIONS = 128
FASTER, FLAT, MEMORY = 5.0, 1.5, 2500.0
SEED = 11


def main() -> None:
    if len(sys.argv) == 3 and sys.argv[1] in CONTESTANTS:
        print(json.dumps(CONTESTANTS[sys.argv[1]](Path(sys.argv[2]))))
        return
    asked = common.parse(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        beside = written(Path(folder), QUICK_BESIDE if asked.quick else BESIDE)
        runs = common.by_turns(
            {
                name: [sys.executable if name == "lekalo" else common.PEERS, __file__, name, beside]
                for name in CONTESTANTS
            },
            QUICK_ROUNDS if asked.quick else ROUNDS,
        )
        growth = {}
        for count in QUICK_GROWTH if asked.quick else GROWTH:
            file = written(Path(folder), count, GROWTH_DRAWN)
            growth[count] = common.run_fresh([sys.executable, __file__, "lekalo", file])
            file.unlink()
    rows = [row(name, runs[name]) for name in CONTESTANTS]
    rows += [row(f"lekalo, {count:,} rows", [run]) for count, run in growth.items()]
    details = {"runs": runs, "growth": {str(count): run for count, run in growth.items()}}
    common.finish("near_duplicates", asked, rows, common.as_json(details), bars(runs, growth))


def row(name: str, runs: list[common.Run]) -> dict[str, str]:
    return {
        "who": name,
        "rows": f"{runs[0].output['rows']:,}",
        "microseconds a row": str(common.figure(runs, "microseconds")),
        "copies found": f"{runs[0].output['recall']:.3f}",
        "others taken for copies": f"{runs[0].output['others']:.4f}",
        "peak MiB": str(common.spread(run.peak_mib for run in runs)),
    }


def bars(runs: dict[str, list[common.Run]], growth: dict[int, common.Run]) -> list[common.Bar]:
    """Times faster than each peer at no lower recall; time a row as rows grow; memory."""
    found: list[common.Bar] = []
    ours = runs["lekalo"]
    for peer in ("datasketch", "text-dedup"):
        times = common.figure(runs[peer], "microseconds").median
        faster = times / common.figure(ours, "microseconds").median
        ahead = ours[0].output["recall"] - runs[peer][0].output["recall"]
        found.append(common.Bar(f"times faster than {peer}", faster, FASTER))
        found.append(common.Bar(f"recall above {peer}'s", ahead, -0.005))
    each = {count: run.output["cpu_microseconds"] for count, run in growth.items()}
    grown = each[max(each)] / each[min(each)]
    found.append(common.Bar(f"CPU time a row, {max(each):,} to {min(each):,}", grown, FLAT, True))
    peak = growth[max(each)].peak_mib
    found.append(common.Bar(f"peak MiB, {max(each):,} rows", peak, MEMORY, True))
    return found


# --- rows ---


def written(folder: Path, count: int, drawn: float = BESIDE_DRAWN) -> Path:
    """A file of `count` rows, of which the last eleventh are copies with a slip."""
    draw = random.Random(SEED)
    real = [text.split() for text in real_texts()]
    stock = [word for text in real for word in text]
    originals = count * 10 // 11
    file = folder / f"{count}.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        copied: list[tuple[int, list[str]]] = []
        for number in range(count):
            if number < originals:
                words = [
                    draw.choice(stock) if draw.random() < drawn else w for w in draw.choice(real)
                ]
                if number % 10 == 0:
                    copied.append((number, words))
                of = -1
            else:
                of, words = copied[(number - originals) % len(copied)]
                words = with_slip(words, draw)
            line = {"id": number, "text": " ".join(words), "of": of}
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
    return file


def real_texts() -> Iterator[str]:
    with (common.DATA / "bitext_support/bitext_customer_support_v1.csv").open() as file:
        yield from (line["instruction"] for line in csv.DictReader(file))
    with (common.DATA / "banking77/train.csv").open() as file:
        yield from (line["text"] for line in csv.DictReader(file))
    alpaca = (common.DATA / "stanford_alpaca/alpaca_5000.json").read_text(encoding="utf-8")
    yield from (f"{one['instruction']} {one['input']}".strip() for one in json.loads(alpaca))


def with_slip(words: list[str], draw: random.Random) -> list[str]:
    made, kind = list(words), draw.randrange(4)
    at = draw.randrange(len(made))
    if kind == 0 and len(made) > 1:
        at = draw.randrange(len(made) - 1)
        made[at], made[at + 1] = made[at + 1], made[at]
        return made
    if kind == 1:
        return [*made[:at], draw.choice(("please", "just", "now")), *made[at:]]
    word = max(made, key=len) if len(made[at]) < 4 else made[at]
    at, cut = made.index(word), draw.randrange(1, max(2, len(word)))
    made[at] = word[:cut] + (word[cut - 1] + word[cut:] if kind == 2 else word[cut + 1 :])
    return made


def read(file: Path) -> tuple[list[str], list[int]]:
    """The texts, and of which row each is a copy (-1: of none)."""
    with file.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [one["text"] for one in rows], [one["of"] for one in rows]


def result(found: list[bool], of: list[int], seconds: float) -> dict[str, Any]:
    """Among the copies, the share found; among the others, the share taken for copies."""
    copies = [hit for hit, first in zip(found, of, strict=True) if first >= 0]
    others = [hit for hit, first in zip(found, of, strict=True) if first < 0]
    return {
        "rows": len(of),
        "microseconds": seconds / len(of) * 1e6,
        "recall": sum(copies) / len(copies),
        "others": sum(others) / len(others),
    }


# --- contestants ---


def ours(file: Path) -> dict[str, Any]:
    from lekalo.text.similarity import clusters, near_pairs

    began, worked = time.perf_counter(), time.process_time()
    texts, of = read(file)
    labels = clusters(near_pairs(texts, THRESHOLD), len(texts)).tolist()
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    found = [
        labels[first] == label if first >= 0 else label != number
        for number, (label, first) in enumerate(zip(labels, of, strict=True))
    ]
    return result(found, of, seconds) | {"cpu_microseconds": worked / len(of) * 1e6}


def datasketch(file: Path) -> dict[str, Any]:
    import datasketch as peer
    from xxhash import xxh3_64_intdigest

    def hashed(gram: bytes) -> int:
        return int(xxh3_64_intdigest(gram) & 0xFFFFFFFF)

    began = time.perf_counter()
    texts, of = read(file)
    index = peer.MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    found = []
    for number, text in enumerate(texts):
        plain = f" {' '.join(text.lower().split())} "
        grams = {plain[at : at + 4].encode() for at in range(max(1, len(plain) - 3))}
        minima = peer.MinHash(num_perm=PERMUTATIONS, hashfunc=hashed)
        minima.update_batch(list(grams))
        like = index.query(minima)
        found.append(of[number] in like if of[number] >= 0 else bool(like))
        index.insert(number, minima, check_duplication=False)
    return result(found, of, time.perf_counter() - began)


def text_dedup(file: Path) -> dict[str, Any]:
    from datasets import load_from_disk
    from text_dedup import minhash

    with tempfile.TemporaryDirectory() as folder:
        options = {
            "path": "json",
            "data_files": file,
            "split": "train",
            "cache_dir": f"{folder}/cache",
            "output": f"{folder}/kept",
            "column": "text",
            "ngram": 1,
            "min_length": 1,
            "num_perm": PERMUTATIONS,
            "threshold": THRESHOLD,
            "hash_func": "xxh3",
            "hash_bits": 32,
            "num_proc": 2,
        }
        began = time.perf_counter()
        arguments = [f"--{name}={value}" for name, value in options.items()]
        minhash.main(arguments, standalone_mode=False)
        seconds = time.perf_counter() - began
        kept = set(load_from_disk(f"{folder}/kept")["id"])
    _, of = read(file)
    found = [
        number not in kept or (first >= 0 and first not in kept) for number, first in enumerate(of)
    ]
    return result(found, of, seconds)


CONTESTANTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "lekalo": ours,
    "datasketch": datasketch,
    "text-dedup": text_dedup,
}


if __name__ == "__main__":
    main()
