"""Checks in processes of their own, so that all cores work and a killed check is named.

Each process is a fresh interpreter (`python -m lekalo.data.audit_worker`): nothing is forked, as
torch's threads do not survive a fork, and the caller's script is not run again. The material
goes to it once through its standard input; rows that stand on disk go as their path. What
travels is pickled by us and read by us alone; no file is ever unpickled.
"""

from __future__ import annotations

import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import IO, Any

from lekalo.core.findings import finding_from_json
from lekalo.core.interfaces import Material
from lekalo.data.audit import Ran

LENGTH_BYTES = 8


def packed(material: Material) -> bytes | None:
    """The material for another process; None where a part of it cannot leave this one."""
    try:
        return pickle.dumps(material, protocol=pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, TypeError, AttributeError):
        return None


def run_in_processes(names: Sequence[str], material: bytes, workers: int) -> Iterator[Ran]:
    """Runs the checks `names`, begun in this order, and yields each as it ends."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    ended: queue.SimpleQueue[Ran] = queue.SimpleQueue()
    for name in names:
        waiting.put(name)
    pool = [_Worker(material, waiting, ended) for _ in range(min(workers, len(names)))]
    try:
        for _ in names:
            yield ended.get()
    finally:
        for worker in pool:
            worker.stop()


class _Worker:
    """One process at a time: another is started where it died."""

    def __init__(
        self, material: bytes, waiting: queue.SimpleQueue[str], ended: queue.SimpleQueue[Ran]
    ) -> None:
        self._material = material
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in stop()
        self._stopped = False
        self._thread = threading.Thread(target=self._work, args=(waiting, ended), daemon=True)
        self._thread.start()

    def _work(self, waiting: queue.SimpleQueue[str], ended: queue.SimpleQueue[Ran]) -> None:
        """Takes names until there are none."""
        while not self._stopped:
            try:
                name = waiting.get_nowait()
            except queue.Empty:
                return
            ended.put(self._run(name))

    def _run(self, name: str) -> Ran:
        try:
            process = self._started()
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
            line = process.stdout.readline()
            if line.endswith(b"\n"):
                return _ran(json.loads(line))
        except OSError:  # a process that died does not take what is written to it
            pass
        return Ran(name, error=self._death())

    def _started(self) -> subprocess.Popen[bytes]:
        if self._stopped:
            raise OSError("stopped")
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "lekalo.data.audit_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                # one thread a process: the processes are as many as the cores
                env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
            )
            assert self._process.stdin is not None
            self._process.stdin.write(len(self._material).to_bytes(LENGTH_BYTES, "big"))
            self._process.stdin.write(self._material)
        return self._process

    def _death(self) -> str:
        """Why the process is no more, with the last line that it said."""
        if self._process is None:
            return "its process could not be started"
        code = _bury(self._process)
        self._process = None
        if code == -signal.SIGKILL:
            return "its process was killed (signal 9); most often memory has run out"
        self._said.seek(0)
        last = self._said.read().decode(errors="replace").strip().rpartition("\n")[2]
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"its process ended with {how}" + (f": {last}" if last else "")

    def stop(self) -> None:
        """Ends the process, whatever it is doing."""
        self._stopped = True
        self._kill()
        self._thread.join()
        self._kill()  # one that was being started meanwhile
        self._said.close()

    def _kill(self) -> None:
        process = self._process  # the other thread may forget it meanwhile
        if process is not None:
            process.kill()
            _bury(process)


def _bury(process: subprocess.Popen[bytes]) -> int:
    """Waits for the end of a process and closes its pipes; its exit code."""
    code = process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what was still to be written to it goes nowhere
            if pipe is not None:
                pipe.close()
    return code


def _ran(value: dict[str, Any]) -> Ran:
    findings = tuple(finding_from_json(finding) for finding in value["findings"])
    return Ran(value["check"], findings, value["error"], value["lacks"], value["seconds"])
