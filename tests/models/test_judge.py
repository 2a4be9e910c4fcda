"""A judge by address or by folder: what it is asked, what is understood, and every refusal."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from lekalo.core.errors import ModelError, OutsideError, UserError
from lekalo.models.base import save_base
from lekalo.models.judge import EndpointJudge, LocalJudge, load_judge
from support.endpoints import Endpoint, serving
from support.tiny import tiny_base


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as server:
        yield server


@pytest.mark.parametrize(
    ("said", "understood"),
    [("Yes.", True), ("no", False), ("**Да**, спорят", True), ("Нет.", False), ("Hm", None),
     ("", None), ("Yesterday", None)],
)  # fmt: skip
def test_the_first_word_decides(endpoint: Endpoint, said: str, understood: bool | None) -> None:
    endpoint.says = said
    judge = load_judge(f"{endpoint.address}/#small")
    assert judge("Сколько ждать?", "Два дня.", "Неделю.") is understood
    ((path, key, body),) = endpoint.asked
    assert (path, key, body["model"]) == ("/v1/chat/completions", "", "small")
    assert body["temperature"] == 0 and [t["role"] for t in body["messages"]] == ["system", "user"]
    told = json.loads(body["messages"][1]["content"])
    assert list(told.values()) == ["Сколько ждать?", "Два дня.", "Неделю."]


def test_without_a_name_the_first_listed_model_is_asked_and_the_key_is_sent(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEKALO_JUDGE_KEY", "k")
    judge = pickle.loads(pickle.dumps(load_judge(endpoint.address)))
    judge("?", "a", "b")
    judge("?", "a", "c")
    assert [(key, body["model"]) for _, key, body in endpoint.asked] == [("Bearer k", "first")] * 2


def test_rows_go_nowhere_else(endpoint: Endpoint) -> None:
    with serving() as other:
        endpoint.redirect = f"{other.address}/chat/completions"
        with pytest.raises(OutsideError, match="cannot be asked"):
            load_judge(f"{endpoint.address}#m")("?", "a", "b")
        assert len(endpoint.asked) == 1 and other.asked == []


def test_what_is_no_endpoint_is_said(endpoint: Endpoint) -> None:
    endpoint.answer = {"choices": []}
    with pytest.raises(OutsideError, match="no OpenAI-compatible endpoint"):
        load_judge(f"{endpoint.address}#m")("?", "a", "b")
    with pytest.raises(UserError, match=r"begins with http:// or https://"):
        load_judge("file:///etc/passwd")
    with pytest.raises(OutsideError, match="cannot be asked"):
        EndpointJudge("http://127.0.0.1:9/v1", "m")("?", "a", "b")


def test_a_folder_is_loaded_at_the_first_question(tmp_path: Path) -> None:
    """Random weights say no word that is understood; what matters is that they are asked."""
    save_base(tiny_base(max_position_embeddings=1024), tmp_path / "tiny")
    judge = pickle.loads(pickle.dumps(load_judge(str(tmp_path / "tiny"))))
    assert isinstance(judge, LocalJudge) and judge("?", "a", "b") in (True, False, None)
    with pytest.raises(ModelError, match="there is no base 'nowhere'"):
        load_judge("nowhere")("?", "a", "b")
