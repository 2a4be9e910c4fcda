"""How a plan looks on one screen of a terminal, and as JSON."""

from __future__ import annotations

import textwrap
from typing import Any

from rich.table import Table
from rich.text import Text

from lekalo.cli import console
from lekalo.core.page import figure
from lekalo.core.records import Language
from lekalo.planning.machines import REACHED
from lekalo.planning.plan import Option, Plan
from lekalo.planning.pricing import Cost, total
from lekalo.planning.words import (
    VERDICTS,
    WAY_NAMES,
    amount,
    changes_text,
    duration,
    gigabytes,
    operations,
    reason_text,
)

_WIDTHS = (72, 110)
_STYLES = {"do": "bold green", "beside": "green", "no": "dim", "cannot": "dim"}
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "columns": "way,take it,tokens,FLOPs,memory,time,money",
        "data": "{base}: {weights} weights, reads {context} tokens. Data: {examples} examples "
        "({chat_tokens} tokens), {documents} documents ({text_tokens} tokens).",
        "stated": "The size of the text was stated, not counted.",
        "here": "Time: {steps} real steps here, {rate} FLOP/s.",
        "card": "Time: {share} of the data sheet's {peak} FLOP/s of one {name}, assumed.",
        "unknown": "Time: not foreseen, as no probe was made.",
        "changed": "To fit {limit}: {changes}.",
        "large": "{way} does not fit {limit}: it needs {needed} at the least.",
        "stage": "Before it, stage {name}: {tokens} tokens, {flops} FLOPs, {memory}, {time}.",
        "whole": "The recipe with its stages: {tokens} tokens, {flops} FLOPs, {memory}, {time}.",
        "first": "First: {way}.",
    },
    "ru": {
        "columns": "путь,выбрать,токены,FLOP,память,время,деньги",
        "data": "{base}: весов {weights}, читает токенов: {context}. Данные: примеров {examples} "
        "(токенов {chat_tokens}), документов {documents} (токенов {text_tokens}).",
        "stated": "Объём текста назван, а не посчитан.",
        "here": "Время: настоящих шагов здесь — {steps}, {rate} FLOP/с.",
        "card": "Время: принято, что достигается {share} от паспортных {peak} FLOP/с карты {name}.",
        "unknown": "Время неизвестно: пробных шагов не было.",
        "changed": "Чтобы уложиться в {limit}: {changes}.",
        "large": "Не помещается в {limit}: {way}, нужно хотя бы {needed}.",
        "stage": "Перед этим этап {name}: токены {tokens}, FLOP {flops}, память {memory}, "
        "время {time}.",
        "whole": "Весь рецепт с этапами: токены {tokens}, FLOP {flops}, память {memory}, "
        "время {time}.",
        "first": "Начните с этого: {way}.",
    },
}


def plan_json(plan: Plan) -> dict[str, Any]:
    """What `plan --json` prints: bytes, seconds, FLOPs and tokens as plain numbers."""
    told, speed = plan.facts, plan.speed
    return {
        "first": plan.first,
        "base": {"ref": plan.base, "weights": plan.weights, "context": plan.context},
        "data": {
            "examples": told.examples,
            "example_tokens": told.example_tokens,
            "documents": told.documents,
            "document_tokens": told.document_tokens,
            "tokens_stated": told.stated,
            "letters_a_token": round(told.letters, 3),
            "volatile_answers": told.volatile,
        },
        "machine": plan.asked.on.name or "this machine",
        "limit_bytes": plan.asked.limit,
        "assumed_share_of_peak": None if plan.asked.on.here else REACHED,
        "measured": None
        if speed is None
        else {
            "steps": speed.steps,
            "flops_a_second": speed.training,
            "checkpoint_seconds": speed.checkpoint,
        },
        "own": plan.own,
        "stages": [{"name": one.name, "cost": _cost_json(one.cost)} for one in plan.stages],
        "recipe": _whole_json(plan),
        "ways": [_option_json(option, plan.language) for option in plan.options],
    }


def _whole_json(plan: Plan) -> dict[str, Any] | None:
    """The whole recipe, its stages among it; None where files were planned for."""
    whole = plan.whole
    if not whole:
        return None
    times = [cost.seconds for cost in whole]
    moneys = [cost.money for cost in whole]
    return {
        "tokens": sum(cost.tokens for cost in whole),
        "flops": sum(cost.operations for cost in whole),
        "memory_bytes": max(cost.memory.total for cost in whole),
        "seconds": total(times),
        "money": total(moneys),
        "fits": all(cost.fits for cost in whole),
    }


def _option_json(option: Option, language: Language) -> dict[str, Any]:
    advice, cost = option.advice, option.cost
    told = {
        "way": advice.way,
        "verdict": advice.verdict,
        "reasons": [
            {"code": reason.name, "text": reason_text(reason, language)}
            for reason in advice.reasons
        ],
    }
    return told | {"cost": None if cost is None else _cost_json(cost)}


