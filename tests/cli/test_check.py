"""`lekalo check` as a person meets it: one screen, exit codes, JSON, a page, a cleaned copy."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from lekalo.cli.check_screen import HEIGHT, screen
from lekalo.core.errors import HeldError
from lekalo.core.interfaces import CHECKS, Material
from lekalo.core.records import Example, Finding, Language, Message, Where
from lekalo.data.audit import Audit, NotRun
from lekalo.data.checked import Checked, FileRows
from lekalo.data.fixing import Fixed
from lekalo.project import open_project, plan_run
from lekalo.workflow import train
from support.projects import TEMPLATE, chat, lines, small_project, suite
from support.terminal import lekalo

GOODS = ("чайник", "утюг", "пылесос", "тостер", "фен", "миксер", "блендер", "вентилятор")
CITIES = ("Твери", "Перми", "Омске", "Уфе", "Самаре", "Казани", "Пскове")


def write(path: Path, extra: Sequence[Any] = ()) -> Path:
    """Fifty-six sound rows in Russian, and then `extra`."""
    rows = [
        {
            "question": f"Где в {city} починят {thing}?",
            "answer": f"Ближайшая мастерская, что чинит {thing}, есть в {city} на главной улице.",
        }
        for thing in GOODS
        for city in CITIES
    ]
    text = [json.dumps(row, ensure_ascii=False) for row in rows]
    text += [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in extra]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


def checked_json(*words: str, cwd: Path) -> tuple[int, dict[str, Any]]:
    ran = lekalo("check", *words, "--json", cwd=cwd)
    return ran.returncode, json.loads(ran.stdout)


def test_files_are_checked_without_a_recipe_and_without_torch(tmp_path: Path) -> None:
    write(tmp_path / "tickets.jsonl")
    code = (
        "import sys; sys.argv = ['lekalo', 'check', 'tickets.jsonl']\n"
        "from lekalo.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('torch', 'transformers', 'sqlalchemy') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip().endswith("[]")
    assert "tickets.jsonl: 56 строк" in ran.stdout
    assert (tmp_path / ".lekalo" / "check.html").is_file()


def test_a_hold_is_exit_code_one_and_an_accepted_hold_is_not(tmp_path: Path) -> None:
    write(tmp_path / "t.jsonl", ["{broken"])
    code, said = checked_json("t.jsonl", cwd=tmp_path)
    assert (code, said["held"]) == (1, True)
    (bad,) = [f for f in said["findings"] if f["code"] == "bad-row"]
    assert bad["where"] == [{"file": "t.jsonl", "line": 57}]
    held = {f["code"] for f in said["findings"] if f["severity"] == "hold"}
    options = [word for name in held for word in ("--accept", name)]
    code, said = checked_json("t.jsonl", *options, "--because", "a test", cwd=tmp_path)
    assert (code, said["held"]) == (0, False)
    assert said["accepted"]["bad-row"] == "a test"


def test_json_tells_all_that_the_screen_does(tmp_path: Path) -> None:
    write(tmp_path / "t.jsonl")
    suite(tmp_path / "golden.jsonl", ["Куда писать о возврате?"], "x")
    code, said = checked_json(
        "t.jsonl", "--eval", "golden.jsonl", "--report", "p.html", cwd=tmp_path
    )
    assert code == 0
    assert said["files"] == [
        {"file": "t.jsonl", "rows": 56, "shape": "question, answer", "for": "train"},
        {"file": "golden.jsonl", "rows": 1, "shape": "", "for": "suite"},
    ]
    assert (said["kinds"], said["language"], said["page"]) == (["sft"], "ru", "p.html")
    assert "leakage" in said["passed"] and "preference-noise" in said["not_run"]
    assert said["failed"] == [] and said["fixed"] == []
    assert said["seconds"]["all"] > 0 and said["seconds"]["checks"]["leakage"] >= 0
    assert (tmp_path / "p.html").is_file()


def test_a_suite_and_held_out_rows_are_both_looked_up_in_the_training_rows(
    tmp_path: Path,
) -> None:
    write(tmp_path / "t.jsonl")
    suite(tmp_path / "golden.jsonl", ["Где в Перми починят утюг?", "Кто платит?"], "x")
    lines(tmp_path / "held.jsonl", [chat("Где в Уфе починят фен?", "Там.")])
    code, said = checked_json(
        "t.jsonl", "--eval", "golden.jsonl", "--eval", "held.jsonl", cwd=tmp_path
    )
    assert code == 1
    places = [w for f in said["findings"] if f["code"] == "leakage" for w in f["where"]]
    named = {(where["file"], where["line"]) for where in places}
    assert {("golden.jsonl", 1), ("held.jsonl", 1)} <= named
    assert ("golden.jsonl", 2) not in named


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["tikets.jsonl"], "did you mean 'tickets.jsonl'?"),
        (["tickets.jsonl", "--kind", "preference", "--lang", "en"], "was read as chats"),
        (["tickets.jsonl", "--kind", "dpo"], "sft, preference, documents"),
        (["tickets.jsonl", "--lang", "de"], "en, ru"),
        (["tickets.jsonl", "--accept", "leakage"], "--because"),
        (["tickets.jsonl", "--accept", "lekage", "--because", "x"], "замечания с таким кодом нет"),
        (["tickets.jsonl", "--mask"], "--fix"),
        (["tickets.jsonl", "--set", "seed=1"], "--set"),
        (["tickets.jsonl", "--eval", "no.jsonl"], "no.jsonl"),
        (["recipe.yaml", "tickets.jsonl", "--lang", "en"], "name it alone"),
        (["recipe.yaml", "--kind", "sft"], "give --eval, --kind and --policy with data files"),
        ([], "Name data files"),
    ],
)
def test_wrong_input_is_a_sentence_and_exit_code_two(
    tmp_path: Path, words: list[str], sentence: str
) -> None:
    write(tmp_path / "tickets.jsonl")
    ran = lekalo("check", *words, cwd=tmp_path)
    said = " ".join((ran.stdout + ran.stderr).split())
    assert (ran.returncode, "Traceback" in said) == (2, False), said
    assert sentence in said
    assert not (tmp_path / ".lekalo").exists()


def test_each_file_of_a_mixed_folder_says_what_it_holds(tmp_path: Path) -> None:
    lines(tmp_path / "d" / "a.jsonl", [chat("Who?", "She.")])
    choice = {"prompt": "Who?", "chosen": "She.", "rejected": "Nobody knows."}
    lines(tmp_path / "d" / "b.jsonl", [choice, choice, chat("When?", "Now.")])
    _, said = checked_json("d", cwd=tmp_path)
    shapes = {one["file"]: (one["rows"], set(one["shape"].split(" + "))) for one in said["files"]}
    assert shapes == {"d/a.jsonl": (1, {"chats"}), "d/b.jsonl": (3, {"chats", "pairs"})}
    assert said["kinds"] == ["sft", "preference"]


def test_a_cleaned_copy_is_written_beside_and_named(tmp_path: Path) -> None:
    source = write(tmp_path / "t.jsonl", ["{broken"])
    before = source.read_bytes()
    ran = lekalo("check", "t.jsonl", "--fix", cwd=tmp_path)
    assert ran.returncode == 1 and source.read_bytes() == before
    assert "t.fixed.jsonl" in ran.stdout and "t.fixed.changes.md" in ran.stdout
    assert (tmp_path / "t.fixed.jsonl").read_bytes() == before.replace(b"{broken\n", b"")
    code, said = checked_json("t.fixed.jsonl", cwd=tmp_path)
    assert "bad-row" not in {finding["code"] for finding in said["findings"]}
    assert code == 0


def test_near_repeats_stay_in_the_copy_unless_they_are_named(tmp_path: Path) -> None:
    slip = {"question": "Кто примет назад чайник с трещиной?", "answer": "Его примет продавец."}
    near = {**slip, "question": "Кто примет назад чайник с трещной?"}
    write(tmp_path / "t.jsonl", [slip, near, near])
    for option, removed in (("--fix", 1), ("--fix-near", 2)):
        (fixed,) = checked_json("t.jsonl", option, cwd=tmp_path)[1]["fixed"]
        assert fixed["removed"] == removed


def test_the_language_is_the_datas_unless_it_is_given(tmp_path: Path) -> None:
    write(tmp_path / "ru.jsonl")
    lines(tmp_path / "en.jsonl", [chat(f"Where is shelf {n}?", f"By door {n}.") for n in range(9)])
    assert "Страница:" in lekalo("check", "ru.jsonl", cwd=tmp_path).stdout
    assert "Page:" in lekalo("check", "en.jsonl", cwd=tmp_path).stdout
    assert "Page:" in lekalo("check", "ru.jsonl", "--lang", "en", cwd=tmp_path).stdout
    assert '<html lang="en">' in (tmp_path / ".lekalo" / "check.html").read_text()


def test_a_recipe_is_checked_with_its_suites_and_bad_rows_do_not_hide_the_rest(
    tmp_path: Path,
) -> None:
    small_project(tmp_path)
    code, said = checked_json(cwd=tmp_path)
    assert {(f["file"], f["for"]) for f in said["files"]} == {
        ("data.jsonl", "train"),
        ("data.jsonl", "eval"),
        ("target.jsonl", "suite"),
        ("baseline.jsonl", "suite"),
    }
    assert sum(f["rows"] for f in said["files"] if f["file"] == "data.jsonl") == 24
    with (tmp_path / "data.jsonl").open("a") as file:
        file.write(
            "{broken\n" + json.dumps(chat("Please pack kettle 1 as a gift", "Short: yes")) + "\n"
        )
    code, said = checked_json("recipe.yaml", cwd=tmp_path)
    assert code == 1
    assert {"bad-row", "leakage"} <= {finding["code"] for finding in said["findings"]}
    assert Path(tmp_path, ".lekalo", "check.html").is_file()


def test_a_streamed_corpus_is_checked_though_training_does_not(tmp_path: Path) -> None:
    small_project(
        tmp_path,
        base="base",
        method={"name": "pretrain"},
        data={"train": "corpus.jsonl", "eval": "held.jsonl"},
        adapter={"name": "full"},
        suites=[],
    )
    text = "The shop on the corner sells bread, and its door is blue. "
    lines(tmp_path / "corpus.jsonl", [{"text": text * 3}, {"text": f"{text}It rains."}])
    lines(tmp_path / "held.jsonl", [{"text": "Nobody was there."}])
    planned = plan_run(open_project(tmp_path / "recipe.yaml"))
    assert [finding.code for finding in planned.findings] == ["not-checked"]
    assert [item.check for item in planned.not_run] == ["all"]
    _, said = checked_json(cwd=tmp_path)
    assert said["kinds"] == ["documents"]
    assert {k: said["files"][0][k] for k in ("file", "rows")} == {"file": "corpus.jsonl", "rows": 2}
    assert "all" not in said["not_run"] and "not-checked" not in str(said["findings"])


def test_training_checks_by_itself_and_a_hold_stops_it_before_the_first_step(
    tmp_path: Path,
) -> None:
    project = open_project(small_project(tmp_path))
    with (tmp_path / "data.jsonl").open("a") as file:
        file.write(
            json.dumps(chat("Please pack kettle 1 as a gift", TEMPLATE.format("yes"))) + "\n"
        )
    with pytest.raises(HeldError, match="leakage"):
        train(project)
    assert not (project.home / "runs").exists()


def test_training_keeps_that_a_check_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[Finding]:
        raise ValueError("cursed")

    monkeypatch.setattr(CHECKS.get("duplicates"), "run", broken)
    planned = plan_run(open_project(small_project(tmp_path)))
    (said,) = [finding for finding in planned.findings if finding.code == "check-failed"]
    assert said.severity == "warning" and "duplicates" in said.message


def test_a_check_that_failed_is_exit_code_three_and_said_loudly(tmp_path: Path) -> None:
    write(tmp_path / "t.jsonl")
    code = (
        "import sys; sys.argv = ['lekalo', 'check', 't.jsonl', '--lang', 'en']\n"
        "from lekalo.core.interfaces import CHECKS\n"
        "CHECKS.get('leakage').needs = ()\n"
        "def broken(self, material): raise ValueError('cursed')\n"
        "CHECKS.get('leakage').run = broken\n"
        "from lekalo.cli.main import main\n"
        "main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 3
    assert "FAILED leakage: ValueError: cursed" in ran.stdout


def crowded(language: Language, findings: int) -> Checked:
    """As much to say as there can be."""
    long = "Слово за словом тянется речь, " * 12
    places = tuple(Where(f"folder/{'file' * 30}.jsonl", n, "Анна") for n in range(1, 90))
    found = tuple(
        Finding(f"code-{n}", "hold", long, long, places, 1.0, 0.0) for n in range(findings)
    )
    idle = [NotRun(f"check-with-a-name-{n}", f"a long reason {n % 4}" * 4) for n in range(15)]
    failed = [NotRun(f"failed-check-{n}", long, failed=True) for n in range(5)]
    audit = Audit(found, (*failed, *idle), tuple(f"fine-check-{n}" for n in range(20)))
    example = Example((Message("user", "a"), Message("assistant", "b")))
    files = tuple(FileRows(f"folder/{'file' * 30}-{n}.jsonl", 10**6, "messages") for n in range(9))
    return Checked("t", files, Material([example], language=language), found, audit, 1.0)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("findings", [0, 1, 40])
def test_the_summary_fits_one_screen(language: Language, findings: int) -> None:
    fixed = [Fixed("a", Path("a.fixed.jsonl"), Path("a.fixed.changes.md"), 1, 2, 3)] * 4
    lines_ = screen(crowded(language, findings), Path("check.html"), fixed, width=80)
    assert len(lines_) <= HEIGHT
    assert max(line.cell_len for line in lines_) <= 80
    said = "\n".join(line.plain for line in lines_)
    assert "check.html" in said and "failed-check-4" in said
    shown = len(re.findall(r"code-\d+: ", said))
    more = re.search(r"(?:and|и ещё) (\d+) (?:more on the page|на странице)", said)
    assert shown + (int(more[1]) if more else 0) == findings
    assert shown >= min(findings, 1)


def test_the_worst_finding_is_shown_first_and_says_what_to_do_first() -> None:
    audit = Audit((), (), ("duplicates",))
    found = (
        Finding("tone", "note", "n", "Remedy of the note."),
        Finding("leakage", "hold", "h", "Remedy of the hold.", (Where("a.csv", 3),)),
    )
    example = Example((Message("user", "a"), Message("assistant", "b")))
    ordered = tuple(sorted(found, key=lambda one: one.severity != "hold"))
    checked = Checked("t", (FileRows("a.csv", 1200),), Material([example]), ordered, audit, 1.0)
    said = [line.plain for line in screen(checked, Path("p.html"), None)]
    assert said == [
        "a.csv: 1\u00a0200 rows",
        "hold leakage: h",
        "    a.csv:3",
        "note tone: n",
        "Fine: duplicates",
        "First: Remedy of the hold.",
        "Page: p.html",
    ]


def bad_rows(*reasons: tuple[int, str], file: str = "a.jsonl") -> Checked:
    found = tuple(
        Finding("bad-row", "hold", said, "Mend it.", (Where(file, n),)) for n, said in reasons
    )
    example = Example((Message("user", "a"), Message("assistant", "b")))
    files = (FileRows(file, 9, "messages"),)
    return Checked("t", files, Material([example]), found, Audit((), ()), 1.0)


def said_of(checked: Checked) -> list[str]:
    return [line.plain for line in screen(checked, Path("p.html"), None)]


def test_rows_broken_differently_each_have_their_reason() -> None:
    checked = bad_rows((2, "No JSON."), (3, "No role."), (4, "No JSON."), (9, "A list."))
    assert said_of(checked)[1:5] == [
        "hold bad-row × 4:",
        "    a.jsonl:2, :4: No JSON.",
        "    a.jsonl:3: No role.",
        "    a.jsonl:9: A list.",
    ]
    alike = bad_rows((2, "No JSON."), (3, "No JSON."))
    assert said_of(alike)[1:3] == ["hold bad-row × 2: No JSON.", "    a.jsonl:2, :3"]


def test_many_reasons_fit_the_screen_and_the_rest_are_counted() -> None:
    long = bad_rows(*((n, f"Reason {n}.") for n in range(60)), file=f"{'file' * 30}.jsonl")
    said = said_of(long)
    assert len(said) <= HEIGHT and max(map(len, said)) <= 80
    assert [line for line in said if "Reason 0." in line and line.startswith("    file")]
    assert "    and 57 more on the page" in said


def test_facts_that_change_are_drafted_into_documents(tmp_path: Path) -> None:
    rows = [chat(f"How long is delivery to {n}?", f"It takes {n + 2} days.") for n in range(3)]
    rows += [chat(f"What does model {n} cost?", f"It costs $ {n + 10}.") for n in range(3)]
    lines(tmp_path / "t.jsonl", rows)
    _, said = checked_json("t.jsonl", "--drafts", "knowledge", cwd=tmp_path)
    texts = [(tmp_path / name).read_text(encoding="utf-8") for name in said["drafts"]]
    assert texts and any("$ 11" in text for text in texts)
    again = lekalo("check", "t.jsonl", "--drafts", "knowledge", cwd=tmp_path)
    assert again.returncode == 2 and "never written over a file" in again.stderr
