"""List the training runs, with how far each has come."""

from __future__ import annotations

from rich.table import Table

from lekalo.cli import console
from lekalo.cli.options import Home, Json, home_folder
from lekalo.training.runs import list_runs


def command(home: Home = None, json: Json = False) -> None:
    """A run that was stopped goes on with `lekalo train --resume RUN`."""
    states = {run.id: run.state() for run in list_runs(home_folder(home))}
    if json:
        console.print_json({"runs": [{"run": name, **state} for name, state in states.items()]})
        return
    if not states:
        console.say("There are no runs yet. Start one with: lekalo train")
        return
    table = Table("run", "step", "loss", "eval loss", "", box=None, header_style="bold")
    for name, state in states.items():
        step = f"{state['step']} of {state['steps']}"
        ended = "ended" if state.get("ended") else "stopped or running"
        table.add_row(name, step, _number(state["loss"]), _number(state["eval_loss"]), ended)
    console.out.print(table)


def _number(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.3f}"
