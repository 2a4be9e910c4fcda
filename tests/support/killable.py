"""Small training runs in processes that are killed: python killable.py FOLDER ADAPTER DELAY..

Trains in FOLDER/whole undisturbed, and in FOLDER/killed with one kill a DELAY: `steps+seconds`
is SIGKILL that many seconds after the process has done so many steps. Prints the last step that
each killed process told of. The processes are forked, so that torch is imported once.
"""

import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch

from lekalo.training.loop import fit
from support.jobs import adapter_keys, make_job

FORK = multiprocessing.get_context("fork")


def _train(folder, adapter, told):
    """60 steps, five an epoch, a checkpoint every three; goes on from what stands there."""
    train = {"epochs": 12, "eval_every": 3, "keep": 1}
    recipe = {"adapter": adapter_keys(adapter, dropout=0.1)}
    job = make_job(folder, train, **recipe)
    fit(job, resume=True, progress=lambda seen: told.send(seen.step))


def _start(folder, adapter):
    listen, told = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_train, args=(folder, adapter, told))
    process.start()
    told.close()
    return process, listen


def _finish(folder, adapter):
    process, _ = _start(folder, adapter)
    process.join()
    assert process.exitcode == 0


def _kill(folder, adapter, delay):
    steps, seconds = delay.split("+")
    process, listen = _start(folder, adapter)
    for _ in range(int(steps)):
        step = listen.recv()
    time.sleep(float(seconds))
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert process.exitcode == -signal.SIGKILL, "it was over before it could be killed"
    return step


def main() -> None:
    folder, adapter, delays = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    torch.set_num_threads(1)
    _finish(folder / "whole", adapter)
    print([_kill(folder / "killed", adapter, delay) for delay in delays])
    _finish(folder / "killed", adapter)


main()
