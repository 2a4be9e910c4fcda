"""Training, evaluation, the gate, chat and serving give one and the same tokens to the model."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import pytest

from lekalo.core.records import Message
from lekalo.evaluation.subject import answer
from lekalo.models.decoder import Decoder
from lekalo.project import open_project, plan_run
from lekalo.references import open_ref
from lekalo.serving.server import running
from lekalo.workflow import evaluate, train
from support.projects import TEMPLATE, chat, lines, small_project, suite

QUESTION = "Где заказ 5? Where is it?"


def test_five_ways_to_the_model_give_the_same_tokens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = small_project(tmp_path)
    rows = [chat(QUESTION, TEMPLATE.format(5))] + [chat(f"q{n}", "a") for n in range(6)]
    lines(tmp_path / "data.jsonl", rows)
    suite(tmp_path / "target.jsonl", [QUESTION], "Short")
    project = open_project(recipe, ["data.eval_share=0", "train.steps=1"])
    seen: list[tuple[int, ...]] = []
    add = Decoder.add

    def listening(self: Decoder, prompt: Sequence[int], *rest: object, **more: object) -> int:
        seen.append(tuple(prompt))
        return add(self, prompt, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Decoder, "add", listening)
    outcome = train(project, accept={"leakage": "the very row is asked on purpose"})
    gate = seen.copy()
    seen.clear()

    row = plan_run(project).train[0]
    trained = tuple(int(token) for token in row.tokens[: int(row.trained.argmax())])
    home = project.home
    subject = open_ref(home, outcome.version.ref)
    answer(subject, [Message("user", QUESTION)])
    chatted = seen.copy()
    seen.clear()
    evaluate(home.parent / "elsewhere", subject, plan_run(project).suites[:1])
    evaluated = seen.copy()
    seen.clear()
    with running(home, ["shop"]) as url:
        _post(url, {"model": "shop@1", "messages": chat(QUESTION)["messages"]})

    assert trained in gate
    assert [trained] == chatted == evaluated == seen


def _post(url: str, body: dict[str, object]) -> None:
    request = urllib.request.Request(
        f"{url}/v1/chat/completions",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as reply:
        assert reply.status == 200
