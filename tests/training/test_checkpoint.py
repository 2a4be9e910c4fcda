"""Checkpoints that are damaged are named and passed over; what resumes is the same bits."""

import errno

import pytest
import torch

from lekalo.core.errors import DataError, OutsideError
from lekalo.core.runlog import RunLog
from lekalo.training import checkpoint as kept
from lekalo.training.loop import fit
from support.jobs import adapter_keys, make_job


class _StopError(Exception):
    pass


def _stop_at(step):
    def progress(seen):
        if seen.step == step:
            raise _StopError

    return progress


def _final(folder):
    """The bytes of the last checkpoint's weights and optimizer."""
    last = sorted((folder / "checkpoints").glob("step-*"))[-1]
    return {p.name: p.read_bytes() for p in last.glob("*.safetensors")}


@pytest.mark.parametrize("adapter", ["lora", "full"])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_stopped_twice_in_one_epoch_and_resumed_is_the_same_bits(tmp_path, adapter, dtype):
    train = {"dtype": dtype, "epochs": 2, "eval_every": 1}
    recipe = {"adapter": adapter_keys(adapter, dropout=0.1)}
    fit(make_job(tmp_path / "whole", train, **recipe))
    for step in (1, 3):
        with pytest.raises(_StopError):
            fit(
                make_job(tmp_path / "torn", train, **recipe),
                resume=True,
                progress=_stop_at(step),
            )
    fit(make_job(tmp_path / "torn", train, **recipe), resume=True)
    assert _final(tmp_path / "torn") == _final(tmp_path / "whole")


@pytest.mark.parametrize("name", ["adamw8bit", "adafactor", "muon", "sgd"])
def test_every_optimizer_resumes_to_the_same_bits(tmp_path, name):
    train = {"optimizer": {"name": name}}
    recipe = {"adapter": {"name": "full"}}
    fit(make_job(tmp_path / "whole", train, **recipe))
    with pytest.raises(_StopError):
        fit(make_job(tmp_path / "torn", train, **recipe), progress=_stop_at(6))
    fit(make_job(tmp_path / "torn", train, **recipe), resume=True)
    assert _final(tmp_path / "torn") == _final(tmp_path / "whole")


@pytest.mark.parametrize("damage", ["altered", "cut", "missing", "no checksums"])
def test_a_damaged_checkpoint_is_named_and_the_one_before_it_used(tmp_path, damage):
    job = make_job(tmp_path, {})
    fit(job)
    whole = _final(tmp_path)
    last = kept.checkpoint_path(tmp_path, 10)
    broken = last / ("checksums.json" if damage == "no checksums" else "state.safetensors")
    data = bytearray(broken.read_bytes())
    data[-1] ^= 1
    if damage in ("missing", "no checksums"):
        broken.unlink()
    else:
        broken.write_bytes(data if damage == "altered" else data[:-7])
    if damage != "no checksums":
        with pytest.raises(DataError, match=r"state\.safetensors"):
            kept.list_checkpoints(tmp_path)
    fit(make_job(tmp_path, {}), resume=True)
    (event,) = RunLog(tmp_path / "log.jsonl").read("damaged")
    assert broken.name in event["text"]
    starts = [start["step"] for start in RunLog(tmp_path / "log.jsonl").read("start")]
    assert starts == [0, 8] and _final(tmp_path) == whole
    assert (tmp_path / "checkpoints" / "damaged-step-000010-0").is_dir()


def test_a_full_disk_leaves_the_older_checkpoint_good(tmp_path, monkeypatch):
    """The disk fills in the middle of the second checkpoint's tensors."""
    written = []

    def save_file(tensors, path):
        written.append(path)
        if len(written) == 2:
            path.write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        torch_save(tensors, path)

    torch_save = kept.save_file
    with monkeypatch.context() as patch:
        patch.setattr(kept, "save_file", save_file)
        with pytest.raises(OutsideError, match=r"No space left.*what was there before"):
            fit(make_job(tmp_path, {}))
    assert [c.step for c in kept.list_checkpoints(tmp_path)] == [4]
    assert not list((tmp_path / "checkpoints").glob(".*"))
    result = fit(make_job(tmp_path, {}), resume=True)
    assert result.last == 10


def test_the_writer_of_tensors_says_a_full_disk_in_our_words(tmp_path):
    """safetensors has an error class of its own for the disk."""
    state = kept.State(1, 1, 0, 0.0, "r", "b", "d", 0.1, (kept.Evaluation(1),))

    def save_weights(folder):
        (folder / kept.STATE_TENSORS).mkdir()  # no file can be written here

    with pytest.raises(OutsideError, match="writing"):
        kept.write_checkpoint(tmp_path, state, {"x": torch.zeros(1)}, save_weights)


def test_the_best_is_the_first_of_the_lowest():
    assert kept.best_of(tuple(map(kept.Evaluation, (1, 2, 3), (3.0, 2.0, 2.0)))) == 2
    assert kept.best_of((kept.Evaluation(1), kept.Evaluation(2))) == 2


def test_a_suite_picks_before_the_loss_and_the_loss_among_equals():
    evals = (
        kept.Evaluation(1, 1.0, score=0.5),
        kept.Evaluation(2, 3.0, score=0.75),
        kept.Evaluation(3, 2.0, score=0.75),
    )
    assert kept.best_of(evals) == 3
