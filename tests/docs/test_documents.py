"""What the documents say exists: commands, files, figures with a result behind them."""

import re
from pathlib import Path

import pytest

from lekalo.core.recipe import load_recipe

ROOT = Path(__file__).parents[2]
READMES = [ROOT / "README.md", ROOT / "README.ru.md"]
FOLDER = ROOT / "src/lekalo/cli/commands"
GROUPS = {p.parent.name for p in FOLDER.glob("[a-z]*/__init__.py")}
COMMANDS = {p.stem for p in FOLDER.glob("[a-z]*.py")} | GROUPS


@pytest.mark.parametrize("page", READMES, ids=lambda p: p.name)
def test_every_command_named_exists_and_every_command_is_named(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    used = set(re.findall(r"^\s+lekalo ([a-z]+)", text, re.M))
    assert used <= COMMANDS
    named = set(re.findall(r"[a-z]+", " ".join(re.findall(r"`([^`]*)`", text)))) | used
    assert named >= COMMANDS
    for group in GROUPS:
        listed = set(re.findall(rf"`{group} ([a-z]+)", text))
        assert listed == {p.stem for p in (FOLDER / group).glob("[a-z]*.py")}, group


@pytest.mark.parametrize("page", READMES, ids=lambda p: p.name)
def test_every_link_and_result_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / link).exists(), link
    for result in re.findall(r"`(results/[\w.-]+)`", text):
        assert (ROOT / "benchmarks" / result).is_file(), result


def test_every_page_for_readers_is_in_both_languages_and_its_links_lead_somewhere() -> None:
    docs = ROOT / "docs"
    for folder in (docs, docs / "terms"):
        names = {page.name for page in folder.glob("*.md")}
        assert names and names == {page.name for page in (folder / "ru").glob("*.md")}
    for page in docs.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), (page, link)


@pytest.mark.parametrize("page", READMES, ids=lambda p: p.name)
def test_the_map_of_the_readme_names_what_is_there(page: Path) -> None:
    block = page.read_text(encoding="utf-8").split("```")[1]
    for line in block.splitlines():
        name = line.split("  ")[0] if not line.startswith(" ") else ""
        inner = re.match(r"  (\S+)\s{2,}", line)
        if name:
            assert (ROOT / name.strip()).exists(), name
        if inner:
            assert (ROOT / "src/lekalo" / inner[1]).exists(), inner[1]


@pytest.mark.parametrize("recipe", sorted((ROOT / "recipes").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_recipe_is_valid_and_says_how_it_is_run(recipe: Path) -> None:
    load_recipe(recipe)
    assert recipe.read_text(encoding="utf-8").startswith("#")


def test_nothing_of_one_machine_is_written_down() -> None:
    own = Path(__file__).resolve()
    pages = [p for f in ("src", "docs", "recipes", "benchmarks", "tests") for p in _texts(ROOT / f)]
    for page in [*pages, *ROOT.glob("*.md"), ROOT / "Makefile", ROOT / "pyproject.toml"]:
        if page.resolve() != own:
            text = page.read_text(encoding="utf-8", errors="replace")
            assert not re.search(r"/home/\w|/root/|/work/", text), page


def _texts(folder: Path) -> list[Path]:
    kinds = {".py", ".md", ".yaml", ".json", ".html", ".txt"}
    return [p for p in folder.rglob("*") if p.suffix in kinds and "__pycache__" not in p.parts]
