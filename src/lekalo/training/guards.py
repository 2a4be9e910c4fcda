"""Mistakes in how long a run trains, found before its first step."""

from __future__ import annotations

from lekalo.core.records import Finding, Language, Where
from lekalo.core.settings import TrainSettings

_BLIND = {
    "en": (
        "{epochs:g} epochs are asked for and no row is held out, so nobody would see the model "
        "getting worse on new questions while it learns these by heart.",
        "Set data.eval_share to 0.1, or give data.eval, or train for one epoch.",
    ),
    "ru": (
        "Эпох задано {epochs:g}, а ни один пример не отложен: никто не увидит, как модель "
        "отвечает на новые вопросы всё хуже, пока заучивает эти.",
        "Поставьте data.eval_share: 0.1, или задайте data.eval, или учите одну эпоху.",
    ),
}


def blind_epochs(
    settings: TrainSettings, held_out_rows: int, language: Language = "en"
) -> Finding | None:
    """More than one pass over the data with nothing held out to see when it gets worse."""
    if held_out_rows or settings.steps is not None or settings.epochs <= 1:
        return None
    message, remedy = _BLIND[language]
    return Finding(
        code="blind-epochs",
        severity="hold",
        message=message.format(epochs=settings.epochs),
        remedy=remedy,
        where=(Where(part="train.epochs"),),
        figure=settings.epochs,
        threshold=1.0,
    )