def _cost_json(cost: Cost) -> dict[str, Any]:
    parts = ("weights", "gradients", "optimizer", "activations", "process", "total")
    return {
        "steps": cost.steps,
        "tokens": cost.tokens,
        "flops": cost.operations,
        "memory_bytes": {part: getattr(cost.memory, part) for part in parts},
        "seconds": cost.seconds,
        "money": cost.money,
        "changes": dict(cost.changes),
        "fits": cost.fits,
    }


def say_plan(plan: Plan) -> None:
    """Prints the screen."""
    width = min(max(console.out.width, _WIDTHS[0]), _WIDTHS[1])
    for line in _lines(_data(plan), width):
        console.say(line)
    console.out.print(_table(plan))
    for option in plan.options:
        for reason in option.advice.reasons[:2]:
            said = f"{_name(plan, option)}: {reason_text(reason, plan.language)}"
            for line in _lines(said, width):
                console.say(line, _STYLES[option.advice.verdict].replace("bold ", ""))
    for said in _notes(plan):
        for line in _lines(said, width):
            console.say(line)
    words = _WORDS[plan.language]
    console.say(words["first"].format(way=WAY_NAMES[plan.language][plan.first]), "bold")


def _data(plan: Plan) -> str:
    told, language = plan.facts, plan.language
    said = _WORDS[language]["data"].format(
        base=plan.base,
        weights=amount(plan.weights, language),
        context=amount(plan.context, language),
        examples=figure(told.examples, language),
        chat_tokens=amount(told.example_tokens, language),
        documents=figure(told.documents, language),
        text_tokens=amount(told.document_tokens, language),
    )
    return f"{said} {_WORDS[language]['stated']}" if told.stated else said


def _table(plan: Plan) -> Table:
    language = plan.language
    names = _WORDS[language]["columns"].split(",")
    names = names if plan.asked.hourly is not None else names[:-1]
    table = Table(*names[:2], box=None, pad_edge=False, header_style="dim")
    for name in names[2:]:
        table.add_column(name, justify="right")
    for option in plan.options:
        verdict = option.advice.verdict
        cells = [_name(plan, option), VERDICTS[language][verdict], *_figures(plan, option)]
        table.add_row(*(Text(cell, style=_STYLES[verdict]) for cell in cells[: len(names)]))
    return table


def _name(plan: Plan, option: Option) -> str:
    return WAY_NAMES[plan.language][option.advice.way]


def _figures(plan: Plan, option: Option) -> list[str]:
    cost, language = option.cost, plan.language
    if cost is None:
        return ["—"] * 5
    return [
        amount(cost.tokens, language),
        operations(cost.operations, language),
        gigabytes(cost.memory.total, language),
        "?" if cost.seconds is None else duration(cost.seconds, language),
        "?" if cost.money is None else figure(round(cost.money, 2), language),
    ]


def _notes(plan: Plan) -> list[str]:
    """Where the time comes from, and what the memory asks for."""
    words, language, asked = _WORDS[plan.language], plan.language, plan.asked
    share = f"{REACHED:.0%}" if language == "en" else f"{100 * REACHED:.0f} %"
    if not asked.on.here:
        peak = operations(asked.on.peak, language)
        notes = [words["card"].format(share=share, peak=peak, name=asked.on.name)]
    elif plan.speed is None:
        notes = [words["unknown"]]
    else:
        rate = operations(plan.speed.training, language)
        notes = [words["here"].format(steps=plan.speed.steps, rate=rate)]
    notes += _stages(plan)
    limit = gigabytes(asked.limit, language)
    for option in plan.options:
        if option.cost is None or option.advice.way not in (plan.first, plan.own):
            continue
        name = _name(plan, option)
        if not option.cost.fits:
            needed = gigabytes(option.cost.memory.total, language)
            notes.append(words["large"].format(way=name, limit=limit, needed=needed))
        elif option.cost.changes:
            changes = changes_text(option.cost.changes)
            notes.append(words["changed"].format(limit=limit, changes=changes))
    return notes


def _stages(plan: Plan) -> list[str]:
    words, language = _WORDS[plan.language], plan.language
    if not plan.stages:
        return []
    said = [
        words["stage"].format(name=one.name, **_told(one.cost, language)) for one in plan.stages
    ]
    whole = _whole_json(plan) or {}
    keys = ("tokens", "flops", "memory_bytes", "seconds")
    told = _amounts(language, *(whole[key] for key in keys))
    return [*said, words["whole"].format(**told)]


def _told(cost: Cost, language: Language) -> dict[str, str]:
    return _amounts(language, cost.tokens, cost.operations, cost.memory.total, cost.seconds)


def _amounts(
    language: Language, tokens: int, flops: float, memory: int, seconds: float | None
) -> dict[str, str]:
    return {
        "tokens": amount(tokens, language),
        "flops": operations(flops, language),
        "memory": gigabytes(memory, language),
        "time": "?" if seconds is None else duration(seconds, language),
    }


def _lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent="  ", break_on_hyphens=False)
