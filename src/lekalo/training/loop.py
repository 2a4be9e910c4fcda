"""The one training loop: rows in, checkpoints out.

    for each step: the plan's rows -> micro-batches -> summed loss / the step's global count of
    trained tokens -> backward -> clip -> update; every `eval_every` evaluate and keep.

The loss of a step is one mean over all its trained tokens, so neither `micro_tokens` nor
checkpointing of activations changes the trajectory. A run that was killed and resumed ends in
the same bits as one that was not.

A step that goes wrong (`watch`) is not taken: the run goes back to its last checkpoint, halves
the learning rate and goes on; the second time it stops. Nothing is written for that. A run
killed meanwhile comes from the same checkpoint, by the same steps, to the same point again.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from pathlib import Path

import torch

from lekalo.core.errors import HeldError, UserError
from lekalo.core.findings import finding_json
from lekalo.core.interfaces import METHODS
from lekalo.core.records import Finding
from lekalo.core.runlog import RunLog
from lekalo.data.batches import Plan, Row, micro_batches
from lekalo.models.attention import can_pack, packing
from lekalo.models.linears import fast_linears
from lekalo.models.norms import lean_norms
from lekalo.models.rotary import turns_alike
from lekalo.models.threads import fitting_threads
from lekalo.training import checkpoint as kept
from lekalo.training import guards, words
from lekalo.training.checkpoint import Evaluation, RollBack, State
from lekalo.training.heap import Gaps
from lekalo.training.job import FitResult, Job, Progress
from lekalo.training.keeping import Evaluator, evaluations
from lekalo.training.lines import Lines
from lekalo.training.overfitting import overfits
from lekalo.training.range_test import FILE as RANGE
from lekalo.training.range_test import read_range
from lekalo.training.rate import RateFinder
from lekalo.training.schedule import learning_rate
from lekalo.training.second_look import SecondLook, Taken
from lekalo.training.trained import Trained
from lekalo.training.watch import Trouble, doubt

__all__ = ["FitResult", "Job", "Progress", "fit"]

LOG = "log.jsonl"


def fit(
    job: Job, *, resume: bool = False, progress: Callable[[Progress], None] | None = None
) -> FitResult:
    """Trains as the recipe says and returns what stands on disk.

    With `resume` it goes on from the newest whole checkpoint, or from the start where there is
    none. An adapter is taken out of the base at the end; full training leaves it trained.
    Raises `HeldError` where the run went wrong twice before anything was kept.
    """
    run = _Run(job, resume, progress or (lambda _: None))
    # many tokens at once are worth every thread; a small model's adapter has few
    threads = nullcontext() if run.trained.whole else fitting_threads(run.model)
    with (
        run.attention(),
        lean_norms(run.model),
        fast_linears(run.model),
        threads,
        closing(run.lines),
    ):
        run.train()
    return run.finish()


class _Run:
    """One run in this process: its model, optimizer, plan, and where it stands."""

    def __init__(self, job: Job, resume: bool, progress: Callable[[Progress], None]) -> None:
        self.job, self.settings, self.progress = job, job.recipe.train, progress
        self.log = RunLog(job.folder / LOG)
        self.model = job.base.model
        self.method = METHODS.get(job.recipe.method.name)(job.recipe.method)
        rows_or_tokens = self.settings.batch_rows, self.settings.batch_tokens
        self.plan = Plan(job.train.lengths, job.recipe.seed, *rows_or_tokens)
        self.steps = self.settings.steps or self.plan.steps_for(self.settings.epochs)
        self.due = evaluations(self.settings, self.plan, self.steps)
        self.begin = self.state = self._beginning()
        found = self._found(resume)
        longest = max(int(rows.lengths.max(initial=0)) for rows in (job.train, job.held_out))
        alike = turns_alike(self.model, longest + job.recipe.adapter.virtual)
        self.packs = alike and can_pack(self.model)
        self.micro_tokens = self.settings.micro_tokens if self.packs else 1
        self.trained = Trained(job.recipe, job.base, job.folder, job.start)
        self.trained.open(found)
        self.lines = Lines(self.model, self.trained.weights, side_by_side=alike)
        self.look = SecondLook(self._losses, self.trained.weights.live)
        self.evaluator = Evaluator(job, self.method, self.micro_tokens, self.lines)
        self.diverged, self.tokens_before = False, 0
        self.gaps = Gaps(scarce=self.settings.memory_limit is not None)
        self.log.write("start", **self._about())

    def _beginning(self) -> State:
        job = self.job
        hashes = job.recipe.hash, job.base.hash, job.train.fingerprint
        given = self.settings.learning_rate
        return State(0, self.steps, 0, 0.0, *hashes, 0.0 if given == "auto" else given)

    def _found(self, resume: bool) -> Path | None:
        if not resume:
            kept.refuse_used(self.job.folder)
            return None
        found = self._newest_good()
        if found:
            before = kept.read_state(found)
            if other := self.state.same_run(before):
                raise UserError(words.OTHER_RUN(found=found, other=other))
            self.state = before
        return found

    def _newest_good(self) -> Path | None:
        return kept.newest_good(self.job.folder, lambda text: self.log.write("damaged", text=text))

    def _about(self) -> dict[str, object]:
        trained = sum(w.numel() for w in self.trained.weights.live.values())
        return {
            "step": self.state.step,
            "steps": self.steps,
            "epoch": self.plan.steps_in(0),
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

    def train(self) -> None:
        """Every step that is left."""
        if self.settings.checkpointing:
            self.model.activation_checkpointing_enable()
        self.model.train()
        if not self.state.step and (self.settings.check_rate or not self.state.rate):
            self._find_rate()
        while self.state.step < self.steps and not self._stopped():
            began, step = time.perf_counter(), self.state.step
            rows = self._rows(step)
            loss, norm, tokens = self._gradients(step, rows)
            trouble = self.state.seen.judge(loss, norm)
            if trouble and self.state.seen.losses and self._explained(trouble, Taken(rows, loss)):
                trouble = None
            if trouble is None:
                rate = learning_rate(step, self.steps, self.settings, self.state.rate)
                self.trained.update(rate)
                seconds = time.perf_counter() - began
                self._advance(loss, norm, tokens, seconds)
                figures = {"loss": loss, "lr": rate, "grad_norm": norm, "tokens": tokens}
                self.log.write("step", step=step + 1, **figures, seconds=seconds)
                trouble = self._after_step(Progress(step + 1, self.steps, loss, tokens / seconds))
            if trouble:
                self._roll_back(trouble, step + 1)

    def _rows(self, step: int) -> list[Row]:
        return [self.job.train[int(index)] for index in self.plan.rows_of(step)]

    def _explained(self, trouble: Trouble, taken: Taken) -> bool:
        """Whether a step's loss is high because its rows are hard."""
        ago, lowest = self.state.seen.easiest()
        easiest = Taken(self._rows(self.state.step - ago), lowest)
        return self.look.explains(trouble, taken, easiest, self.trained.weights.live)

    def _find_rate(self) -> None:
        """The range test, on weights that are then put back; or what it found before."""
        finder = RateFinder(self.job, self.plan, self.steps, self.lines, self._losses)
        found = finder.find(self.trained, self.log)
        if not self.state.rate:
            self.begin = self.state = replace(self.state, rate=finder.rate(found))

    def _losses(self, rows: Sequence[Row], share: int) -> Iterator[torch.Tensor]:
        before = self.job.recipe.adapter.virtual
        for batch in micro_batches(rows, self.micro_tokens // share, before):
            yield self.method.loss(self.model, batch)

    def _gradients(self, step: int, rows: Sequence[Row]) -> tuple[float, float, int]:
        """A step's gradients, clipped: (loss a trained token, gradient norm, tokens)."""
        torch.manual_seed(self.job.recipe.seed * 1_000_003 + step)  # dropout follows the step
        total = self.lines.gradients(rows, self._losses, self.trained.weights)
        norm = self.trained.optimizer.clip(self.settings.clip)
        return total, norm, sum(len(row.tokens) for row in rows)

    def _advance(self, loss: float, norm: float, tokens: int, seconds: float) -> None:
        state = self.state
        self.tokens_before = state.tokens
        self.state = replace(
            state,
            step=state.step + 1,
            tokens=state.tokens + tokens,
            seconds=state.seconds + seconds,
            seen=state.seen.after(loss, norm),
        )
        self.gaps.after_step()

    def _after_step(self, done: Progress) -> Trouble | None:
        """Evaluates and keeps where that is due; what the evaluation shows to be wrong."""
        state, measured = self.state, None
        if self.due(state.step, self.tokens_before, state.tokens):
            evaluation = self._evaluate()
            earlier = [e.train_loss for e in state.evals if e.train_loss is not None]
            if trouble := doubt(evaluation.loss, evaluation.train_loss, earlier):
                return trouble
            self._keep(evaluation)
            measured = evaluation.loss
        self.progress(replace(done, eval_loss=measured))
        return None

    def _evaluate(self) -> Evaluation:
        began = time.perf_counter()
        found = self.evaluator.measure(self.state.step)
        seconds = time.perf_counter() - began
        if found.loss is not None or found.score is not None:
            figures = {"loss": found.loss, "train_loss": found.train_loss, "score": found.score}
            self.log.write("eval", step=found.step, **figures, seconds=seconds)
        if told := self.evaluator.probe():
            self.log.write("probe", step=found.step, **told)
        return found

    def _keep(self, evaluation: Evaluation) -> None:
        """Writes a checkpoint and removes those that the policy lets go."""
        evals = (*self.state.evals, evaluation)
        self.state = replace(self.state, evals=evals)
        info = self.trained.write(self.job.folder, self.state)
        self.look.keep(self.trained.weights.live)
        self.log.write("checkpoint", step=self.state.step, folder=info.folder.name)
        kept.prune(self.job.folder, self.settings.keep, evals)

    def _roll_back(self, trouble: Trouble, step: int) -> None:
        """Back to the last checkpoint and on at half the rate; the second time the run ends."""
        state, found = self.state, self._newest_good()
        back = kept.read_state(found) if found else self.begin
        happened = RollBack(step, back.step, state.rate, **vars(trouble))
        self.log.write("rollback", **vars(happened))
        rolled_back = (*state.rolled_back, happened)
        self.diverged = len(rolled_back) > 1
        if self.diverged:
            self.state = replace(state, rolled_back=rolled_back)
            return
        self.trained.open(found)
        self.model.train()
        self.state = replace(back, rate=state.rate / 2, rolled_back=rolled_back)
        said = guards.risky_rate(rolled_back, self.job.recipe.language).message
        self.progress(Progress(back.step, self.steps, math.nan, 0.0, note=said))

    def _stopped(self) -> str:
        """Why the run ends before its last step; empty where it goes on."""
        patience, evals = self.settings.early_stopping, self.state.evals
        if self.diverged:
            return "diverged"
        if self.settings.overfitting == "stop" and overfits(evals):
            return "overfitting"
        if patience is None or not evals or evals[-1].rank == Evaluation(0).rank:
            return ""
        since = sum(item.step > kept.best_of(evals) for item in evals)
        return "early_stopping" if since >= patience else ""

    def finish(self) -> FitResult:
        """Takes the adapter out and says what stands."""
        self.trained.close()
        if self.settings.checkpointing:
            self.model.activation_checkpointing_disable()
        self.model.eval()
        state = self.state
        checkpoints = tuple(kept.list_checkpoints(self.job.folder))
        standing = {info.step for info in checkpoints}  # `keep` may have let the very best go
        findings = self._findings(standing)
        if not state.evals:
            raise HeldError(words.WRONG_TWICE, findings)
        best = kept.best_of(tuple(e for e in state.evals if e.step in standing))
        stopped = self._stopped()
        figures = {"best": best, "tokens": state.tokens, "seconds": state.seconds}
        said = [finding_json(finding) for finding in findings]
        self.log.write("end", step=state.step, **figures, stopped=stopped, findings=said)
        last = state.evals[-1].step
        return FitResult(checkpoints, best, last, state.tokens, state.seconds, stopped, findings)

    def _findings(self, standing: set[int]) -> tuple[Finding, ...]:
        """What the run says of itself, with the checkpoints of these steps left of it."""
        found, language = read_range(self.job.folder / RANGE), self.job.recipe.language
        epoch = self.plan.steps_in(0)
        return guards.run_findings(self.settings, found, self.state, epoch, language, standing)
