"""How the next token is chosen: greedy, or by temperature, top-k and top-p.

Every row draws from a generator of its own, seeded by its request, so what one request gets
does not hang on what else is in the batch. One transfer to the host a step: the chosen ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from lekalo.core.errors import UserError
from lekalo.models import base_words as words


@dataclass(frozen=True)
class Sampling:
    """How one answer is written. Temperature 0 is greedy; top_p 1 and top_k 0 keep all."""

    max_tokens: int = 256
    temperature: float = 0.0
    top_p: float = 1.0
    top_k: int = 0
    stop: tuple[str, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        checks = (
            ("max_tokens", self.max_tokens, self.max_tokens >= 1),
            ("temperature", self.temperature, 0 <= self.temperature <= 2),
            ("top_p", self.top_p, 0 < self.top_p <= 1),
            ("top_k", self.top_k, self.top_k >= 0),
            ("stop", list(self.stop), all(self.stop)),
            ("seed", self.seed, 0 <= self.seed < 2**63),
        )
        for name, value, holds in checks:
            if not holds:
                allowed = words.ALLOWED[name]
                raise UserError(words.SAMPLING(name=name, value=value, allowed=allowed))


def choose(
    logits_BV: torch.Tensor,
    samplings: Sequence[Sampling],
    generators: Sequence[torch.Generator],
) -> list[int]:
    """The next token of each of B rows. Draws one number from the generator (on the CPU) of
    every row with a temperature, and none from the others'."""
    chosen_B = logits_BV.argmax(dim=-1)
    drawn = [i for i, sampling in enumerate(samplings) if sampling.temperature > 0]
    if drawn:
        rows = torch.tensor(drawn, device=logits_BV.device)
        draws = torch.cat([torch.rand(1, generator=generators[i]) for i in drawn])
        picked = _draw(logits_BV[rows].float(), [samplings[i] for i in drawn], draws)
        chosen_B[rows] = picked
    return [int(token) for token in chosen_B.tolist()]


def _draw(
    logits_BV: torch.Tensor,
    samplings: Sequence[Sampling],
    draws_B: torch.Tensor,
) -> torch.Tensor:
    """Inverts the cumulative distribution of the kept tokens, likeliest first, at `draws_B`."""

    def column(values: list[float]) -> torch.Tensor:
        return torch.tensor(values, device=logits_BV.device)[:, None]

    vocabulary = logits_BV.shape[1]
    scaled = logits_BV / column([sampling.temperature for sampling in samplings])
    probabilities, order = scaled.softmax(dim=-1).sort(dim=-1, descending=True, stable=True)
    before = probabilities.cumsum(dim=-1) - probabilities
    # top-k first, then top-p of what is left, as transformers does: so p is of the kept mass
    rank = torch.arange(vocabulary, device=logits_BV.device)
    kept = rank < column([float(sampling.top_k or vocabulary) for sampling in samplings])
    mass = (probabilities * kept).sum(dim=-1, keepdim=True)
    kept &= before < column([sampling.top_p for sampling in samplings]) * mass
    cumulative = (probabilities * kept).cumsum(dim=-1)
    target = draws_B.to(logits_BV.device)[:, None] * cumulative[:, -1:]
    index = (cumulative <= target).sum(dim=-1, keepdim=True)
    # rounding may carry a draw near 1 past the last kept token
    index = index.minimum(kept.sum(dim=-1, keepdim=True) - 1)
    return order.gather(1, index)[:, 0]
