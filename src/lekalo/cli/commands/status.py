"""Show what is live, what waits, and who changed it last.

Показать, какая версия рабочая, какие ждут и кто менял последним.
"""

from __future__ import annotations

from lekalo.cli import console, words
from lekalo.cli.listener import spoken
from lekalo.cli.options import Home, Json, home_folder
from lekalo.core.wording import Sayable
from lekalo.versions.registry import Registry
from lekalo.versions.stages import HistoryEntry, NameStatus, Version

_RECENT = 3


def command(home: Home = None, json: Json = False) -> None:
    """For each assistant: its live version, its candidates and its last changes.

    Для каждого помощника: рабочая версия, кандидаты и последние изменения.
    """
    registry = Registry(home_folder(home))
    states = registry.status()
    histories = {state.name: registry.history(state.name) for state in states}
    if json:
        console.print_json({"assistants": [_json(s, histories[s.name]) for s in states]})
        return
    if not states:
        console.say(words.FIRST_VERSION)
    for state in states:
        _print(state, histories[state.name])


def _print(state: NameStatus, history: list[HistoryEntry]) -> None:
    if state.live is None:
        console.say(words.NOTHING_LIVE(name=state.name), "bold")
    else:
        live = words.LIVE_NOW if state.measured else words.LIVE_UNMEASURED
        console.say(live(name=state.name, ref=state.live.ref), "bold")
        console.say(_made_of(state.live))
    if state.candidates:
        refs = ", ".join(version.ref for version in state.candidates)
        console.say(words.CANDIDATES(refs=refs))
    for entry in history[-_RECENT:]:
        why = f": {entry.why}" if entry.why else ""
        action = words.ACTIONS[entry.action].say(spoken())
        moment = entry.when[:16].replace("T", " ")
        console.say(f"  {moment} {entry.who} {action} -> @{entry.to_number}{why}", "dim")


def _made_of(version: Version) -> Sayable:
    """What answers, and what a person has let pass in spite of a hold."""
    adapter, accepted = version.manifest.adapter, version.manifest.accepted
    base = version.manifest.base.ref
    made = words.ABOVE_BASE(kind=adapter.kind, base=base) if adapter else words.BASE_ALONE
    passed = ", ".join(f"{a.code} ({a.because})" for a in accepted)
    if passed:
        return words.MADE_ACCEPTING(made=made, accepted=passed)
    return words.MADE_OF(made=made)


def _adapter(live: Version | None) -> dict[str, str] | None:
    part = live.manifest.adapter if live else None
    return {"kind": part.kind, "hash": part.hash} if part else None


def _json(state: NameStatus, history: list[HistoryEntry]) -> dict[str, object]:
    return {
        "name": state.name,
        "live": state.live.ref if state.live else None,
        "adapter": _adapter(state.live),
        "measured": state.measured,
        "candidates": [version.ref for version in state.candidates],
        "history": [
            {
                "when": entry.when,
                "who": entry.who,
                "why": entry.why,
                "action": entry.action,
                "from": entry.from_number,
                "to": entry.to_number,
                "accepted": [a.model_dump(mode="json") for a in entry.accepted],
            }
            for entry in history
        ],
    }
