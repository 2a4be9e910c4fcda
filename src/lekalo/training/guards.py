"""Mistakes in how a run trains: some found before its first step, some as it goes.

blind-epochs           more than one epoch, and nothing held out to see when it gets worse
only-the-last          checkpoints are kept so that the better one would be lost
risky-learning-rate    the run went wrong and was rolled back
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lekalo.core.records import Finding, Language, Where
from lekalo.core.train_settings import TrainSettings
from lekalo.evaluation.rate_plots import rate_text
from lekalo.training.checkpoint import Evaluation, RollBack, State, best_of
from lekalo.training.overfitting import has_risen, overfits
from lekalo.training.range_curve import RangeTest

_BLIND = {
    "en": (
        "{epochs} epochs are asked for and no row is held out, so nobody would see the model "
        "getting worse on new questions while it learns these by heart.",
        "Set data.eval_share to 0.1, or give data.eval, or train for one epoch.",
    ),
    "ru": (
        "Эпох задано {epochs}, а ни один пример не отложен: никто не увидит, как модель "
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
        message=message.format(epochs=_read(f"{settings.epochs:g}", language)),
        remedy=remedy,
        where=(Where(part="train.epochs"),),
        figure=settings.epochs,
        threshold=1.0,
    )


_LAST = {
    "en": (
        "Only the last checkpoints would be kept ({reason}), and the last one is often not the "
        "best: it has learned the examples by heart.",
        "Set train.keep to {{best: 1}} and train.eval_every so that a run is evaluated several "
        "times.",
    ),
    "ru": (
        "Сохранятся только последние контрольные точки ({reason}), а последняя часто не лучшая: "
        "она уже заучила примеры наизусть.",
        "Поставьте train.keep: {{best: 1}} и такой train.eval_every, чтобы за обучение модель "
        "измерили несколько раз.",
    ),
}
_LAST_WHY = {
    "en": {"best": "keep.best is 0", "once": "the run is evaluated once, at its end"},
    "ru": {"best": "keep.best равен 0", "once": "модель измеряют один раз, в самом конце"},
}


def only_the_last(
    settings: TrainSettings, evaluations: int, language: Language = "en"
) -> Finding | None:
    """A policy that would lose the better checkpoint; `evaluations` are those of the run."""
    longer = settings.steps is None and settings.epochs > 1
    reason = "best" if settings.keep.best == 0 else "once" if longer and evaluations < 2 else ""
    if not reason:
        return None
    message, remedy = _LAST[language]
    return Finding(
        code="only-the-last",
        severity="warning",
        message=message.format(reason=_LAST_WHY[language][reason]),
        remedy=remedy.format(),
        where=(Where(part="train.keep" if reason == "best" else "train.eval_every"),),
        figure=float(settings.keep.best if reason == "best" else evaluations),
        threshold=1.0 if reason == "best" else 2.0,
    )


_RISKY = {
    "en": (
        "At step {step} {what} with a learning rate of {rate}. The run went back to step {to} "
        "and on at half the rate.",
        " It went wrong again at step {step}, so it was stopped and its best checkpoint kept.",
        "Set train.learning_rate to {lower} or lower, or to auto; a longer train.warmup helps "
        "where it goes wrong in the first steps.",
    ),
    "ru": (
        "На шаге {step} {what} при скорости обучения {rate}. Обучение вернулось к шагу {to} "
        "и продолжилось с половинной скоростью.",
        " На шаге {step} это повторилось, поэтому обучение остановлено, а лучшая контрольная "
        "точка сохранена.",
        "Поставьте train.learning_rate не больше {lower} или auto; если сбой случился на первых "
        "шагах, помогает более долгий разогрев train.warmup.",
    ),
}
_WHAT = {
    "en": {
        "nan": "the loss was no longer a number",
        "spike": "the loss leapt to {figure} from about {usual}",
        "climb": "the loss had climbed to {figure} from {usual}",
        "gradient": "the gradient's norm leapt to {figure}, where it had been at most {usual},",
    },
    "ru": {
        "nan": "потери перестали быть числом",
        "spike": "потери подскочили примерно с {usual} до {figure}",
        "climb": "потери выросли с {usual} до {figure}",
        "gradient": "норма градиента подскочила до {figure} (раньше не больше {usual})",
    },
}


def went_wrong(happened: RollBack, language: Language = "en") -> str:
    """What went wrong, as the middle of a sentence."""
    told = {"figure": happened.figure, "usual": happened.usual}
    known = {name: value for name, value in told.items() if value is not None}
    said = {name: _read(f"{value:.3g}", language) for name, value in known.items()}
    return _WHAT[language][happened.kind].format(**said)


def risky_rate(rolled_back: Sequence[RollBack], language: Language = "en") -> Finding:
    """The run went wrong, at least once, and what was done about it."""
    first, last = rolled_back[0], rolled_back[-1]
    went, again, remedy = _RISKY[language]
    what = went_wrong(first, language)
    rate = rate_text(first.rate, language)
    message = went.format(step=first.step, to=first.to, rate=rate, what=what)
    if len(rolled_back) > 1:
        message += again.format(step=last.step)
    return Finding(
        code="risky-learning-rate",
        severity="warning",
        message=message,
        remedy=remedy.format(lower=_typed(last.rate / 2)),
        where=tuple(Where(part=f"step {item.step}") for item in rolled_back),
        figure=first.rate,
        threshold=last.rate / 2,
    )


_ABOVE = {
    "en": (
        "The learning rate {rate} is above {high}, where the range test saw half of what can "
        "be learned undone: such steps overshoot.",
        "Set train.learning_rate to {pick}, which the test recommends, or to auto.",
    ),
    "ru": (
        "Скорость обучения {rate} выше {high}, а там, как показали пробы, теряется половина "
        "того, чему можно научиться: такие шаги слишком велики.",
        "Поставьте train.learning_rate: {pick} (столько советуют пробы) или auto.",
    ),
}


def above_the_range(
    settings: TrainSettings, found: RangeTest | None, language: Language = "en"
) -> Finding | None:
    """A fixed rate over the safe interval that a range test has shown."""
    rate = settings.learning_rate
    if found is None or found.high is None or rate == "auto" or rate <= found.high:
        return None
    message, remedy = _ABOVE[language]
    said = {"rate": rate_text(rate, language), "high": rate_text(found.high, language)}
    return Finding(
        code="risky-learning-rate",
        severity="warning",
        message=message.format(**said),
        remedy=remedy.format(pick="auto" if found.pick is None else _typed(found.pick)),
        where=(Where(part="train.learning_rate"),),
        figure=rate,
        threshold=found.high,
    )


_OVERFIT = {
    "en": {
        "stopped": "From step {low} to {step} the loss on the held-out rows rose from {before} to "
        "{now} while that on the trained ones fell: the model was learning these by heart. ",
        "kept": "The checkpoint at step {best}, which is not one of those, is kept as the best.",
        "chosen": "The checkpoint that was chosen, at step {best}, is one of those.",
        "lost": "Of those that train.keep has left, the best is at step {best}, one of those; the "
        "better one, at step {better}, was removed.",
        "remedy": "Train for fewer epochs (about {epochs} were enough), give more and more "
        "varied examples, or a smaller adapter or rate.",
        "pick": "Set train.best_by to eval_loss, or take fewer epochs: about {epochs}.",
        "keep": "Set train.keep to {{best: 1}}, or take fewer epochs: about {epochs}.",
    },
    "ru": {
        "stopped": "С шага {low} по шаг {step} потери на отложенных примерах выросли с {before} до "
        "{now}, а на учебных упали: модель заучивала их наизусть. ",
        "kept": "Лучшей оставлена контрольная точка шага {best}, она не из таких.",
        "chosen": "Выбранная контрольная точка, шаг {best}, как раз из таких.",
        "lost": "Из тех, что оставило правило train.keep, лучшая — шаг {best}, и она как раз из "
        "таких; та, что была лучше, шаг {better}, удалена.",
        "remedy": "Учите меньше эпох (хватило примерно {epochs}), дайте больше разных примеров "
        "или возьмите адаптер либо скорость поменьше.",
        "pick": "Поставьте train.best_by: eval_loss или учите меньше эпох: примерно {epochs}.",
        "keep": "Поставьте train.keep: {{best: 1}} или учите меньше эпох: примерно {epochs}.",
    },
}


def overfitting(
    evals: Sequence[Evaluation],
    steps_an_epoch: float,
    language: Language = "en",
    standing: Collection[int] | None = None,
) -> Finding | None:
    """The run learned its rows by heart: a hold where what was chosen did, else a warning. Chosen
    is the best of the checkpoints that are `standing` (by default all)."""
    left = tuple(e for e in evals if standing is None or e.step in standing)
    if not left:
        return None
    best, better = best_of(left), best_of(tuple(evals))
    chosen = next(e for e in left if e.step == best)
    bad = has_risen(chosen, evals)
    if not (bad or overfits(evals)):
        return None
    words, last = _OVERFIT[language], chosen if bad else evals[-1]
    low = min((e for e in evals if e.loss is not None), key=lambda e: (e.loss, e.step))
    said, mend = ("kept", "remedy") if not bad else ("chosen", "pick")
    if bad and best != better:
        said, mend = "lost", "keep"
    told: dict[str, object] = {"low": low.step, "step": last.step, "best": best, "better": better}
    told |= {"before": _loss(low, language), "now": _loss(last, language)}
    epochs = _read(f"{low.step / steps_an_epoch:.2g}", language)
    return Finding(
        code="overfitting",
        severity="hold" if bad else "warning",
        message=(words["stopped"] + words[said]).format(**told),
        remedy=words[mend].format(epochs=epochs),
        where=(Where(part=f"step {last.step}"),),
        figure=last.loss,
        threshold=low.loss,
    )


def _loss(measured: Evaluation, language: Language) -> str:
    return _read(f"{measured.loss:.3f}", language)


def _read(number: str, language: Language) -> str:
    """A number as the language's readers write it."""
    return number.replace(".", ",") if language == "ru" else number


def _typed(rate: float) -> str:
    """A rate as it is typed into a recipe, whatever the reader's language."""
    return rate_text(rate, "en")


def run_findings(
    settings: TrainSettings,
    found: RangeTest | None,
    state: State,
    steps_an_epoch: float,
    language: Language = "en",
    standing: Collection[int] | None = None,
) -> tuple[Finding, ...]:
    """All that a run has to say of itself at its end; `standing` are the steps of the checkpoints
    that its policy has left."""
    said = (
        overfitting(state.evals, steps_an_epoch, language, standing),
        above_the_range(settings, found, language),
        risky_rate(state.rolled_back, language) if state.rolled_back else None,
    )
    return tuple(finding for finding in said if finding)
