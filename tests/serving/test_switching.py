"""Promote and roll back under a running server: no restart, no mixture, no stale answer."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from lekalo.serving.server import running
from serving.homes import QUESTION, Home, add_full, add_lora, make_home, promote

_KINDS = {"lora": (add_lora, add_lora), "mixed": (add_full, add_lora)}


@pytest.fixture(params=["lora", "mixed"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """support@1 is live, support@2 a candidate."""
    made = make_home(tmp_path)
    first, second = _KINDS[request.param]
    promote(made, first(made, seed=1))
    second(made, seed=2)
    return made


@pytest.fixture
def client(home: Home) -> Iterator[openai.OpenAI]:
    with (
        running(home.registry.home) as url,
        openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as made,
    ):
        yield made


def ask(client: openai.OpenAI, **options: Any) -> Any:
    return client.chat.completions.create(model="support", messages=QUESTION, **options)  # type: ignore[arg-type]


def test_next_request_is_answered_by_what_is_live(client: openai.OpenAI, home: Home) -> None:
    steps = [
        ("support@1", lambda: None),
        ("support@2", lambda: promote(home, home.registry.resolve("support@2"))),
        ("support@1", lambda: home.registry.rollback("support")),
    ]
    for ref, change in steps:
        change()
        reply = ask(client)
        assert (reply.model, reply.choices[0].message.content) == (ref, home.expected(ref))


def test_another_process_promotes(client: openai.OpenAI, home: Home) -> None:
    code = (
        "import sys; from pathlib import Path; from lekalo.versions.registry import Registry\n"
        "from lekalo.core.records import Verdict\n"
        "Registry(Path(sys.argv[1])).promote('support', 2, verdict=Verdict('release', ()))"
    )
    assert ask(client).model == "support@1"
    subprocess.run([sys.executable, "-c", code, str(home.registry.home)], check=True)
    assert ask(client).model == "support@2"


def test_an_answer_begun_is_ended_by_the_same_version(client: openai.OpenAI, home: Home) -> None:
    whole = ask(client, max_tokens=150).choices[0].message.content
    with ask(client, max_tokens=150, stream=True) as chunks:
        said = [next(chunks), next(chunks)]
        promote(home, home.registry.resolve("support@2"))
        meanwhile = ask(client)
        said += list(chunks)
    assert meanwhile.choices[0].message.content == home.expected("support@2")
    assert {chunk.model for chunk in said} == {"support@1"}
    assert "".join(chunk.choices[0].delta.content or "" for chunk in said) == whole


def test_no_reply_is_lost_or_mixed_while_versions_change(client: openai.OpenAI, home: Home) -> None:
    expected = {ref: home.expected(ref) for ref in ("support@1", "support@2")}
    wrong: list[str] = []
    seen: set[str] = set()
    done = threading.Event()

    def keep_asking() -> None:
        while not done.is_set():
            try:
                reply = ask(client)
            except openai.OpenAIError as error:
                wrong.append(str(error))
                return
            seen.add(reply.model)
            if reply.choices[0].message.content != expected[reply.model]:
                wrong.append(f"{reply.model}: {reply.choices[0].message.content}")

    threads = [threading.Thread(target=keep_asking) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        promote(home, home.registry.resolve("support@2"))
        done.wait(0.15)
        home.registry.rollback("support")
        done.wait(0.15)
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert seen == {"support@1", "support@2"}
