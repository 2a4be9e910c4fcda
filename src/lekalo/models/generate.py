"""Answers to many prompts, through one `Decoder`.

    completions = generate(base, [base.renderer.prompt(m) for m in chats], Sampling(max_tokens=64))

Rows are taken longest prompt first, at most `batch_size` at once, and a place that falls free
is given to the next. A completion's tokens include the one that ended it; its text does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from lekalo.core.records import Completion
from lekalo.models.base import Base
from lekalo.models.decoder import Decoder, Piece
from lekalo.models.sampling import Sampling
from lekalo.models.threads import fitting_threads

__all__ = ["Decoder", "Piece", "Sampling", "generate"]


def generate(
    base: Base,
    prompts: Sequence[Sequence[int]],
    sampling: Sampling | Sequence[Sampling],
    *,
    on_token: Callable[[int, int], None] | None = None,
    batch_size: int = 32,
    end_ids: Iterable[int] | None = None,
) -> list[Completion]:
    """A completion for each prompt, in their order. `sampling` is one for all or one each (with
    one for all, equal prompts get equal answers: they share the seed). `on_token(row, token)`
    is called for each token as it comes. Raises `UserError` for a prompt over the context."""
    each = [sampling] * len(prompts) if isinstance(sampling, Sampling) else list(sampling)
    assert len(each) == len(prompts), "one sampling a prompt"
    decoder = Decoder(base, end_ids=end_ids)
    queue = sorted(range(len(prompts)), key=lambda row: -len(prompts[row]))
    rows: dict[int, int] = {}
    done: dict[int, Completion] = {}
    with fitting_threads(base.model):
        while queue or decoder.busy:
            # refilled by halves: one prompt at a time would pay a whole forward pass each
            if decoder.running <= batch_size // 2:
                taken, queue = _split(queue, batch_size - decoder.running)
                rows |= {decoder.add(prompts[row], each[row]): row for row in taken}
            for piece in decoder.step():
                if on_token is not None:
                    on_token(rows[piece.key], piece.token)
                if piece.completion is not None:
                    done[rows[piece.key]] = piece.completion
    return [done[row] for row in range(len(prompts))]


def _split(items: list[int], count: int) -> tuple[list[int], list[int]]:
    return items[:count], items[count:]
