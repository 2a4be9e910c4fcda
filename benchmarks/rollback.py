"""Promote and roll back under eight clients: is a request lost, mixed, or late to the change?

    python benchmarks/rollback.py [--quick] [--json]

A server in its own process holds a random Llama (hidden 384, 8 layers, nano's tokenizer) and
three versions of it, each a LoRA of rank 16 on all linear layers, whose greedy answers were
computed beforehand, one at a time, without a server. Eight clients ask without pause, four of
them streaming, and compare every reply with what the version named in it must say. Meanwhile
this process promotes and rolls back, through the registry's file.

Measured for each change: how long its command takes; how many requests sent after it were still
answered by the former version (0 means that when the command is done, every new reply is the new
version's); and when the last answer that was begun before it has ended, which is a reply's own
time and so is given beside one.
"""

from __future__ import annotations

import http.client
import importlib.resources
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import common
import torch

from lekalo.core.recipe import parse_recipe
from lekalo.core.records import Message, Verdict
from lekalo.core.settings import AdapterSettings, NewBase
from lekalo.models.adapters import attach_adapter, load_adapter
from lekalo.models.base import load_base, save_base
from lekalo.models.folders import base_hash
from lekalo.models.generate import Sampling, generate
from lekalo.models.new_base import new_base
from lekalo.versions.manifest import BasePart, ManifestDraft, PromptPart, RecipePart
from lekalo.versions.registry import Registry

CLIENTS = 8
TOKENS = 16
SETTLED = 4  # replies a client has between two changes
NAME = "support"
STRAY = {"stray-adapter": "random adapters, made to be told apart"}
VERSIONS = 3
QUESTIONS = [
    "Where is my order?",
    "How do I return a jacket?",
    "Can I pay by card on delivery?",
    "The parcel came damaged.",
    "Где мой заказ?",
    "Как вернуть куртку?",
    "Можно ли оплатить при получении?",
    "Посылка пришла повреждённой.",
]
# In turn: forward to a version never loaded, back, forward to one loaded before, back, ...
CHANGES = ["promote 2", "rollback", "promote 3", "rollback", "promote 2", "rollback"]
SERVER = """
import sys
from pathlib import Path
from lekalo.serving.server import serve
serve(Path(sys.argv[1]), port=0, on_ready=lambda url: print(url, flush=True))
"""


@dataclass(frozen=True)
class Reply:
    """One request's times, on one clock, and what came of it."""

    sent: float
    ended: float
    number: int
    wrong: str = ""


@dataclass(frozen=True)
class Change:
    """One change; seconds from the command's start but for `drained`, from its end."""

    action: str
    to: int
    command: float
    stale: int
    drained: float
    complete: float


@dataclass
class Load:
    """The clients' doing: replies so far, and requests that failed."""

    replies: list[Reply] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)


def main() -> None:
    arguments = common.parse(__doc__)
    rounds = 1 if arguments.quick else 5
    with tempfile.TemporaryDirectory() as folder:
        registry = Registry(Path(folder) / "home")
        expected = prepare(Path(folder), registry)
        load, changes = measure(registry, expected, CHANGES * rounds)
        seconds = admission(registry)
    report(arguments, load, changes, seconds)


def prepare(folder: Path, registry: Registry) -> Mapping[tuple[int, str], str]:
    """Makes the base and its versions, puts the first live, and gives every version's answer
    to every question."""
    path = folder / "random-llama"
    shape = {"hidden_size": 384, "intermediate_size": 1024, "num_hidden_layers": 8}
    heads = {"num_attention_heads": 6, "num_key_value_heads": 6, "max_position_embeddings": 512}
    settings = NewBase(
        architecture="llama",
        tokenizer=str(nano_tokenizer()),
        config={**shape, **heads, "initializer_range": 0.1},
    )
    save_base(new_base(settings, seed=0), path)
    recipe = RecipePart.of(parse_recipe({"name": NAME, "data": {"train": "none.jsonl"}}))
    draft = ManifestDraft(
        name=NAME,
        base=BasePart(ref=str(path), hash=base_hash(str(path))),
        prompt=PromptPart.of(""),
        recipe=recipe,
    )
    expected: dict[tuple[int, str], str] = {}
    for number in range(1, VERSIONS + 1):
        adapter = random_lora(path, folder / f"lora-{number}", seed=number)
        assert registry.create(draft, adapter_folder=adapter).number == number
        expected |= {(number, q): a for q, a in answers(path, adapter).items()}
    for question in QUESTIONS:
        said = {expected[number, question] for number in range(1, VERSIONS + 1)}
        assert len(said) == VERSIONS, f"the versions cannot be told apart by: {question}"
    registry.promote(NAME, 1, verdict=Verdict("release", ()), accept=STRAY)
    return expected


