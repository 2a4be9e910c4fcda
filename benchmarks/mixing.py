"""Sixteen requests over four adapters: one mixed batch, against each adapter's batch in turn.

    python benchmarks/mixing.py [--quick] [--json]

Two bases: the embedded nano, and the random Llama of `benchmarks/sft.py` (hidden 384, 8 layers).
Above each stand four random LoRAs of rank 16 on all linear layers, and four questions are asked of
each, 32 tokens an answer, greedy. `mixed` puts all sixteen into one decoder; `in turn` answers
each adapter's four in a decoder of their own, one adapter after another, which costs a server
with one lane an adapter the least it can; `one adapter` asks all sixteen of one, the most there
is to reach. Every process answers a few tokens before the clock runs, and computes in one thread,
whose CPU seconds count: what else the machine does then changes nothing. The answers of `mixed`
and `in turn` must be the same tokens.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import common
import rollback
import sft
import torch

from lekalo.core.hashing import hash_json
from lekalo.core.records import Message
from lekalo.models.adapters._mix import Share
from lekalo.models.adapters.switch import AdapterSet
from lekalo.models.base import Base, load_base
from lekalo.models.generate import Decoder, Sampling

ADAPTERS, EACH, TOKENS = 4, 4, 32
WAYS = ("mixed", "in turn", "one adapter")
QUESTIONS = rollback.QUESTIONS[:EACH]

Asked = list[tuple[tuple[int, ...], tuple[Share, ...]]]


def main() -> None:
    """Every way on both bases by turns, five rounds (one with --quick)."""
    if len(sys.argv) == 4 and sys.argv[1] in WAYS:
        print(json.dumps(contestant(sys.argv[1], sys.argv[2], Path(sys.argv[3]))))
        return
    arguments = common.parse(__doc__)
    with tempfile.TemporaryDirectory() as work:
        bases = {"nano": "nano", "llama": str(sft.random_llama(256))}
        for name, base in bases.items():
            for seed in range(ADAPTERS):
                rollback.random_lora(Path(base), _at(work, name, seed), seed)
        commands = {
            f"{name}: {way}": [sys.executable, __file__, way, base, Path(work) / name]
            for name, base in bases.items()
            for way in WAYS
        }
        runs = common.by_turns(commands, 1 if arguments.quick else 5)
    report(arguments, runs, list(bases))


def _at(work: str, name: str, seed: int) -> Path:
    folder = Path(work) / name
    folder.mkdir(exist_ok=True)
    return folder / str(seed)


def report(arguments: object, runs: dict[str, list[common.Run]], bases: list[str]) -> None:
    """Tokens a second and the bars."""
    rows, bars = [], []
    for base in bases:
        speed = {way: common.figure(runs[f"{base}: {way}"], "tokens_a_second") for way in WAYS}
        said = {run.output["answers"] for way in WAYS[:2] for run in runs[f"{base}: {way}"]}
        assert len(said) == 1, f"{base}: a mixed batch answers otherwise than each alone"
        rows += [{"base": base, "way": way, "tokens a CPU second": str(speed[way])} for way in WAYS]
        ratio = speed["mixed"].median / speed["in turn"].median
        bars.append(common.Bar(f"{base}: mixed, times in turn", ratio, 1.5))
    details = {"adapters": ADAPTERS, "requests": ADAPTERS * EACH, "tokens": TOKENS, "runs": runs}
    common.finish("mixing", arguments, rows, details, bars)  # type: ignore[arg-type]


def contestant(way: str, ref: str, folder: Path) -> dict[str, object]:
    """Tokens a second of one way, and a hash of all its answers."""
    torch.set_num_threads(1)
    base = load_base(ref)
    adapters = AdapterSet(base.model)
    for seed in range(ADAPTERS):
        adapters.add(str(seed), folder / str(seed))
    prompts = [base.renderer.prompt(chat) for chat in _chats()]
    asked: list[Asked] = []
    for seed in range(ADAPTERS):
        mixture = adapters.mixture({"0" if way == "one adapter" else str(seed): 1.0})
        asked.append([(prompt, mixture) for prompt in prompts])
    if way != "in turn":
        asked = [[request for own in asked for request in own]]
    run(base, asked, tokens=2)
    began = time.process_time()
    answers = run(base, asked)
    seconds = time.process_time() - began
    tokens = sum(len(answer) for answer in answers)
    return {"tokens_a_second": tokens / seconds, "answers": hash_json(answers)}


def run(base: Base, asked: list[Asked], tokens: int = TOKENS) -> list[list[int]]:
    """The tokens of every request; one decoder for each group, one after another."""
    answers: list[list[int]] = []
    for group in asked:
        decoder = Decoder(base, end_ids=())  # random answers would end anywhere
        sampling = Sampling(max_tokens=tokens)
        keys = [decoder.add(prompt, sampling, mixture) for prompt, mixture in group]
        said: dict[int, list[int]] = {key: [] for key in keys}
        while decoder.busy:
            for piece in decoder.step():
                said[piece.key].append(piece.token)
        answers += [said[key] for key in keys]
    return answers


def _chats() -> Iterator[tuple[Message, ...]]:
    return ((Message("user", question),) for question in QUESTIONS)


if __name__ == "__main__":
    main()
