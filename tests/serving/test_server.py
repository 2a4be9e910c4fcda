"""Who may ask, what they are told, and what a server does before and after."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from lekalo.core.errors import NotFoundError, OutsideError, UserError
from lekalo.models.generate import Decoder
from lekalo.serving.security import is_loopback
from lekalo.serving.server import running, serve
from serving.homes import QUESTION, Home, add_lora, make_home, promote

CHAT = {"model": "support", "messages": QUESTION}


@pytest.fixture
def http(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url) as made:
        yield made


def sentence(response: httpx.Response) -> str:
    """The message of an error in OpenAI's shape; nothing else is in the body."""
    assert set(response.json()) == {"error"}
    error = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    return str(error["message"])


class TestHost:
    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8317", "LOCALHOST", "[::1]:80"])
    def test_own_names(self, http: httpx.Client, host: str) -> None:
        assert http.get("/healthz", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::2]", "a:b"])
    def test_others_are_refused(self, http: httpx.Client, host: str) -> None:
        for path in ("/healthz", "/v1/models"):
            response = http.get(path, headers={"Host": host})
            assert response.status_code == 400
            assert "Host header" in sentence(response)

    def test_configured_name(self, home: Home) -> None:
        with running(home.registry.home, hosts=["lekalo.local"]) as url:
            found = httpx.get(f"{url}/healthz", headers={"Host": "lekalo.local:9"})
        assert found.json() == {"status": "ok"}


class TestKey:
    @pytest.fixture
    def url(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        monkeypatch.setenv("LEKALO_API_KEY", "секрет")
        with running(home.registry.home) as address:
            yield address

    def test_every_route_but_health_asks_for_it(self, http: httpx.Client) -> None:
        assert http.get("/healthz").status_code == 200
        for method, path in [
            ("GET", "/v1/models"),
            ("POST", "/v1/chat/completions"),
            ("GET", "/nowhere"),
            ("GET", "/healthz/"),
        ]:
            response = http.request(method, path)
            assert (response.status_code, "API key" in sentence(response)) == (401, True)

    @pytest.mark.parametrize("given", ["x", "секре", "секретт", "Секрет"])
    def test_wrong_key(self, http: httpx.Client, given: str) -> None:
        headers = {b"Authorization": f"Bearer {given}".encode()}
        assert http.get("/v1/models", headers=headers).status_code == 401

    def test_right_key(self, http: httpx.Client) -> None:
        headers = {b"Authorization": "Bearer секрет".encode()}
        assert http.get("/v1/models", headers=headers).status_code == 200


class TestBody:
    def test_not_json(self, http: httpx.Client) -> None:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        response = http.post("/v1/chat/completions", content=b"{hello", headers=headers)
        assert response.status_code == 400
        assert sentence(response) == "the body is not valid JSON at line 1; send a JSON object."

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
    def test_a_page_elsewhere_cannot_post(self, http: httpx.Client, kind: str | None) -> None:
        """These types need no leave of the browser's, so they are not taken."""
        headers = {"Content-Type": kind} if kind else {}
        response = http.post("/v1/chat/completions", content=b"{}", headers=headers)
        assert (response.status_code, "application/json" in sentence(response)) == (415, True)

    def test_too_long(self, http: httpx.Client) -> None:
        chat = {"model": "support", "messages": [{"role": "user", "content": "a" * (1 << 20)}]}
        response = http.post("/v1/chat/completions", json=chat)
        assert (response.status_code, "1,048,576 bytes" in sentence(response)) == (413, True)

    def test_too_long_without_a_length(self, http: httpx.Client) -> None:
        pieces = (b"a" * 65_536 for _ in range(20))
        headers = {"Content-Type": "application/json"}
        response = http.post("/v1/chat/completions", content=pieces, headers=headers)
        assert response.status_code == 413


class TestRoutes:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/", 404),
            ("GET", "/docs", 404),
            ("GET", "/openapi.json", 404),
            ("GET", "/v1/chat/completions", 405),
            ("DELETE", "/v1/models", 405),
        ],
    )
    def test_the_rest_is_refused_in_the_same_shape(
        self, http: httpx.Client, method: str, path: str, status: int
    ) -> None:
        response = http.request(method, path)
        assert response.status_code == status
        assert "route" in sentence(response)

    def test_no_page_elsewhere_may_read(self, http: httpx.Client) -> None:
        response = http.get("/v1/models", headers={"Origin": "https://evil.example"})
        assert not [name for name in response.headers if name.startswith("access-control")]

    def test_stream_is_server_sent_events(self, http: httpx.Client) -> None:
        response = http.post("/v1/chat/completions", json={**CHAT, "stream": True})
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["x-lekalo-version"] == "support@2"
        lines = response.text.split("\n\n")
        assert lines[-2:] == ["data: [DONE]", ""]
        assert all(line.startswith("data: ") for line in lines[:-1])


