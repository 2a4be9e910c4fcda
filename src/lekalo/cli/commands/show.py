"""Show everything that made one version: its manifest.

Показать всё, из чего сделана версия.
"""

from __future__ import annotations

from typing import Annotated

import typer

from lekalo.cli import console, counts, words
from lekalo.cli.help import both
from lekalo.cli.listener import spoken
from lekalo.cli.options import Home, Json, home_folder
from lekalo.core.wording import Sayable, said_in
from lekalo.versions.manifest import BasePart, Manifest
from lekalo.versions.registry import Registry


def command(
    ref: Annotated[
        str,
        typer.Argument(
            help=both("name@3, name@live or name@candidate.", "имя@3, имя@live или имя@candidate.")
        ),
    ],
    home: Home = None,
    json: Json = False,
) -> None:
    """The base, adapter, data, prompt, recipe, figures, findings and verdict of a version.

    Базовая модель, адаптер, данные, промпт, рецепт, оценки, замечания и решение.
    """
    version = Registry(home_folder(home)).resolve(ref)
    manifest = version.manifest
    if json:
        console.print_json({"stage": version.stage, **manifest.model_dump(mode="json")})
        return
    language = spoken()
    stage = words.VERSION_STAGES[version.stage].say(language)
    console.say(f"{version.ref}  {stage}", "bold")
    for key, value in _lines(manifest):
        console.say(f"  {words.PARTS[key].say(language):<9} {said_in(value, language)}")
    for metric in manifest.metrics:
        i = metric.interval
        console.say(
            f"  {words.SUITE_KINDS[metric.kind].say(language):<9} {metric.suite}: {i.value:.0%} "
            f"({i.low * 100:.0f}-{i.high * 100:.0f}, n={i.count})"
        )
    console.say_findings(manifest.findings)
    if manifest.verdict:
        console.say_verdict(manifest.verdict)
    for acceptance in manifest.accepted:
        code, because = acceptance.code, acceptance.because
        console.say(words.ACCEPTED(code=code, because=because, who=acceptance.who))


def _lines(manifest: Manifest) -> list[tuple[str, str | Sayable]]:
    when = manifest.created[:16].replace("T", " ")
    lines: list[tuple[str, str | Sayable]] = [
        ("made", words.MADE_BY(when=when, who=manifest.who)),
        ("why", manifest.why or words.NOT_SAID),
        ("base", _base(manifest.base)),
        ("recipe", _short(manifest.recipe.hash)),
        ("prompt", manifest.prompt.system or words.NONE),
        ("run", words.RUN_AT(run=manifest.run or words.NONE, step=manifest.step)),
        ("code", f"lekalo {manifest.code.version}"),
    ]
    if manifest.adapter:
        lines.append(("adapter", f"{manifest.adapter.kind}  {_short(manifest.adapter.hash)}"))
    if manifest.dataset:
        files = ", ".join(manifest.dataset.files)
        lines.append(("data", words.DATA_OF(rows=counts.rows(manifest.dataset.rows), files=files)))
    return lines


def _base(base: BasePart) -> str | Sayable:
    named = f"{base.ref}  {_short(base.hash)}"
    return named if base.quantise == "none" else words.HELD_IN(base=named, held=base.quantise)


def _short(content_hash: str) -> str:
    return content_hash[: len("sha256:") + 12]
