"""Many answers written at once, one token a step, by requests that come and go.

    decoder = Decoder(base)
    key = decoder.add(base.renderer.prompt(messages), Sampling(max_tokens=64))
    while decoder.busy:
        for piece in decoder.step():      # one for every running request, in order of `add`
            print(piece.text, end="")     # whole characters; never a part of a stop string
            if piece.completion:          # its last piece
                ...
    decoder.remove(key)                   # at any time between steps: the client went away

Each request may bring a mixture of the model's adapters, and requests with other mixtures stand
in one batch. A request may be added between any two steps; its prompt is computed at the next
one, together with the other new ones. Rows are aligned at the right and those that finish leave
the batch at once. The head is computed at last positions only. One thread may use a decoder at a
time.

What a soft prompt or prefix of the mixture puts before a request has places in its row, which the
context counts; it is computed once.

Left out: beams, penalties, speculative decoding, prompts that share a cache.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from transformers import DynamicCache

from lekalo.core.errors import ModelError, UserError
from lekalo.core.records import Completion, FinishReason
from lekalo.models import base_words as words
from lekalo.models.adapters._mix import Share, by_rows, in_force, use
from lekalo.models.adapters._prelude import SoftRows, fill, standing
from lekalo.models.base import Base
from lekalo.models.kv_cache import RowsCache
from lekalo.models.sampling import Sampling, choose
from lekalo.models.stream import TextStream

_MERGED = {"full_attention", "sliding_attention"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One step of one request: its token, the text that may be shown now (often empty or more
    than this token's), and the whole completion when this was its last."""

    key: int
    token: int
    text: str
    completion: Completion | None = None


@dataclass(eq=False)
class _Request:
    key: int
    prompt: list[int]
    sampling: Sampling
    limit: int
    generator: torch.Generator
    stream: TextStream
    mixture: tuple[Share, ...] | None
    tokens: list[int] = field(default_factory=list)
    finish: FinishReason | None = None
    before: SoftRows | None = None
    """What stands before the prompt."""

    @property
    def length(self) -> int:
        """Places that are computed before the first token of the answer."""
        return len(self.prompt) + (self.before.count if self.before else 0)


class Decoder:
    """Requests being answered by one base; see the module's own words for its use."""

    def __init__(self, base: Base, *, end_ids: Iterable[int] | None = None) -> None:
        """`end_ids` replace the tokens that end an answer (`base.renderer.end_ids`)."""
        self._base = base
        self._end_ids = frozenset(base.renderer.end_ids if end_ids is None else end_ids)
        self._forward = _Forward(base.model)
        self._waiting: list[_Request] = []
        self._batches: list[_Batch] = []
        self._next_key = 0

    @property
    def busy(self) -> bool:
        """Whether a step would do anything."""
        return bool(self._waiting or self._batches)

    @property
    def running(self) -> int:
        """How many requests are unfinished, waiting ones included."""
        return len(self._waiting) + sum(len(batch.requests) for batch in self._batches)

    def add(
        self, prompt: Sequence[int], sampling: Sampling, mixture: Sequence[Share] | None = None
    ) -> int:
        """Takes a request and returns its key. `mixture` (shares over all rows) is what answers
        it, none the base; by default what is in force on the model, for requests that all do
        without. An answer ends at the context's end at the latest. Raises `UserError` for a
        prompt that is empty or leaves no room for an answer."""
        before = standing(self._base.model, mixture)
        room = self._base.context - len(prompt) - (before.count if before else 0)
        if not prompt:
            raise UserError(words.EMPTY_PROMPT)
        if room < 1:
            said = words.LONG_WITH_PLACES if before else words.LONG_PROMPT
            places, context = before.count if before else 0, self._base.context
            raise UserError(said(count=len(prompt), places=places, context=context))
        request = _Request(
            key=self._next_key,
            prompt=list(prompt),
            sampling=sampling,
            limit=min(sampling.max_tokens, room),
            generator=torch.Generator().manual_seed(sampling.seed),
            stream=TextStream(self._base.renderer, sampling.stop),
            mixture=None if mixture is None else tuple(mixture),
            before=before,
        )
        self._next_key += 1
        self._waiting.append(request)
        return request.key

    def remove(self, key: int) -> None:
        """Drops a request, finished or not; no more pieces of it will come."""
        self._waiting = [request for request in self._waiting if request.key != key]
        self._keep(lambda request: request.key != key)

    @torch.inference_mode()
    def step(self) -> list[Piece]:
        """One more token of every request."""
        pieces = [piece for batch in self._batches for piece in self._advance(batch)]
        for batch in self._admit():
            pieces += self._advance(batch)
            self._place(batch)
        self._keep(lambda request: request.finish is None)
        return pieces

    def _admit(self) -> list[_Batch]:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return []
        if self._forward.merges:
            return [_Batch(self._forward, waiting)]
        return [_Batch(self._forward, [request]) for request in waiting]

    def _place(self, batch: _Batch) -> None:
        if self._forward.merges and self._batches:
            self._batches[0].join(batch)
        else:
            self._batches.append(batch)

    def _keep(self, wanted: Callable[[_Request], bool]) -> None:
        for batch in self._batches:
            batch.keep([i for i, request in enumerate(batch.requests) if wanted(request)])
        self._batches = [batch for batch in self._batches if batch.requests]

    def _advance(self, batch: _Batch) -> list[Piece]:
        requests = batch.requests
        samplings = [request.sampling for request in requests]
        tokens = choose(batch.logits(), samplings, [request.generator for request in requests])
        batch.put(tokens)
        return [self._take(request, token) for request, token in zip(requests, tokens, strict=True)]

    def _take(self, request: _Request, token: int) -> Piece:
        request.tokens.append(token)
        ended = token in self._end_ids
        text = "" if ended else request.stream.add(token)
        if ended or request.stream.stopped:
            request.finish = "stop"
        elif len(request.tokens) >= request.limit:
            request.finish = "length"
        if request.finish is None:
            return Piece(request.key, token, text)
        text += request.stream.finish(ended=ended)
        return Piece(request.key, token, text, _completion(request, request.finish))


