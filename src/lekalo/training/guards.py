"""Mistakes in how long a run trains, found before its first step."""

from __future__ import annotations

from lekalo.core.recipe import TrainSettings
from lekalo.core.records import Finding, Where


def blind_epochs(settings: TrainSettings, held_out_rows: int) -> Finding | None:
    """More than one pass over the data with nothing held out to see when it gets worse."""
    if held_out_rows or settings.steps is not None or settings.epochs <= 1:
        return None
    return Finding(
        code="blind-epochs",
        severity="hold",
        message=f"{settings.epochs:g} epochs are asked for and no row is held out, so nobody "
        "would see the model getting worse on new questions while it learns these by heart.",
        remedy="Set data.eval_share to 0.1, or give data.eval, or train for one epoch.",
        where=(Where(part="train.epochs"),),
        figure=settings.epochs,
        threshold=1.0,
    )
