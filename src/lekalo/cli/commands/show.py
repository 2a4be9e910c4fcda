"""Show everything that made one version: its manifest."""

from __future__ import annotations

from typing import Annotated

import typer

from lekalo.cli import console
from lekalo.cli.options import Home, Json, home_folder
from lekalo.versions.manifest import BasePart, Manifest
from lekalo.versions.registry import Registry


def command(
    ref: Annotated[str, typer.Argument(help="name@3, name@live or name@candidate.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """The base, adapter, data, prompt, recipe, figures, findings and verdict of a version."""
    version = Registry(home_folder(home)).resolve(ref)
    manifest = version.manifest
    if json:
        console.print_json({"stage": version.stage, **manifest.model_dump(mode="json")})
        return
    console.say(f"{version.ref}  {version.stage}", "bold")
    for key, value in _lines(manifest):
        console.say(f"  {key:<9} {value}")
    for metric in manifest.metrics:
        i = metric.interval
        console.say(
            f"  {metric.kind:<9} {metric.suite}: {i.value:.0%} "
            f"({i.low * 100:.0f}-{i.high * 100:.0f}, n={i.count})"
        )
    console.say_findings(manifest.findings)
    if manifest.verdict:
        console.say_verdict(manifest.verdict)
    for acceptance in manifest.accepted:
        console.say(f"  accepted  {acceptance.code}: {acceptance.because} ({acceptance.who})")


def _lines(manifest: Manifest) -> list[tuple[str, str]]:
    lines = [
        ("made", f"{manifest.created[:16].replace('T', ' ')} by {manifest.who}"),
        ("why", manifest.why or "not said"),
        ("base", f"{manifest.base.ref}  {_short(manifest.base.hash)}{_held(manifest.base)}"),
        ("recipe", _short(manifest.recipe.hash)),
        ("prompt", manifest.prompt.system or "none"),
        ("run", f"{manifest.run or 'none'} at step {manifest.step}"),
        ("code", f"lekalo {manifest.code.version}"),
    ]
    if manifest.adapter:
        lines.append(("adapter", f"{manifest.adapter.kind}  {_short(manifest.adapter.hash)}"))
    if manifest.dataset:
        files = ", ".join(manifest.dataset.files)
        lines.append(("data", f"{manifest.dataset.rows} rows of {files}"))
    return lines


def _held(base: BasePart) -> str:
    return "" if base.quantise == "none" else f"  held in {base.quantise}"


def _short(content_hash: str) -> str:
    return content_hash[: len("sha256:") + 12]
