"""The comparison's sentences in English and Russian: guards, table and page."""

from __future__ import annotations

from lekalo.core.records import Language

_MINUS = "\u2212"

SAID: dict[Language, dict[str, str]] = {
    "en": {
        "lora": "LoRA is not always equal to full training: {name} (rank {rank}) beside {whole} on "
        "the same data.",
        "lora-small!": "The adapter is too small for this data: its loss on the rows that it was "
        "trained on ends {above} above full training's. Raise adapter.rank from {rank} to {more}, "
        "or name more layers in adapter.targets.",
        "lora-worse!": "It learns its own rows, so a larger adapter is not the first thing to try: "
        "try another learning rate and more epochs, or train fully where that is worth it.",
        "lora-equal!": "No loss against full training is seen on this data: LoRA takes less memory "
        "and disk, so take it.",
        "soft": "{name} holds too little for this task: {lora} does better on the same data.",
        "stalled": "Its fit has stalled.",
        "facts": "The task asks for facts, which virtual tokens do not hold.",
        "rules": "The task asks for rules of form.",
        "soft!": "Take LoRA for this task, and leave virtual tokens for tone and manner.",
        "soft-falling!": "Its loss was still falling: more epochs and a larger learning rate come "
        "first. Where they are not enough, take LoRA, and leave virtual tokens for tone and "
        "manner.",
        "apart": "Difference: {figures}.",
        "loss": "held-out loss {apart} nats a token",
        "suite": "suite {suite} {apart} points",
        "interval": "{value} ({low} to {high})",
        "unmeasured": "not measured, as there are neither suites nor held-out rows",
    },
    "ru": {
        "lora": "LoRA не всегда равна полному обучению: {name} (ранг {rank}) рядом с {whole} на "
        "тех же данных.",
        "lora-small!": "Адаптер для этих данных мал: потери на тех строках, на которых он учился, "
        "в конце выше, чем при полном обучении, на {above}. Поднимите adapter.rank с {rank} до "
        "{more} или назовите в adapter.targets больше слоёв.",
        "lora-worse!": "Свои строки он выучил, так что больший адаптер — не первое средство: "
        "попробуйте другой шаг обучения и больше эпох или обучайте целиком, если разница того "
        "стоит.",
        "lora-equal!": "Проигрыша полному обучению на этих данных не видно; LoRA занимает меньше "
        "памяти и диска, берите её.",
        "soft": "{name} вмещает слишком мало для этой задачи: {lora} на тех же данных лучше.",
        "stalled": "Обучение остановилось.",
        "facts": "Задача требует фактов, а виртуальные токены их не держат.",
        "rules": "Задача требует правил формы.",
        "soft!": "Для этой задачи возьмите LoRA, а виртуальные токены оставьте для тона и манеры.",
        "soft-falling!": "Потери ещё уменьшались: сначала добавьте эпох и увеличьте скорость "
        "обучения. Если этого мало, возьмите LoRA, а виртуальные токены оставьте для тона и "
        "манеры.",
        "apart": "Разница: {figures}.",
        "loss": "потери на отложенных строках {apart} нат на токен",
        "suite": "набор {suite} {apart} п. п.",
        "interval": "{value} (от {low} до {high})",
        "unmeasured": "не измерена: нет ни наборов, ни отложенных строк",
    },
}
PAGE: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Recipes on the same data",
        "lead": "Each recipe was trained in a process of its own on the same rows and seeds, then "
        "asked the same suites. Differences are to the first one, with 95 % intervals; where an "
        "interval leaves out zero, the difference is more than chance.",
        "recipe": "recipe",
        "adapter": "adapter",
        "time": "time",
        "memory": "peak memory",
        "disk": "on disk",
        "share": "weights trained",
        "interval": "interval",
        "value": "value",
        "difference": "difference",
        "seeds": "seeds apart",
        "findings": "What this means",
        "costs": "What each costs",
        "first": "the first",
        "loss": "Loss on held-out rows, nats a token: lower is better",
        "suite": "Suite {name}, items passed: higher is better",
        "picture": "Quality and time",
        "time_axis": "seconds of training steps",
        "none": "Nothing was measured: the recipes have neither suites nor held-out rows.",
    },
    "ru": {
        "title": "Рецепты на одних данных",
        "lead": "Каждый рецепт обучен в своём процессе на тех же строках и с теми же зёрнами, "
        "затем ему заданы те же наборы. Разница — с первым, с 95-процентным интервалом; если он не "
        "содержит нуля, она не случайна.",
        "recipe": "рецепт",
        "adapter": "адаптер",
        "time": "время",
        "memory": "память, пик",
        "disk": "на диске",
        "share": "обучено весов",
        "interval": "интервал",
        "value": "значение",
        "difference": "разница",
        "seeds": "разброс зёрен",
        "findings": "Что это значит",
        "costs": "Чего стоит каждый",
        "first": "первый",
        "loss": "Потери на отложенных строках, нат на токен: меньше — лучше",
        "suite": "Набор {name}, доля верных: больше — лучше",
        "picture": "Качество и время",
        "time_axis": "секунды шагов обучения",
        "none": "Ничего не измерено: в рецептах нет ни наборов, ни отложенных строк.",
    },
}


def signed(value: float, digits: int, language: Language) -> str:
    """A difference with its sign: +0.012, −0.4; zero has none."""
    text = f"{abs(value):.{digits}f}"
    sign = "" if float(text) == 0 else "+" if value > 0 else _MINUS
    return sign + (text.replace(".", ",") if language == "ru" else text)
