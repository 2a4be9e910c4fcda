from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest
import torch

from lekalo.serving.server import running
from serving.homes import Home, add_full, add_lora, make_home, promote


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """support@1 (retired), support@2 (live, with a system prompt), support@3, letters@1, in
    turn whole weights and a LoRA; none of the tests that share it changes it."""
    made = make_home(tmp_path_factory.mktemp("serving"))
    promote(made, add_full(made, seed=1))
    promote(made, add_lora(made, seed=2, system="Be brief."))
    add_full(made, seed=3)
    add_lora(made, "letters", seed=4)
    return made


@pytest.fixture(scope="session")
def url(home: Home) -> Iterator[str]:
    with running(home.registry.home) as address:
        yield address


@pytest.fixture(scope="session")
def client(url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as made:
        yield made
