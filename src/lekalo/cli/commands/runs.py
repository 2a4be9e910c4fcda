"""List the training runs, with how far each has come.

Перечислить запуски обучения: докуда дошёл каждый.
"""

from __future__ import annotations

from lekalo.cli import console, words
from lekalo.cli.listener import spoken
from lekalo.cli.options import Home, Json, home_folder
from lekalo.core.page import figure
from lekalo.training.runs import list_runs


def command(home: Home = None, json: Json = False) -> None:
    """A run that was stopped goes on with `lekalo train --resume RUN`.

    Остановленный запуск продолжит `lekalo train --resume ЗАПУСК`.
    """
    states = {run.id: run.state() for run in list_runs(home_folder(home))}
    if json:
        console.print_json({"runs": [{"run": name, **state} for name, state in states.items()]})
        return
    if not states:
        console.say(words.FIRST_RUN)
        return
    table = console.table(*words.RUN_COLUMNS.say(spoken()).split(","))
    for name, state in states.items():
        step = words.STEP_OF(step=state["step"], steps=state["steps"]).say(spoken())
        ended = (words.ENDED if state.get("ended") else words.UNDER_WAY).say(spoken())
        table.add_row(name, step, _number(state["loss"]), _number(state["eval_loss"]), ended)
    console.out.print(table)


def _number(value: float | None) -> str:
    language = spoken()
    return words.NOT_MEASURED.say(language) if value is None else figure(value, language)
