"""What the report says of a training's settings and events, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase, Word

# Facts: what the training was given

ROWS = Word("Rows", "Строки")
ROWS_ARE = Phrase(
    "{trained} trained, {held_out} held out", "учебных {trained}, отложено {held_out}"
)
LENGTH = Word("Length", "Длительность")
LENGTH_IS = Phrase("{steps}, an epoch being {epoch}", "{steps}, в эпохе {epoch}")
RATE = Word("Learning rate", "Скорость обучения")
GIVEN = Phrase("{rate}, as the recipe says", "{rate}, как задано в рецепте")
FOUND = Phrase("auto: {rate}, by the range test", "auto: {rate}, по пробному прогону")
FALLBACK = Phrase(
    "auto: {rate}, the recipe's fallback, as the range test recommends none",
    "auto: {rate}, запасная из рецепта: пробный прогон ничего не посоветовал",
)
UNKNOWN_RATE = Phrase("auto: not found", "auto: не найдена")
SHAPE = Phrase("{rate}; {schedule}, warm-up {warmup}", "{rate}; {schedule}, разогрев {warmup}")
OPTIMIZER = Word("Optimizer", "Оптимизатор")
OPTIMIZER_IS = Phrase(
    "{name}, weight decay {decay}, {batch} a step", "{name}, weight decay {decay}, {batch} за шаг"
)
BASE = Word("Base", "База")
WHOLE = Phrase("held whole, in {dtype}", "целиком, в {dtype}")
COMPRESSED = Phrase(
    "held in {held}; what that costs stands below", "сжата до {held}; чего это стоит, сказано ниже"
)
UNWEIGHED = Phrase(
    "held in {held}; what that costs was not measured",
    "сжата до {held}; чего это стоит, не измерено",
)
KEEPING = Word("Keeps", "Хранит")
KEEPS = Phrase(
    "by {best_by} the best {best}, the last {last}{every}",
    "лучших по {best_by} — {best}, последних — {last}{every}",
)
KEEPS_EVERY = Phrase(", one of every {steps}", ", по одной каждые {steps}")

# Why a part is missing

NOT_RUN = Phrase(
    "Not run: the recipe gives the rate as a number. train.check_rate: true runs the test all the "
    "same.",
    "Не проводился: скорость задана в рецепте числом. С train.check_rate: true он проводится "
    "всё равно.",
)
RANGE_LOST = Phrase(
    "Its result is not in the run's folder, so it is not shown.",
    "Его результата в папке запуска нет, поэтому он не показан.",
)
RANGE_ROWS = Phrase("The test took {rows}.", "На прогон ушло: {rows}.")
PROBES_OFF = Phrase("Not measured: train.probes is off.", "Не измерено: train.probes выключен.")
PROBES_BLIND = Phrase(
    "Not measured: there were no held-out questions to ask.",
    "Не измерено: нет отложенных вопросов, которые можно задать.",
)

# Events

STARTED = Phrase(
    "Step {step}: gone on with after a stop.", "Шаг {step}: продолжено после остановки."
)
DAMAGED = Phrase("A damaged checkpoint: {text}", "Повреждённая контрольная точка: {text}")
RETURNED = Phrase(
    "Step {step}: {what} at a learning rate of {rate}. Back to step {to}, and on at half the rate.",
    "Шаг {step}: {what} при скорости обучения {rate}. Возврат к шагу {to}, дальше с половинной "
    "скоростью.",
)
GONE_WRONG = Phrase(
    "Step {step}: it went wrong again ({what}), so the run was ended.",
    "Шаг {step}: сбой повторился ({what}), поэтому обучение закончено.",
)
NO_TROUBLE = Phrase(
    "No step diverged or leapt, so the run never went back.",
    "Ни на одном шаге потери не подскочили и не разошлись, возвращаться не пришлось.",
)
ENDS = {
    "": Phrase("Step {step}: the end, as planned.", "Шаг {step}: конец, как и задумано."),
    "diverged": Phrase(
        "Step {step}: ended early, as it diverged twice.",
        "Шаг {step}: закончено раньше срока: потери разошлись дважды.",
    ),
    "overfitting": Phrase(
        "Step {step}: ended early, as the model had begun to learn its rows by heart.",
        "Шаг {step}: закончено раньше срока: модель начала заучивать примеры наизусть.",
    ),
    "early_stopping": Phrase(
        "Step {step}: ended early, as the evaluations no longer got better.",
        "Шаг {step}: закончено раньше срока: замеры больше не улучшались.",
    ),
}
NOT_ENDED = Phrase("The run has not ended.", "Обучение не закончено.")
