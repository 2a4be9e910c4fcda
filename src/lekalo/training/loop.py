"""The one training loop: rows in, checkpoints out.

    for each step: the plan's rows -> micro-batches -> summed loss / the step's global count of
    trained tokens -> backward -> clip -> update; every `eval_every` steps evaluate and keep.

The loss of a step is one mean over all its trained tokens, so neither `micro_tokens` nor
checkpointing of activations changes the trajectory. A run that was killed and resumed ends in
the same bits as one that was not.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import torch

from lekalo.core.errors import UserError
from lekalo.core.every import read_every
from lekalo.core.interfaces import METHODS, Adapter
from lekalo.core.recipe import Recipe
from lekalo.core.runlog import RunLog
from lekalo.data.batches import Batch, Plan, Row, Rows, micro_batches
from lekalo.models.adapters import attach_adapter, load_adapter
from lekalo.models.attention import can_pack, packing
from lekalo.models.base import Base, save_base
from lekalo.models.threads import fitting_threads
from lekalo.training import checkpoint as kept
from lekalo.training import heap
from lekalo.training.checkpoint import CheckpointInfo, State
from lekalo.training.optimizer import Optimizer, Weights, hidden_matrices
from lekalo.training.schedule import learning_rate

LOG = "log.jsonl"


@dataclass
class Job:
    """What `fit` needs: the recipe, the loaded base, tokenised rows, and the run's folder."""

    recipe: Recipe
    base: Base
    train: Rows
    held_out: Rows
    folder: Path


@dataclass(frozen=True)
class Progress:
    """One step done. `loss` in nats a trained token; `tokens_per_second` since the last step;
    `eval_loss` only after an evaluation."""

    step: int
    steps: int
    loss: float
    tokens_per_second: float
    eval_loss: float | None = None


@dataclass(frozen=True)
class FitResult:
    """The checkpoints that stand; `best` and `last` are steps; `tokens` went through the model."""

    checkpoints: tuple[CheckpointInfo, ...]
    best: int
    last: int
    tokens: int
    seconds: float


def fit(
    job: Job, *, resume: bool = False, progress: Callable[[Progress], None] | None = None
) -> FitResult:
    """Trains as the recipe says and returns what stands on disk.

    With `resume` it goes on from the newest whole checkpoint, or from the start where there is
    none. An adapter is taken out of the base at the end; full training leaves it trained.
    """
    run = _Run(job, resume)
    # many tokens at once are worth every thread; a small model's adapter has few
    threads = nullcontext() if run.adapter.name == "full" else fitting_threads(run.model)
    with run.attention(), threads:
        run.train(progress or (lambda _: None))
    return run.finish()


