"""The learning rate of each step: warm-up, then a shape. Pure functions.

    constant, linear, cosine    the rest of the run at, or falling from, the full rate
    wsd                         the full rate, and a fall over the last `decay` of the steps

The fall of `wsd` (warm-up, stable, decay: Hu et al., arXiv 2404.06395) goes as one minus the
root of its way, which Haegele et al. (arXiv 2405.18392, section 4) found better than a line.
"""

from __future__ import annotations

import math

from lekalo.core.train_settings import TrainSettings


def learning_rate(step: int, steps: int, settings: TrainSettings, peak: float) -> float:
    """The rate of optimizer step `step` (from 0) of `steps`; `peak` is the full one.

    Warm-up rises linearly over its share of the steps and reaches the full rate at its end;
    the rest falls to `final_share` of it, which the last step has.
    """
    warm = math.ceil(settings.warmup * steps)
    if step < warm:
        return peak * (step + 1) / (warm + 1)
    return peak * (1 - (1 - settings.final_share) * _fallen(step, steps, warm, settings))


def _fallen(step: int, steps: int, warm: int, settings: TrainSettings) -> float:
    """How much of the way down the rate has come, from 0 to 1."""
    if settings.schedule == "constant":
        return 0.0
    if settings.schedule == "wsd":
        falling = min(steps - warm, math.ceil(settings.decay * steps))
        return math.sqrt(max(0, step + 1 - (steps - falling)) / falling)
    way = min(1.0, (step - warm) / max(1, steps - 1 - warm))
    return way if settings.schedule == "linear" else (1 - math.cos(math.pi * way)) / 2
