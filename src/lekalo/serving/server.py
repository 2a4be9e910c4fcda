"""A server from a home folder: the port first, then the models, then the first request.

serve(home, ["support"])                          # until Ctrl+C
with running(home, port=0) as url: ...            # in a thread, for programs
"""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from lekalo.core.errors import OutsideError, UserError
from lekalo.core.records import Language
from lekalo.serving import words
from lekalo.serving.app import build_app
from lekalo.serving.assistant import Assistant
from lekalo.serving.catalog import Catalog
from lekalo.serving.engine import Engine
from lekalo.serving.memory import Memory
from lekalo.serving.security import is_loopback
from lekalo.versions.registry import Registry

KEY_VARIABLE = "LEKALO_API_KEY"
DEFAULT_PORT = 8000


@dataclass(frozen=True)
class _Ready:
    """A server that has its port and its models, and a registry to let go of at the end."""

    server: uvicorn.Server
    listener: socket.socket
    registry: Registry
    url: str

    def run(self) -> None:
        try:
            self.server.run(sockets=[self.listener])
        finally:
            self.listener.close()
            self.registry.close()


def serve(
    home: Path,
    names: Sequence[str] = (),
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    *,
    hosts: Sequence[str] = (),
    language: Language = "en",
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serves `names` (all, where none is given) until it is interrupted.

    `hosts` are further names by which clients may call it; `language` is for those that ask for
    none; `on_ready` is told the address once models are loaded. `UserError` for a name that does
    not exist, or an address that others can reach while no key is set; `OutsideError` where
    the port is taken.
    """
    ready = _prepare(home, names, host, port, hosts, language)
    if on_ready is not None:
        on_ready(ready.url)
    ready.run()


@contextmanager
def running(
    home: Path,
    names: Sequence[str] = (),
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    hosts: Sequence[str] = (),
    language: Language = "en",
) -> Iterator[str]:
    """Serves in a thread while the block runs, and gives the address; port 0 takes a free one."""
    ready = _prepare(home, names, host, port, hosts, language)
    thread = threading.Thread(target=ready.run, name="lekalo-server", daemon=True)
    thread.start()
    try:
        yield ready.url
    finally:
        ready.server.should_exit = True
        thread.join()


def _prepare(
    home: Path,
    names: Sequence[str],
    host: str,
    port: int,
    hosts: Sequence[str],
    language: Language,
) -> _Ready:
    key = os.environ.get(KEY_VARIABLE) or None
    if key is None and not is_loopback(host):
        raise UserError(words.NO_KEY(host=host, key_variable=KEY_VARIABLE))
    listener = _listen(host, port)
    registry = None
    try:
        registry = Registry(home)
        catalog = Catalog(registry, names)
        memory = Memory(registry.store)
        for served in catalog.live():
            memory.use(served.weights)
        assistant = Assistant(catalog, Engine(memory))
        app = build_app(assistant, hosts=[*hosts, host], key=key, language=language)
    except BaseException:
        listener.close()
        if registry is not None:
            registry.close()
        raise
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{listener.getsockname()[1]}"
    return _Ready(uvicorn.Server(config), listener, registry, url)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # else a port stays taken for a minute after a server ends
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise _port_error(host, port, error) from error
    return listener


def _port_error(host: str, port: int, error: OSError | OverflowError) -> Exception:
    if isinstance(error, OverflowError):
        return UserError(words.NOT_A_PORT(port=port))
    if error.errno == errno.EADDRINUSE:
        return OutsideError(words.PORT_TAKEN(port=port, host=host, port2=port + 1))
    reason = error.strerror or str(error)
    return OutsideError(words.NOT_LISTENING(host=host, port=port, reason=reason))
