"""The pages of docs/terms are executable: recipes parse, commands exist, examples run, and the
guards say what is quoted of them."""

from __future__ import annotations

import ast
import doctest
import re
import shlex
import typing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from pydantic import BaseModel

from lekalo.cli.main import app
from lekalo.core.interfaces import METHODS
from lekalo.core.recipe import Recipe, parse_recipe
from lekalo.core.settings import ADAPTER_KEYS

ROOT = Path(__file__).parents[2]
TERMS = ROOT / "docs/terms"
PAGES = sorted(p for p in TERMS.rglob("*.md") if p.name != "README.md")
EACH = pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(TERMS)))
LEAST = {"name": "x", "data": {"train": "x.jsonl"}}
KEY = re.compile(r"(?:adapter|checks|data|gate|generation|method|prompt|stages|train)\.[a-z_.]+")
GUARD = re.compile(r"^### `([a-z-]+)` \(([^)]+)\)$", re.M)
SEVERITIES = {"note": "note", "warning": "warning", "hold": "hold", "к сведению": "note"}
SEVERITIES |= {"предупреждение": "warning", "остановка": "hold"}


@EACH
def test_every_recipe_parses(page: Path) -> None:
    for block in blocks(page, "yaml"):
        recipe = parse_recipe(over(LEAST, yaml.safe_load(block)), page.name)
        assert recipe.adapter.name in ADAPTER_KEYS
        for method in (recipe.method, *(stage.method for stage in recipe.stages)):
            METHODS.get(method.name)


@EACH
def test_every_command_is_one_that_can_be_typed(page: Path) -> None:
    assert blocks(page, "sh"), "a term has a command"
    for line in "".join(blocks(page, "sh")).replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["lekalo"]:
            context_of(words[1:])
        else:
            assert not words or words[0] == "cd", line


@EACH
def test_every_command_and_key_in_the_text_exists(page: Path) -> None:
    for code in re.findall(r"`([^`\n]+)`", prose(page)):
        words = code.split()
        if words[0] == "lekalo" and len(words) > 1:
            allowed = options_of(words[1:])
            assert {w for w in words if w.startswith("--")} <= allowed, code
        elif KEY.fullmatch(code):
            default_of(code)
    for key, default in re.findall(r"^\| `([a-z_.]+)` \| ([^|]+) \|", prose(page), re.M):
        assert default.strip() == shown(default_of(key)), key


@EACH
def test_every_example_runs_and_says_what_stands_below_it(page: Path) -> None:
    text = "\n".join(blocks(page, "python"))
    flags = doctest.NORMALIZE_WHITESPACE | doctest.REPORT_NDIFF
    examples = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    failed, _ = doctest.DocTestRunner(optionflags=flags).run(examples)
    assert not failed


@EACH
def test_every_guard_is_in_the_source_with_its_severity_and_its_words(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = list(GUARD.finditer(text))
    assert named, "a term has a guard"
    for guard in named:
        code, severities = guard[1], guard[2].split(", ")
        files = [file for file, said in sayings().items() if code in said]
        assert files, code
        for word in severities:
            assert any(SEVERITIES[word] in sayings()[file] for file in files), (code, word)
    section = text[named[0].start() :]
    said = [" ".join(one.replace("\n> ", " ").split()) for one in quotes(section)]
    assert said, "a guard's words are quoted"
    every = [line for lines in sayings().values() for line in lines]
    for quote in said:
        assert any(quote in line for line in every), quote


@EACH
def test_every_benchmark_and_link_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for script in re.findall(r"`(benchmarks/\w+\.py)`", text):
        assert (ROOT / script).is_file(), script
    for result in re.findall(r"`results/([\w-]+)\.json`", text):
        name = result.removesuffix("-quick")
        scripts = [ROOT / f"benchmarks/{part}.py" for part in (name, name.partition("-")[0])]
        source = next(script for script in scripts if script.is_file()).read_text(encoding="utf-8")
        assert f'finish("{name}"' in source or f"results/{name}.json" in source, result
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("folder", [TERMS, TERMS / "ru"], ids=["en", "ru"])
def test_the_index_lists_every_page(folder: Path) -> None:
    listed = re.findall(r"\]\((\d\d-[\w-]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert listed == sorted(page.name for page in folder.glob("*.md") if page.name != "README.md")


@pytest.mark.parametrize("page", sorted(TERMS.glob("*.md")), ids=lambda p: p.stem)
def test_each_page_is_there_in_both_languages_with_the_same_guards_and_keys(page: Path) -> None:
    texts = [file.read_text(encoding="utf-8") for file in (page, page.parent / "ru" / page.name)]
    for one in (r"^### `[a-z-]+`", r"^\| `[a-z_.]+` \| [^|]+ \|", r"`(?:benchmarks|results)/.*?`"):
        english, russian = (re.findall(one, text, re.M) for text in texts)
        assert english == russian


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def prose(page: Path) -> str:
    """The page without its blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)


def quotes(text: str) -> list[str]:
    return [one[2:] for one in re.findall(r"^> .*(?:\n> .*)*", text, re.M)]


def over(low: dict[str, Any], high: dict[str, Any]) -> dict[str, Any]:
    """`high` laid over `low`, group by group."""
    merged = dict(low)
    for key, value in high.items():
        both = isinstance(value, dict) and isinstance(low.get(key), dict)
        merged[key] = over(low[key], value) if both else value
    return merged


def context_of(words: list[str]) -> None:
    """Reads a whole command line as the program does, and runs nothing."""
    command, context = typer.main.get_command(app), None
    name, rest = "lekalo", words
    while True:
        context = command.make_context(name, list(rest), parent=context)
        if not hasattr(command, "resolve_command"):
            return
        name, command, rest = command.resolve_command(context, rest)


def options_of(words: list[str]) -> set[str]:
    """The options of the command that the words name."""
    command: Any = typer.main.get_command(app)
    context = command.make_context("lekalo", ["schema"])
    for word in words:
        if not hasattr(command, "get_command"):
            break
        command = command.get_command(context, word)
    return {option for one in command.params for option in (*one.opts, *one.secondary_opts)}


def default_of(key: str) -> Any:
    """What the recipe's key is unless it is set; `KeyError` where there is no such key."""
    model: type[BaseModel] = Recipe
    *groups, last = key.split(".")
    for group in groups:
        model = next(iter(groups_in(model.model_fields[group].annotation)))
    field = model.model_fields[last]
    return "required" if field.is_required() else field.get_default(call_default_factory=True)


def groups_in(annotation: Any) -> typing.Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from groups_in(inner)


def shown(value: Any) -> str:
    """A default as the tables have it."""
    if value in (None, [], ""):
        return "–"
    if value == "required":
        return "!"
    text = str(value).lower() if isinstance(value, bool) else value
    return f"`{text:g}`" if isinstance(text, float) else f"`{text}`"


@cache
def sayings() -> dict[Path, set[str]]:
    """Every string of the source by its file; what is put into it stands as ..."""
    found = {}
    for file in (ROOT / "src/lekalo").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found[file] = {text for node in ast.walk(tree) if (text := said_by(node))}
    return found


def said_by(node: ast.AST) -> str:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    text = "".join(
        part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "..."
        for part in parts
        if not isinstance(part, ast.Constant) or isinstance(part.value, str)
    )
    text = text.replace("{{", "\0").replace("}}", "\1")  # braces that stay
    return re.sub(r"\{[^{}]*\}", "...", text).replace("\0", "{").replace("\1", "}")