def test_client_that_goes_away_ends_its_request(
    url: str, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed, slow = threading.Event(), threading.Event()
    own_step, own_remove = Decoder.step, Decoder.remove

    def step(decoder: Decoder) -> Any:
        slow.wait(0.02)
        return own_step(decoder)

    def remove(decoder: Decoder, key: int) -> None:
        own_remove(decoder, key)
        removed.set()

    monkeypatch.setattr(Decoder, "step", step)
    monkeypatch.setattr(Decoder, "remove", remove)
    long = {**CHAT, "max_tokens": 180}
    with http.stream("POST", "/v1/chat/completions", json={**long, "stream": True}) as response:
        next(response.iter_bytes())
    assert removed.wait(10), "streamed"
    removed.clear()
    with pytest.raises(httpx.ReadTimeout):
        http.post("/v1/chat/completions", json=long, timeout=0.3)
    assert removed.wait(10), "whole"
    slow.set()
    monkeypatch.undo()
    assert http.post("/v1/chat/completions", json=CHAT).status_code == 200


def test_what_is_wrong_inside_stays_inside(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    promote(home, add_lora(home, seed=1))
    damaged = add_lora(home, seed=2)
    assert damaged.manifest.adapter is not None
    kept = home.registry.store.path(damaged.manifest.adapter.hash)
    (kept / "adapter_model.safetensors").write_bytes(b"torn")
    with running(home.registry.home) as url:
        response = httpx.post(f"{url}/v1/chat/completions", json={**CHAT, "model": damaged.ref})
        assert response.status_code == 503
        said = sentence(response)
        assert str(tmp_path) not in response.text
        assert "/" not in said
        assert httpx.post(f"{url}/v1/chat/completions", json=CHAT).status_code == 200


class TestStart:
    def test_port_in_use(self, home: Home) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(OutsideError, match=f"port {port} on 127.0.0.1 is taken"):
                serve(home.registry.home, port=port)

    def test_port_is_asked_for_before_anything_is_loaded(
        self, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lekalo.serving.server.Registry", lambda _: pytest.fail("loaded"))
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            with pytest.raises(OutsideError, match="taken"):
                serve(home.registry.home, port=taken.getsockname()[1])

    @pytest.mark.parametrize("port", [-1, 65_536])
    def test_not_a_port(self, home: Home, port: int) -> None:
        with pytest.raises(UserError, match="from 0 to 65535"):
            serve(home.registry.home, port=port)

    def test_not_an_address(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LEKALO_API_KEY", "k")
        with pytest.raises(OutsideError, match=r"cannot listen on 203\.0\.113\.7"):
            serve(home.registry.home, host="203.0.113.7")

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
    def test_open_to_others_without_a_key(
        self, home: Home, monkeypatch: pytest.MonkeyPatch, host: str
    ) -> None:
        monkeypatch.delenv("LEKALO_API_KEY", raising=False)
        with pytest.raises(UserError, match="LEKALO_API_KEY"):
            serve(home.registry.home, host=host)

    @pytest.mark.parametrize(
        ("host", "own"),
        [
            *(("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True)),
            *(("0.0.0.0", False), ("::", False), ("127.0.0.1.evil.example", False), ("", False)),
        ],
    )
    def test_loopback(self, host: str, own: bool) -> None:
        assert is_loopback(host) is own

    def test_unknown_name(self, home: Home) -> None:
        with pytest.raises(NotFoundError, match="did you mean 'support'"):
            serve(home.registry.home, ["supporr"], port=0)

    def test_only_the_named_ones_are_served(self, home: Home) -> None:
        with running(home.registry.home, ["letters"]) as url:
            ids = [model["id"] for model in httpx.get(f"{url}/v1/models").json()["data"]]
            refused = httpx.post(f"{url}/v1/chat/completions", json=CHAT)
        assert ids == ["letters@1"]
        assert refused.status_code == 404

    def test_base_alone(self, home: Home) -> None:
        with running(home.registry.home, [home.base]) as url:
            ids = [model["id"] for model in httpx.get(f"{url}/v1/models").json()["data"]]
            assert ids == ["tiny-base"]

    def test_port_is_free_again_at_once(self, home: Home) -> None:
        with running(home.registry.home) as url:
            port = int(url.rpartition(":")[2])
            httpx.get(f"{url}/healthz")
        with running(home.registry.home, port=port) as again:
            assert httpx.get(f"{again}/healthz").status_code == 200