def _completion(request: _Request, finish: FinishReason) -> Completion:
    # the last token may also have completed a stop string in text that was still being held
    reason: FinishReason = "stop" if request.stream.stopped else finish
    return Completion(request.stream.text, tuple(request.tokens), reason, len(request.prompt))


class _Forward:
    """A model's call for the logits of last positions, with what its signature allows."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self._accepted = set(inspect.signature(model.forward).parameters)
        if "past_key_values" not in self._accepted:
            raise ModelError(words.OWN_STATE(model_type=model.config.model_type))
        config = model.config.get_text_config()
        kinds = set(getattr(config, "layer_types", None) or ["full_attention"])
        self.merges = kinds <= _MERGED and not getattr(model, "_is_stateful", False)

    def new_cache(self) -> Any:
        """A cache that rows can join and leave, or the architecture's own where they cannot."""
        return RowsCache() if self.merges else DynamicCache(config=self.model.config)

    def __call__(self, **inputs: Any) -> torch.Tensor:
        """The logits [B, V] at each row's last position."""
        inputs |= {"use_cache": True, "logits_to_keep": 1}
        given = {name: value for name, value in inputs.items() if name in self._accepted}
        logits: torch.Tensor = self.model(**given).logits[:, -1]
        return logits


class _Batch:
    """Rows aligned at the right: their cache, which places of it are theirs, and last tokens."""

    def __init__(self, forward: _Forward, requests: list[_Request]) -> None:
        self.requests = requests
        self._forward = forward
        self._cache = forward.new_cache()
        self._lengths = [request.length for request in requests]
        length = max(self._lengths)
        prompts = [[0] * (length - len(r.prompt)) + r.prompt for r in requests]
        device = forward.model.device
        self._input_BT = torch.tensor(prompts, device=device)
        starts = torch.tensor([length - own for own in self._lengths], device=device)
        self._mask_BL = torch.arange(length, device=device) >= starts[:, None]
        self._starts: list[int] | None = starts.tolist()

    def logits(self) -> torch.Tensor:
        """Computes the tokens put last; [B, V]."""
        self._mix()
        positions_BL = self._mask_BL.cumsum(dim=1) - 1
        return self._forward(
            **self._inputs(),
            attention_mask=self._mask_BL.long(),
            position_ids=positions_BL[:, -self._input_BT.shape[1] :].clamp(min=0),
            past_key_values=self._cache,
        )

    def _inputs(self) -> dict[str, torch.Tensor]:
        """The tokens put last; the first time with what stands before them."""
        starts, self._starts = self._starts, None
        if starts is None:
            return {"input_ids": self._input_BT}
        before = [request.before for request in self.requests]
        return fill(self._forward.model, before, starts, self._input_BT, self._cache)

    def _mix(self) -> None:
        mixtures = [request.mixture for request in self.requests]
        given = [mixture for mixture in mixtures if mixture is not None]
        assert len(given) in (0, len(mixtures)), "all requests bring a mixture, or none does"
        if given and (wanted := by_rows(given)) != in_force(self._forward.model):
            use(self._forward.model, wanted)

    def put(self, tokens: list[int]) -> None:
        """Appends one token to each row, to be computed at the next step."""
        self._input_BT = torch.tensor(tokens, device=self._mask_BL.device)[:, None]
        self._mask_BL = torch.nn.functional.pad(self._mask_BL, (0, 1), value=True)
        self._lengths = [length + 1 for length in self._lengths]

    def keep(self, rows: list[int]) -> None:
        """Lets the other rows go, and the places at the left that no row needs any more."""
        if len(rows) == len(self.requests):
            return
        self.requests = [self.requests[i] for i in rows]
        self._lengths = [self._lengths[i] for i in rows]
        if not rows:
            return
        index = torch.tensor(rows, device=self._mask_BL.device)
        skip = self._mask_BL.shape[1] - max(self._lengths)
        self._cache.keep(index, skip)
        self._input_BT, self._mask_BL = self._input_BT[index], self._mask_BL[index, skip:]

    def join(self, other: _Batch) -> None:
        """Takes in the rows of `other`."""
        length = max(self._mask_BL.shape[1], other._mask_BL.shape[1])
        masks = [
            torch.nn.functional.pad(mask, (length - mask.shape[1], 0))
            for mask in (self._mask_BL, other._mask_BL)
        ]
        self._cache.join(other._cache)
        self._mask_BL = torch.cat(masks)
        self._input_BT = torch.cat([self._input_BT, other._input_BT])
        self.requests = self.requests + other.requests
        self._lengths = self._lengths + other._lengths