def nano_tokenizer() -> Path:
    return Path(str(importlib.resources.files("lekalo"))) / "assets" / "nano"


def random_lora(base: Path, folder: Path, seed: int) -> Path:
    """A LoRA whose both halves are random, so that it changes every answer."""
    model = load_base(str(base)).model
    adapter = attach_adapter(model, AdapterSettings(rank=16, alpha=32), seed)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in adapter.parameters().values():
            weight.copy_(torch.randn(weight.shape, generator=generator) * 0.05)
    folder.mkdir()
    adapter.save(folder, str(base))
    return folder


def answers(base: Path, adapter: Path) -> dict[str, str]:
    """The greedy answers of one version, each computed alone."""
    loaded = load_base(str(base))
    load_adapter(loaded.model, adapter)
    said = {}
    for question in QUESTIONS:
        prompt = loaded.renderer.prompt([Message("user", question)])
        said[question] = generate(loaded, [prompt], Sampling(max_tokens=TOKENS))[0].text
    return said


def measure(
    registry: Registry, expected: Mapping[tuple[int, str], str], actions: list[str]
) -> tuple[Load, list[Change]]:
    """Makes the changes one by one, each when the former one has been answered for a while."""
    load = Load()
    with server(registry.home) as address:
        clients = [
            threading.Thread(target=keep_asking, args=(address, n, expected, load))
            for n in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        settle(load)
        times = []
        for number, action in enumerate(actions, 1):
            print(f"change {number}/{len(actions)}: {action}", file=sys.stderr, flush=True)
            times.append(change(registry, action))
            settle(load)
        load.done.set()
        for client in clients:
            client.join()
    ends = [time_[0] for time_ in times[1:]] + [float("inf")]
    return load, [seen(load, *t, end) for t, end in zip(times, ends, strict=True)]


def settle(load: Load) -> None:
    """Waits until every client has had a few replies to what it asks from now on."""
    now = time.perf_counter()
    deadline = now + 60
    while time.perf_counter() < deadline:
        time.sleep(0.05)
        if sum(reply.sent > now for reply in load.replies) >= SETTLED * CLIENTS:
            return
    sys.exit("the server is too slow here: no change has been answered within a minute")


def change(registry: Registry, action: str) -> tuple[float, float, str, int]:
    """Start and end of the command, and which version it made live."""
    began = time.perf_counter()
    if action == "rollback":
        live = registry.rollback(NAME, why="benchmark")
    else:
        number = int(action.split()[1])
        live = registry.promote(
            NAME, number, why="benchmark", verdict=Verdict("release", ()), accept=STRAY
        )
    return began, time.perf_counter(), action, live.number


def seen(load: Load, began: float, ended: float, action: str, to: int, until: float) -> Change:
    """What the clients saw of one change, from its command's end to the next one's start."""
    former = [r for r in load.replies if ended < r.ended < until and r.number != to]
    last = max((reply.ended for reply in former), default=ended)
    stale = sum(reply.sent > ended for reply in former)
    return Change(action, to, ended - began, stale, last - ended, last - began)


def keep_asking(
    address: str, client: int, expected: Mapping[tuple[int, str], str], load: Load
) -> None:
    """One client: asks question after question over one connection, and checks each reply."""
    connection = http.client.HTTPConnection(address, timeout=60)
    asked = client
    while not load.done.is_set():
        question = QUESTIONS[asked % len(QUESTIONS)]
        asked += 1
        sent = time.perf_counter()
        try:
            number, text = ask(connection, question, stream=client % 2 == 0)
        except (OSError, ValueError, LookupError, http.client.HTTPException) as error:
            load.failed.append(repr(error))
            connection.close()
            continue
        said = expected[number, question]
        wrong = "" if text == said else f"{NAME}@{number} said {text!r}, not {said!r}"
        load.replies.append(Reply(sent, time.perf_counter(), number, wrong))
    connection.close()


def ask(connection: http.client.HTTPConnection, question: str, *, stream: bool) -> tuple[int, str]:
    """The version's number and the reply's text; `ValueError` where the reply is not whole, or
    its parts name different versions."""
    chat = {"model": NAME, "messages": [{"role": "user", "content": question}], "stream": stream}
    body = json.dumps({**chat, "max_tokens": TOKENS})
    headers = {"Content-Type": "application/json"}
    connection.request("POST", "/v1/chat/completions", body, headers)
    response = connection.getresponse()
    data = response.read()
    if response.status != 200:
        raise ValueError(f"{response.status}: {data.decode()}")
    parts = list(chunks(data)) if stream else [json.loads(data)]
    named = {part["lekalo"]["version"] for part in parts} | {response.headers["x-lekalo-version"]}
    if len(named) != 1:
        raise ValueError(f"one reply names several versions: {sorted(named)}")
    choices = [part["choices"][0] for part in parts]
    if choices[-1]["finish_reason"] is None:
        raise ValueError("the reply breaks off")
    pieces = [choice.get("delta", choice.get("message")).get("content", "") for choice in choices]
    return int(named.pop().partition("@")[2]), "".join(pieces)


def chunks(data: bytes) -> Iterator[dict[str, Any]]:
    events = data.decode().split("\n\n")
    if events[-2:] != ["data: [DONE]", ""]:
        raise ValueError("the stream breaks off")
    return (json.loads(event.removeprefix("data: ")) for event in events[:-2])


@contextmanager
def server(home: Path) -> Iterator[str]:
    """A server in a process of its own; gives host:port."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(home)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip().removeprefix("http://")
    finally:
        process.terminate()
        process.wait()


def admission(registry: Registry, times: int = 200) -> common.Spread:
    """Milliseconds to resolve a name to its live version: what a request pays to be sure."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        registry.resolve(NAME)
        taken.append((time.perf_counter() - began) * 1000)
    return common.spread(taken)


def report(arguments: Any, load: Load, changes: list[Change], seconds: common.Spread) -> None:
    wrong = [reply.wrong for reply in load.replies if reply.wrong]
    span = max(r.ended for r in load.replies) - min(r.sent for r in load.replies)
    rows = [
        {
            "change": kind,
            "times": len(own),
            "command, s": common.spread(c.command for c in own),
            "sent after it, answered by the former": sum(c.stale for c in own),
            "until answers begun before it ended, s": common.spread(c.complete for c in own),
            "a reply, s": common.spread(r.ended - r.sent for r in load.replies),
        }
        for kind in ("promote", "rollback")
        for own in [[c for c in changes if c.action.startswith(kind)]]
    ]
    by_version = {n: sum(r.number == n for r in load.replies) for n in range(1, VERSIONS + 1)}
    details = {
        "clients": CLIENTS,
        "tokens_a_reply": TOKENS,
        "replies": len(load.replies),
        "replies_by_version": by_version,
        "replies_a_second": round(len(load.replies) / span, 1),
        "reply_seconds": common.spread(r.ended - r.sent for r in load.replies),
        "resolve_milliseconds": seconds,
        "changes": changes,
        "failed": load.failed[:20],
        "wrong": wrong[:20],
    }
    bars = [
        common.Bar("failed requests", len(load.failed), 0, at_most=True),
        common.Bar("replies that are not their version's", len(wrong), 0, at_most=True),
        common.Bar(
            "requests sent after a change and answered by the former version",
            sum(change.stale for change in changes),
            0,
            at_most=True,
        ),
        common.Bar("versions that answered", sum(n > 0 for n in by_version.values()), VERSIONS),
        common.Bar("longest command, seconds", max(c.command for c in changes), 1.0, at_most=True),
    ]
    common.finish("rollback", arguments, rows, details, bars)


if __name__ == "__main__":
    main()
