"""The report's words on the course of a training, in English and in Russian."""

from __future__ import annotations

from collections.abc import Mapping

from lekalo.core.records import Language

_EN = {
    "training": "Training",
    "training_lead": "Loss is how surprised the model is by the right answer: lower is better. "
    "Where it rises on held-out rows while it falls on trained ones, the gap between them grows: "
    "the model is learning by heart.",
    "loss_axis": "loss, nats a token",
    "step_axis": "optimizer step",
    "line_train": "each step",
    "line_trained": "trained rows",
    "line_held-out": "held-out rows",
    "chosen": "chosen: step",
    "epoch": "epoch",
    "no_held_out": "No rows were held out, so the gap between trained and new rows was not "
    "measured.",
    "rate": "learning rate",
    "rates": "Learning rate",
    "range": "Range test",
    "change_axis": "change of loss, nats a token",
    "picked": "recommended",
    "safe": "The safe interval is {low} to {high}, and {pick} is recommended.",
    "no_pick": "No recommendation: {why}.",
    "evaluations": "Evaluations and checkpoints",
    "step": "Step",
    "epochs": "Epoch",
    "trained": "Trained rows",
    "held_out": "Held-out rows",
    "gap": "Gap",
    "reworded": "Reworded",
    "copied": "Copied words",
    "checkpoint": "Checkpoint",
    "best": "best",
    "kept": "kept",
    "kept_best": "among the best",
    "kept_last": "among the last",
    "kept_every": "every N steps",
    "removed": "removed by the policy",
    "no_checkpoint": "not written",
    "evaluations_lead": "Losses in nats a token. Gap: what a held-out row costs above a trained "
    "one. Reworded: what a trained answer costs more when its question is put in other words. "
    "Copied words: the longest stretch that an answer to a held-out question has word for word "
    "from a trained answer.",
    "memory": "What was learned by heart",
    "span": "{words} words in a row, step {step}; {share} of the answers' words were copied so.",
    "no_copies": "No answer to a held-out question repeats five words in a row from a trained "
    "answer, the house's own phrases aside.",
    "costs": "What compressing the base costs",
    "costs_lead": "Measured before training, on a sample, beside the same base held whole. Bits a "
    "byte say how surprised the base is by the held-out rows: fewer are better.",
    "measure": "Measure",
    "bits": "bits a byte of the held-out rows",
    "whole": "Held whole",
    "compressed": "Compressed",
    "change": "Change",
    "events": "What happened on the way",
    "says": "What the training says of itself",
    "no_says": "The guards of training that ran found nothing.",
}

_RU = {
    "training": "Обучение",
    "training_lead": "Потери показывают, насколько модель удивлена верному ответу: чем меньше, тем "
    "лучше. Если на отложенных примерах они растут, а на учебных падают, разрыв между ними растёт: "
    "модель заучивает примеры наизусть.",
    "loss_axis": "потери, нат на токен",
    "step_axis": "шаг оптимизатора",
    "line_train": "каждый шаг",
    "line_trained": "учебные",
    "line_held-out": "отложенные",
    "chosen": "выбран шаг",
    "epoch": "эпоха",
    "no_held_out": "Отложенных примеров нет, поэтому разрыв между учебными и новыми примерами не "
    "измерен.",
    "rate": "скорость обучения",
    "rates": "Скорость обучения",
    "range": "Пробный прогон скоростей",
    "change_axis": "изменение потерь, нат на токен",
    "picked": "совет",
    "safe": "Безопасно от {low} до {high}; совет — {pick}.",
    "no_pick": "Посоветовать нечего: {why}.",
    "evaluations": "Замеры и контрольные точки",
    "step": "Шаг",
    "epochs": "Эпоха",
    "trained": "Учебные примеры",
    "held_out": "Отложенные примеры",
    "gap": "Разрыв",
    "reworded": "Другими словами",
    "copied": "Слов дословно",
    "checkpoint": "Контрольная точка",
    "best": "лучшая",
    "kept": "хранится",
    "kept_best": "из лучших",
    "kept_last": "из последних",
    "kept_every": "каждые N шагов",
    "removed": "удалена по правилу хранения",
    "no_checkpoint": "не записана",
    "evaluations_lead": "Потери — в натах на токен. Разрыв: насколько отложенный пример дороже "
    "учебного. Другими словами: насколько дороже учебный ответ, если его вопрос задан иначе. "
    "Слов дословно: самый длинный отрывок учебного ответа, повторённый слово в слово в ответе на "
    "отложенный вопрос.",
    "memory": "Что заучено наизусть",
    "span": "Слов подряд: {words}, шаг {step}; так повторено {share} слов в ответах.",
    "no_copies": "Ни один ответ на отложенный вопрос не повторяет пяти слов подряд из учебного "
    "ответа, если не считать принятых оборотов.",
    "costs": "Чего стоит сжатие базы",
    "costs_lead": "Измерено до обучения, на выборке, рядом с той же базой целиком. Биты на байт "
    "показывают, насколько базу удивляют отложенные примеры: чем меньше, тем лучше.",
    "measure": "Показатель",
    "bits": "бит на байт отложенных примеров",
    "whole": "Целиком",
    "compressed": "Сжатая",
    "change": "Изменение",
    "events": "Что случилось по ходу",
    "says": "Что обучение говорит о себе",
    "no_says": "Проведённые проверки обучения ничего не нашли.",
}

COURSE: Mapping[Language, Mapping[str, str]] = {"en": _EN, "ru": _RU}
