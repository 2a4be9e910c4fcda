"""What training refuses, in English and in Russian; what it finds stands in `guards`."""

from __future__ import annotations

from lekalo.core.wording import Phrase

OTHER_RUN = Phrase(
    "{found} cannot be gone on with: its {other} is not the one given now. Resume with what the "
    "run began with, or start a new run.",
    "с {found} продолжить нельзя: {other} теперь не то. Продолжайте с тем, с чего запуск "
    "начинался, или начните новый.",
)
WRONG_TWICE = Phrase(
    "the training went wrong twice before its first evaluation, so nothing is kept. Lower "
    "train.learning_rate, or set it to auto.",
    "обучение дважды сорвалось до первой оценки, и сохранять нечего. Уменьшите "
    "train.learning_rate или поставьте auto.",
)
NO_ADAMW8BIT = Phrase(
    "optimizer.name: adamw8bit needs bitsandbytes, which is not installed. Install it with pip "
    "install bitsandbytes, or take adamw.",
    "optimizer.name: adamw8bit требует библиотеки bitsandbytes, а она не установлена. Установите "
    "её: pip install bitsandbytes — или возьмите adamw.",
)
USED_FOLDER = Phrase(
    "{folder} already holds checkpoints of a run. Go on with it by --resume, or start a new run "
    "in another folder.",
    "в папке {folder} уже есть контрольные точки запуска. Продолжите его с --resume или начните "
    "новый в другой папке.",
)
NO_STEP = Phrase(
    "run {id} keeps no step {step}; there are: {steps}.",
    "запуск {id} не хранит шага {step}; есть: {steps}.",
)
NO_RUN = Phrase(
    "there is no run '{run_id}'{hint} List them with: lekalo runs",
    "запуска «{run_id}» нет{hint} Список выводит: lekalo runs",
)