class _Run:
    """One run in this process: its model, optimizer, plan, and where it stands."""

    def __init__(self, job: Job, resume: bool) -> None:
        self.job, self.settings = job, job.recipe.train
        self.log = RunLog(job.folder / LOG)
        self.model = job.base.model
        self.method = METHODS.get(job.recipe.method.name)(job.recipe.method)
        self.plan = Plan(
            job.train.lengths,
            job.recipe.seed,
            self.settings.batch_rows,
            self.settings.batch_tokens,
        )
        self.steps = self.settings.steps or self.plan.steps_for(self.settings.epochs)
        every = self.settings.eval_every
        self.eval_every = int(read_every(every).amount) if every else math.ceil(self.steps / 4)
        self.state = State(
            0, self.steps, 0, 0.0, job.recipe.hash, job.base.hash, job.train.fingerprint, ()
        )
        found = self._found(resume)
        self.packs = can_pack(self.model)
        self.adapter, self.weights = self._weights(found)
        hidden = hidden_matrices(self.model, self.weights.live)
        self.optimizer = Optimizer(self.weights, self.settings.optimizer, hidden)
        if found:
            self._restore(found)
        self.log.write("start", **self._about())

    def _found(self, resume: bool) -> Path | None:
        if not resume:
            kept.refuse_used(self.job.folder)
            return None
        found = kept.newest_good(self.job.folder, lambda text: self.log.write("damaged", text=text))
        if found:
            before = kept.read_state(found)
            if other := self.state.same_run(before):
                raise UserError(
                    f"{found} cannot be gone on with: its {other} is not the one given now. "
                    "Resume with what the run began with, or start a new run."
                )
            self.state = before
        return found

    def _weights(self, found: Path | None) -> tuple[Adapter, Weights]:
        dtype = getattr(torch, self.settings.dtype)
        originals = {n: p.detach() for n, p in self.model.named_parameters()}
        for parameter in self.model.parameters():  # buffers stay: rotary tables need fp32
            parameter.data = parameter.data.to(dtype)
        recipe = self.job.recipe
        adapter = (
            load_adapter(self.model, found, train=True)
            if found
            else attach_adapter(self.model, recipe.adapter, recipe.seed)
        )
        return adapter, Weights(adapter.parameters(), originals)

    def _restore(self, found: Path) -> None:
        tensors = kept.read_tensors(found)
        with torch.no_grad():
            for name, master in self.weights.apart.items():
                master.copy_(tensors[f"master|{name}"])
        self.weights.publish()
        self.optimizer.load(tensors)

    def _about(self) -> dict[str, object]:
        trained = sum(w.numel() for w in self.weights.live.values())
        return {
            "step": self.state.step,
            "steps": self.steps,
            "rows": len(self.job.train),
            "held_out": len(self.job.held_out),
            "trained_weights": trained,
            "packed": self.packs,
            "why": "" if self.packs else "this architecture takes one row at a time",
            "recipe": self.state.recipe,
            "base": self.state.base,
        }

    def attention(self) -> AbstractContextManager[None]:
        """Packed attention where the architecture can; else its own, one row at a time."""
        return packing(self.model) if self.packs else nullcontext()

    def train(self, progress: Callable[[Progress], None]) -> None:
        """Every step that is left."""
        if self.settings.checkpointing:
            self.model.activation_checkpointing_enable()
        self.model.train()
        while self.state.step < self.steps and not self._stops_early():
            began = time.perf_counter()
            step = self.state.step
            loss, norm, tokens = self._step(step)
            seconds = time.perf_counter() - began
            rate = self._rate(step)
            self._advance(tokens, seconds)
            self.log.write(
                "step",
                step=step + 1,
                loss=loss,
                lr=rate,
                grad_norm=norm,
                tokens=tokens,
                seconds=seconds,
            )
            if (step + 1) % heap.EVERY == 0:
                heap.trim()
            due = (step + 1) % self.eval_every == 0 or step + 1 == self.steps
            measured = self._keep() if due else None
            progress(Progress(step + 1, self.steps, loss, tokens / seconds, measured))

    def _step(self, step: int) -> tuple[float, float, int]:
        """One update: (loss a trained token, gradient norm, tokens)."""
        torch.manual_seed(self.job.recipe.seed * 1_000_003 + step)  # dropout follows the step
        rows = [self.job.train[int(index)] for index in self.plan.rows_of(step)]
        count = sum(int(row.trained.sum()) for row in rows)
        total = 0.0
        for batch in self._batches(rows):
            loss = self.method.loss(self.model, batch) / count
            loss.backward()  # type: ignore[no-untyped-call]
            self.weights.collect()
            total += loss.item()
        norm = self.optimizer.clip(self.settings.clip)
        self.optimizer.step(self._rate(step))
        self.weights.publish()
        return total, norm, sum(len(row.tokens) for row in rows)

    def _rate(self, step: int) -> float:
        return learning_rate(step, self.steps, self.settings, self.settings.learning_rate)

    def _batches(self, rows: Sequence[Row]) -> Iterator[Batch]:
        return micro_batches(rows, self.settings.micro_tokens if self.packs else 1)

    def _advance(self, tokens: int, seconds: float) -> None:
        values = vars(self.state) | {
            "step": self.state.step + 1,
            "tokens": self.state.tokens + tokens,
            "seconds": self.state.seconds + seconds,
        }
        self.state = State(**values)

    def _keep(self) -> float | None:
        """Evaluates, writes a checkpoint and removes those that the policy lets go."""
        began = time.perf_counter()
        measured = self.evaluate()
        seconds = time.perf_counter() - began
        step = self.state.step
        if measured is not None:
            self.log.write("eval", step=step, loss=measured, seconds=seconds)
        evals = (*self.state.evals, (step, measured))
        self.state = State(**(vars(self.state) | {"evals": evals}))
        info = kept.write_checkpoint(self.job.folder, self.state, self._tensors(), self._save)
        self.log.write("checkpoint", step=step, folder=info.folder.name)
        kept.prune(self.job.folder, self.settings.keep.last - 1, kept.best_of(evals))
        return measured

    def _tensors(self) -> dict[str, torch.Tensor]:
        masters = {f"master|{n}": m.detach() for n, m in self.weights.apart.items()}
        return self.optimizer.state() | masters

    def _save(self, folder: Path) -> None:
        if self.adapter.name == "full":
            save_base(self.job.base, folder)
        else:
            self.adapter.save(folder, self.job.base.ref)

    @torch.no_grad()
    def evaluate(self) -> float | None:
        """The mean loss over the held-out rows' trained tokens in nats; None without rows."""
        if not len(self.job.held_out):
            return None
        self.model.eval()
        rows = (self.job.held_out[index] for index in range(len(self.job.held_out)))
        total, count = 0.0, 0
        for batch in micro_batches(rows, self.settings.micro_tokens if self.packs else 1):
            total += float(self.method.loss(self.model, batch))
            count += batch.trained_tokens
        self.model.train()
        return total / count

    def _stops_early(self) -> bool:
        patience, evals = self.settings.early_stopping, self.state.evals
        if patience is None or not evals or evals[-1][1] is None:
            return False
        since = sum(step > kept.best_of(evals) for step, _ in evals)
        return since >= patience

    def finish(self) -> FitResult:
        """Takes the adapter out and says what stands."""
        if self.adapter.name != "full":
            self.adapter.detach()
        if self.settings.checkpointing:
            self.model.activation_checkpointing_disable()
        self.model.eval()
        state, best = self.state, kept.best_of(self.state.evals)
        self.log.write(
            "end", step=state.step, best=best, tokens=state.tokens, seconds=state.seconds
        )
        checkpoints = tuple(kept.list_checkpoints(self.job.folder))
        return FitResult(checkpoints, best, state.step, state.tokens, state.seconds)
