"""`template-drift`: answers that follow several templates, or one template only sometimes.

A template is what most answers to one system text share: headings in their order, a greeting,
a closing. Free prose has none, and nothing is said of it; nor of an answer whose question asks
for a form of its own. Where no template rules, the ones that compete are counted. Leaves out
what the blocks say, and the constraints of a recipe.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Finding, Language, Where
from lekalo.data.checks._places import NAMED, told
from lekalo.data.checks._templates import Departure, Task, Template, template_of
from lekalo.data.checks._turns import Turn, turns
from lekalo.text.plural import count_ru
from lekalo.text.shape import Shape, shape_of

_SYSTEMS = 50
_TASK = 20  # answers to one system text that make it a task of its own
_CALL = {"name", "arguments", "parameters"}
_ASKS_A_FORM = re.compile(
    r"\b(?:in (?:one|a single) (?:word|sentence|line)|(?:as|in) (?:a |the )?(?:json|table|"
    r"bullet\w*|markdown|csv|yaml|xml|poem|list)\b|without (?:the )?headings|plain text|"
    r"одним словом|одной (?:строкой|фразой)|одним предложением|без заголовков|"
    r"в виде \w+|в формате|списком|таблицей|простым текстом)",
    re.IGNORECASE,
)
_ASKS_A_LETTER = re.compile(
    r"\b(?:letter|e-?mail|message|memo|speech|invitation)\b|письм|обращени|поздравл|заявлени|"
    r"резюме|приглашени|сообщени|речь",
    re.IGNORECASE,
)
_SAID: dict[Language, dict[str, str]] = {
    "en": {
        "none": "no heading at all",
        "other": "other headings ({found})",
        "missing": "no '{expected}'",
        "renamed": "'{found}' for '{expected}'",
        "extra": "a block more ('{found}')",
        "order": "another order ({found})",
        "written": "'{found}' for '{expected}'",
        "greeting": "the greeting '{found}' for '{expected}'",
        "greeting+": "a greeting ('{found}') that others lack",
        "greeting-": "no greeting '{expected}'",
        "closing": "the closing '{found}' for '{expected}'",
        "closing+": "a closing ('{found}') that others lack",
        "closing-": "no closing '{expected}'",
        "follow": "Of {answers} answers{task} {followers} follow one template ({template}) and "
        "{odd} do not: {ways}. The model would keep the form only sometimes.",
        "remedy": "Bring these answers into the one form, or take them out.",
        "compete": "The {answers} answers{task} follow {count} templates: {groups}. The model "
        "would learn none of them well.",
        "choose": "Choose one template and rewrite the others; where the tasks differ, give each "
        "its own system text.",
        "no template": "no template",
        "task": " to '{system}'",
        "more": "and {count} more",
    },
    "ru": {
        "none": "нет ни одного заголовка",
        "other": "другие заголовки ({found})",
        "missing": "нет блока «{expected}»",
        "renamed": "«{found}» вместо «{expected}»",
        "extra": "лишний блок («{found}»)",
        "order": "другой порядок ({found})",
        "written": "«{found}» вместо «{expected}»",
        "greeting": "приветствие «{found}» вместо «{expected}»",
        "greeting+": "приветствие («{found}»), которого в других нет",
        "greeting-": "нет приветствия «{expected}»",
        "closing": "прощание «{found}» вместо «{expected}»",
        "closing+": "прощание («{found}»), которого в других нет",
        "closing-": "нет прощания «{expected}»",
        "follow": "Всего {answers}{task}: по одному шаблону ({template}) построено {followers}, "
        "не по нему {odd}: {ways}. Модель будет держать форму лишь иногда.",
        "remedy": "Приведите эти ответы к одной форме или уберите их.",
        "compete": "Всего {answers}{task}, а шаблонов {count}: {groups}. Ни один из них модель "
        "как следует не выучит.",
        "choose": "Выберите один шаблон и перепишите остальные ответы; если задачи разные, дайте "
        "каждой свой системный текст.",
        "no template": "без шаблона",
        "task": " на «{system}»",
        "more": "и ещё {count}",
    },
}


@dataclass
class _Found:
    """What departs from one template. A row is counted once, whatever its answers lack."""

    odd: int = 0
    last_row: int = -1
    ways: Counter[Departure] = field(default_factory=Counter)
    where: list[Where] = field(default_factory=list)

    def add(self, turn: Turn, departures: Iterable[Departure], words: Mapping[str, str]) -> None:
        """Counts one answer that departs."""
        departures = tuple(departures)
        self.odd += 1
        self.ways.update(departures)
        if turn.row != self.last_row and len(self.where) < NAMED:
            part = "; ".join(_way(one, words) for one in departures)
            self.where.append(told(turn.where, part))
        self.last_row = turn.row


@final
@CHECKS.register("template-drift")
class TemplateDrift(Check):
    """Warns of answers outside the template of most, and of templates that compete."""

    name = "template-drift"

    def run(self, material: Material) -> Iterable[Finding]:
        """One finding for each task whose answers share a template or follow several."""
        tasks = _tasks(material)
        templates = {system: template_of(task) for system, task in tasks.items()}
        if not any(templates.values()):
            return
        words = _SAID[material.language]
        found = _departing(material, templates, words)
        for system, template in templates.items():
            if template is None:
                continue
            task = words["task"].format(system=_short(system)) if system else ""
            if template.groups:
                yield _competing(template, found[system], task, material.language)
            if found[system].ways:
                yield _departed(template, found[system], task, material.language)


def _answers(material: Material) -> Iterable[tuple[Turn, Shape]]:
    """Every answer with its shape, tool calls written as text left out."""
    for turn in turns(material):
        shape = shape_of(turn.text)
        names = {heading.plain for heading in shape.headings if heading.kind == "json"}
        if not ("name" in names and names <= _CALL):
            yield turn, shape


def _tasks(material: Material) -> dict[str, Task]:
    """The answers counted by system text; texts with few answers are one task together."""
    tasks: dict[str, Task] = {"": Task()}
    for turn, shape in _answers(material):
        system = turn.system
        if system not in tasks:
            if len(tasks) > _SYSTEMS:
                system = ""
            else:
                tasks[system] = Task()
        tasks[system].add(shape, turn.first, turn.last)
    for system in [one for one, task in tasks.items() if one and task.shapes.total() < _TASK]:
        tasks[""].absorb(tasks.pop(system))
    return tasks


def _departing(
    material: Material, templates: Mapping[str, Template | None], words: Mapping[str, str]
) -> dict[str, _Found]:
    """Reads the answers once more and keeps the odd ones, by task."""
    found: dict[str, _Found] = {system: _Found() for system in templates}
    for turn, shape in _answers(material):
        system = turn.system if turn.system in templates else ""
        template = templates[system]
        if template is None:
            continue
        departures = template.departures(shape, turn.first, turn.last)
        if template.groups and template.group(shape) != template.groups[0][0]:
            name = " / ".join(heading.written for heading in shape.headings[:6])
            if len(found[system].where) < NAMED:
                part = name or words["no template"]
                found[system].where.append(told(turn.where, part))
        elif departures and not _asked_for(departures, turn.question):
            found[system].add(turn, departures, words)
    return found


def _asked_for(departures: Iterable[Departure], question: str) -> bool:
    """Whether the question asks for another form, or for a letter where a formula is the one
    thing that departs."""
    if _ASKS_A_FORM.search(question):
        return True
    stray = all(one.kind in ("greeting", "closing") and not one.expected for one in departures)
    return stray and _ASKS_A_LETTER.search(question) is not None


def _departed(template: Template, found: _Found, task: str, language: Language) -> Finding:
    words = _SAID[language]
    ways = [f"{_way(way, words)} ({count})" for way, count in found.ways.most_common(8)]
    if len(found.ways) > len(ways):
        ways.append(words["more"].format(count=len(found.ways) - len(ways)))
    return Finding(
        code="template-drift",
        severity="warning",
        message=words["follow"].format(
            answers=_answers_said(template.answers, language),
            task=task,
            followers=template.answers - found.odd,
            template=_template(template),
            odd=found.odd,
            ways=", ".join(ways),
        ),
        remedy=words["remedy"],
        where=tuple(found.where),
        figure=found.odd / template.answers,
        threshold=0.0,
    )


def _competing(template: Template, found: _Found, task: str, language: Language) -> Finding:
    words = _SAID[language]
    groups = [f"{' / '.join(names)} ({count})" for names, count in template.groups[:6]]
    rest = template.answers - sum(count for _, count in template.groups)
    if rest:
        groups.append(f"{words['no template']} ({rest})")
    return Finding(
        code="template-drift",
        severity="warning",
        message=words["compete"].format(
            answers=_answers_said(template.answers, language),
            task=task,
            count=len(template.groups),
            groups=", ".join(groups),
        ),
        remedy=words["choose"],
        where=tuple(found.where),
        figure=1 - template.groups[0][1] / template.answers,
        threshold=0.0,
    )


def _answers_said(count: int, language: Language) -> str:
    if language == "ru":
        return count_ru(count, "ответ", "ответа", "ответов")
    return str(count)


def _template(template: Template) -> str:
    names = [written for _, written in template.written] or list(template.headings)
    parts = [template.greeting, *names, template.closing or template.signature]
    return " / ".join(part for part in parts if part)


def _way(departure: Departure, words: Mapping[str, str]) -> str:
    kind = departure.kind
    if kind in ("greeting", "closing"):
        kind += "" if departure.expected and departure.found else "-+"[not departure.expected]
    return words[kind].format(expected=departure.expected, found=departure.found)


def _short(system: str) -> str:
    return system if len(system) <= 60 else system[:57] + "..."
