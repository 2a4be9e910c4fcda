"""The command line as a person meets it: quick help, sentences for mistakes, exit codes, JSON."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lekalo.cli.main import _group
from support.terminal import lekalo

COMMANDS = Path(__file__).parents[2] / "src" / "lekalo" / "cli" / "commands"


def test_help_lists_every_command_with_its_first_line(tmp_path: Path) -> None:
    for folder, words in ((COMMANDS, ["--help"]), (COMMANDS / "data", ["data", "-h"])):
        shown = " ".join(lekalo(*words, cwd=tmp_path).stdout.split())
        groups = folder.glob("[a-z]*/__init__.py")
        files = {file.stem: file for file in folder.glob("[a-z]*.py")}
        for name, file in (files | {file.parent.name: file for file in groups}).items():
            first = file.read_text(encoding="utf-8").splitlines()[0].strip('"')
            assert f"{name} {' '.join(first.split()[:4])}" in shown


def test_a_folder_of_commands_is_a_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "made_up_group").mkdir()
    (tmp_path / "made_up_group/__init__.py").write_text('"""Two commands."""\n')
    (tmp_path / "made_up_group/greet.py").write_text(
        '"""Say hello."""\ndef command(name: str = "you") -> None:\n    print("hello", name)\n'
    )
    (tmp_path / "made_up_group/broken.py").write_text('"""Not imported."""\nraise ValueError\n')
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("made_up_group")
    run = _group("group", tmp_path / "made_up_group", module)
    for words, said in (
        (["greet", "--name", "Ann"], ["hello Ann"]),
        (["--help"], ["Two commands.", "broken Not imported.", "greet Say hello."]),
        (["gret"], ["there is no command 'gret'; did you mean 'greet'?"]),
    ):
        with pytest.raises(SystemExit):
            run.main(words)
        shown = " ".join(" ".join(capsys.readouterr()).split())
        assert all(one in shown for one in said), shown


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['lekalo', '--help']\n"
        "from lekalo.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('torch', 'transformers', 'pydantic', 'sqlalchemy', 'rich') "
        "if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip().endswith("[]")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["train"], 2, "Make one with: lekalo new"),
        (["trian"], 2, "did you mean 'train'?"),
        (["data", "shwo"], 2, "there is no command 'shwo'"),
        (["show", "support@1"], 2, "support"),
        (["rollback", "support"], 2, "support"),
        (["promote", "support@1", "--accept", "x"], 2, "--because"),
        (["new", "My Bot"], 2, "small Latin letters"),
        (["train", "--resume", "run-1"], 2, "there is no run 'run-1'"),
        (["ask", "no-such-model", "hello"], 2, "no-such-model"),
        (["serve", "--host", "0.0.0.0"], 2, "LEKALO_API_KEY"),
    ],
)
def test_a_mistake_is_a_sentence_and_an_exit_code(
    tmp_path: Path, words: list[str], code: int, sentence: str
) -> None:
    ran = lekalo(*words, cwd=tmp_path)
    said = " ".join((ran.stdout + ran.stderr).split())
    assert (ran.returncode, "Traceback" in said) == (code, False), said
    assert sentence in said


def test_json_errors_are_one_document_on_standard_output(tmp_path: Path) -> None:
    ran = lekalo("train", "--json", cwd=tmp_path)
    assert ran.returncode == 2
    assert "no recipe" in json.loads(ran.stdout)["error"]


def test_lists_say_when_they_are_empty(tmp_path: Path) -> None:
    for command in ("versions", "runs", "status"):
        assert "There are no" in lekalo(command, cwd=tmp_path).stdout
    assert json.loads(lekalo("versions", "--json", cwd=tmp_path).stdout) == {"versions": []}


def test_a_recipe_with_a_wrong_key_and_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text("name: a\ndata: {train: no.jsonl}\ntrian: {}\n")
    assert "did you mean 'train'?" in lekalo("train", cwd=tmp_path).stderr
    (tmp_path / "recipe.yaml").write_text("name: a\ndata: {train: no.jsonl}\n")
    ran = lekalo("train", "--dry-run", cwd=tmp_path)
    assert ran.returncode == 2 and "no.jsonl" in ran.stderr


def test_no_write_permission_is_an_outside_failure(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        (tmp_path / "sealed").write_text("a file where a folder should be")
        ran = lekalo("new", "sealed/shop", cwd=tmp_path)
    else:
        (tmp_path / "sealed").mkdir(mode=0o500)
        ran = lekalo("new", "sealed/shop", cwd=tmp_path)
    assert ran.returncode in (2, 3) and "Traceback" not in ran.stderr
