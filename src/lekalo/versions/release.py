"""What stands in the way of a promotion, and what a person has accepted in spite of it.

Pure functions over a manifest, a verdict and acceptances; nothing is read or written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lekalo.core.errors import HeldError, UserError
from lekalo.core.records import Finding, Language, Verdict, Where
from lekalo.core.wording import Sayable, nearest
from lekalo.versions import words
from lekalo.versions.manifest import Acceptance, Manifest

_STRAY: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "message": "the adapter of {ref} has {lacks}, so nobody can say what it was taught, or if "
        "it answers better than what is live",
        "remedy": "train it with `lekalo train` from a recipe that names suites: it gives all of "
        "these; or accept this with a reason",
        "card": "no card that says what it was trained on",
        "suite": "no suite that measured it",
        "gate": "no gate that it passed",
        "and": " and ",
    },
    "ru": {
        "message": "у адаптера {ref} нет {lacks}: никто не скажет, чему его учили и отвечает ли он "
        "лучше того, что сейчас в работе",
        "remedy": "обучите его командой `lekalo train` по рецепту, в котором названы наборы "
        "проверок: она даст всё сразу; или примите как есть, указав причину",
        "card": "карточки с тем, на чём он обучен",
        "suite": "измерений ни на одном наборе проверок",
        "gate": "пройденного допуска",
        "and": " и ",
    },
}
"""An adapter that came from nowhere: it answers customers, and nothing vouches for it."""


def judgement(
    manifest: Manifest, verdict: Verdict | None, accepted: Sequence[Acceptance], live: int | None
) -> Manifest:
    """The manifest with the verdict and the acceptances in it; `HeldError` where a hold is
    left that nobody accepted, with all such findings."""
    verdict = verdict or manifest.verdict
    if verdict is not None:
        _same_candidate(manifest, verdict)
    stray = _stray(manifest, verdict)
    judged = (
        () if stray and verdict is None else _of_verdict(verdict, manifest.language)
    )  # a stray's hold says it
    found = [*manifest.findings, *stray, *judged, *_stale(manifest, verdict, live)]
    _refuse_stray(accepted, found)
    all_accepted = (*manifest.accepted, *accepted)
    passed = {acceptance.code for acceptance in all_accepted}
    left = [f for f in found if f.severity == "hold" and f.code not in passed]
    if left:
        codes = ", ".join(sorted({finding.code for finding in left}))
        raise HeldError(
            words.NOT_PROMOTED(ref=manifest.ref, codes=codes, code=left[0].code),
            left,
        )
    return manifest.model_copy(update={"verdict": verdict, "accepted": all_accepted})


def _stray(manifest: Manifest, verdict: Verdict | None) -> tuple[Finding, ...]:
    """`stray-adapter`, where an adapter has no card, no suite or no verdict of a gate. What a
    verdict says against it has findings of its own."""
    if manifest.adapter is None:
        return ()
    lacks = {"card": manifest.dataset is None, "suite": not manifest.metrics, "gate": not verdict}
    if not any(lacks.values()):
        return ()
    stray = _STRAY[manifest.language]
    *most, last = [stray[part] for part, lacking in lacks.items() if lacking]
    said = stray["and"].join([", ".join(most), last]) if most else last
    message = stray["message"].format(ref=manifest.ref, lacks=said)
    return (
        Finding("stray-adapter", "hold", message, stray["remedy"], (Where(part=manifest.ref),)),
    )


def _of_verdict(verdict: Verdict | None, language: Language) -> tuple[Finding, ...]:
    """The verdict's reasons; a refusal that gives no hold of its own becomes one."""
    if verdict is None:
        return (_hold("not-measured", words.NOT_MEASURED(), words.MEASURE, language),)
    if verdict.decision == "release" or any(r.severity == "hold" for r in verdict.reasons):
        return verdict.reasons
    if verdict.decision == "hold":
        code, said = "gate-hold", words.HELD_BACK()
    elif verdict.missing_items:
        code, said = "gate-undecided", words.UNDECIDED_ITEMS(count=verdict.missing_items)
    else:
        code, said = "gate-undecided", words.UNDECIDED()
    return (*verdict.reasons, _hold(code, said, words.ADD_ITEMS, language))


def _stale(manifest: Manifest, verdict: Verdict | None, live: int | None) -> tuple[Finding, ...]:
    """A verdict against a version that is no longer live says nothing of the one that is."""
    match = re.fullmatch(rf"{re.escape(manifest.name)}@(\d+)", verdict.against if verdict else "")
    if match is None or live == int(match[1]):
        return ()
    said = words.STALE if live is not None else words.STALE_NOTHING
    message = said(before=match[0], now=f"{manifest.name}@{live}")
    return (_hold("stale-verdict", message, words.GATE_AGAIN, manifest.language),)


def _hold(code: str, message: Sayable, remedy: Sayable, language: Language) -> Finding:
    return Finding(code, "hold", message.say(language), remedy.say(language))


def _same_candidate(manifest: Manifest, verdict: Verdict) -> None:
    match = re.fullmatch(rf"{re.escape(manifest.name)}@(\d+)", verdict.candidate)
    if match and match[0] != manifest.ref:
        raise UserError(words.OTHER_VERDICT(match=match[0], ref=manifest.ref))


def _refuse_stray(accepted: Sequence[Acceptance], found: Sequence[Finding]) -> None:
    """An acceptance of what nobody found is a slip of the keyboard, never ignored."""
    codes = sorted({finding.code for finding in found})
    for acceptance in accepted:
        if acceptance.code not in codes:
            said = words.NO_FINDING if codes else words.NOTHING_FOUND
            hint = nearest(acceptance.code, codes, ".")
            raise UserError(said(code=acceptance.code, hint=hint, codes=", ".join(codes)))
