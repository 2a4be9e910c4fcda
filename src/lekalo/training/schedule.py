"""The learning rate of each step: warm-up, then constant, linear or cosine. Pure functions."""

from __future__ import annotations

import math

from lekalo.core.settings import TrainSettings


def learning_rate(step: int, steps: int, settings: TrainSettings) -> float:
    """The rate of optimizer step `step` (from 0) of `steps`.

    Warm-up rises linearly over its share of the steps and reaches the full rate at its end;
    the rest falls to `final_share` of it, which the last step has.
    """
    warm = math.ceil(settings.warmup * steps)
    if step < warm:
        return settings.learning_rate * (step + 1) / (warm + 1)
    way = (step - warm) / max(1, steps - 1 - warm)
    return settings.learning_rate * _shape(settings.schedule, min(1.0, way), settings.final_share)


def _shape(schedule: str, way: float, final: float) -> float:
    if schedule == "constant":
        return 1.0
    fall = way if schedule == "linear" else (1 - math.cos(math.pi * way)) / 2
    return 1 - (1 - final) * fall
