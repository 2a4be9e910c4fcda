"""The page of checked data: harmless, self-contained, masked, honest, in both languages."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lekalo.core.interfaces import Material
from lekalo.core.records import Document, Example, Finding, Language, Message, Pair, Where
from lekalo.data.audit import Audit, NotRun
from lekalo.data.checked import Checked, FileRows, accept_holds, grouped, short_names
from lekalo.data.inspection import histogram, inspect, letters_of
from lekalo.data.report.page import render_page, write_page
from lekalo.data.report.words import CHANGES, WORDS
from support.pages import HOSTILE, Page, assert_alone

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def row(question: str, answer: str, line: int, file: str = "data/a.jsonl") -> Example:
    turns = (Message("user", question), Message("assistant", answer))
    return Example(turns, Where(file, line))


def checked(
    findings: Sequence[Finding] = (),
    *,
    language: Language = "en",
    train: Sequence[Example] = (),
    not_run: Sequence[NotRun] = (),
    text: str = "plain",
) -> Checked:
    train = train or [row(f"{text} asked {n}", f"{text} answered {n}", n) for n in range(1, 9)]
    audit = Audit(tuple(findings), tuple(not_run), ("duplicates",), {}, {"duplicates": 0.25})
    files = (FileRows("data/a.jsonl", len(train), text),)
    return Checked(text, files, Material(train, language=language), tuple(findings), audit, 1.5)


def finding(severity: str = "warning", code: str = "tone", lines: Sequence[int] = (2,)) -> Finding:
    where = tuple(Where("data/a.jsonl", line) for line in lines)
    return Finding(code, severity, f"Message of {code}.", f"Remedy of {code}.", where)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_hostile_text_is_shown_and_never_obeyed(language: Language) -> None:
    where = (Where(HOSTILE, 3), Where("data/a.jsonl", 2, HOSTILE))
    bad = Finding(HOSTILE, "hold", HOSTILE, HOSTILE, where)
    shown = checked(
        [bad], language=language, text=HOSTILE, not_run=[NotRun(HOSTILE, HOSTILE, True)]
    )
    shown = replace(shown, accepted={HOSTILE: HOSTILE})
    page = Page(render_page(shown))
    names = [tag for tag, _ in page.elements]
    assert names.count("script") == 1 and "img" not in names
    attributes = {name for _, held in page.elements for name in held}
    assert not {name for name in attributes if name.startswith("on")}
    assert not attributes & {"src", "href", "style"}
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7 * 7 }}" in page.text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_stands_alone_and_lets_in_its_own_script_only(
    language: Language, tmp_path: Path
) -> None:
    write_page(tmp_path / "deep" / "check.html", checked([finding()], language=language))
    source = (tmp_path / "deep" / "check.html").read_text(encoding="utf-8")
    assert_alone(source, "style", "script")


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["ru"].keys()
    assert CHANGES["en"].keys() == CHANGES["ru"].keys()
    for key, word in WORDS["en"].items():
        assert re.findall(r"{\w+}", word) == re.findall(r"{\w+}", WORDS["ru"][key])
    russian = checked([], language="ru", train=[row("Где?", "Тут.", 1)], text="набор")
    page = Page(render_page(russian))
    english = [word for word in WORDS["en"].values() if len(word) > 6 and word in page.text]
    assert english == []


def test_a_hold_stands_first_and_says_that_training_stops() -> None:
    found = [finding("note", "a"), finding("warning", "b"), finding("hold", "c")]
    text = Page(render_page(checked(found))).text
    assert "Not fit for training yet" in text
    assert "until these are mended: c." in text
    assert "What to do first: Remedy of c." in text
    assert text.index("Message of c.") < text.index("Message of b.") < text.index("Message of a.")


def test_an_accepted_hold_no_longer_holds_and_keeps_its_reason() -> None:
    held = checked([finding("hold", "leakage")])
    accepted = accept_holds(["leakage"], "the suite is public", held.findings)
    text = Page(render_page(replace(held, accepted=accepted))).text
    assert "Not fit for training" not in text and "the suite is public" in text


@pytest.mark.parametrize(
    ("severity", "title"),
    [("warning", "but look at the warnings"), ("note", "Fit for training"), (None, "Fit for")],
)
def test_the_verdict_is_no_better_than_what_was_found(severity: str | None, title: str) -> None:
    text = Page(render_page(checked([finding(severity)] if severity else []))).text
    assert title in text
    assert ("warnings" in text) == (severity == "warning")


def test_a_check_that_failed_is_said_beside_the_verdict() -> None:
    failed = NotRun("leakage", "its process was killed", failed=True)
    idle = NotRun("preference-noise", "there are no pairs")
    text = Page(render_page(checked(not_run=[failed, idle]))).text
    head, _, rest = text.partition("What was read")
    assert "Some checks did not run" in head and "leakage" in head
    assert "preference-noise" not in head
    assert "not run: its process was killed" in rest and "not run: there are no pairs" in rest
    assert rest.count("found nothing") == 2, "duplicates, and the sentence over the findings"


def test_rows_are_shown_with_their_places_and_without_personal_data() -> None:
    train = [
        row("Кто поможет?", "Пишите Ивану Петрову на ivan@example.com или +7 916 123-45-67.", 1),
        row("Когда открыто?", "С 9 до 18 часов, обед в 13.", 2),
    ]
    found = finding(lines=[1, 2])
    text = Page(render_page(checked([found], train=train, language="ru"))).text
    assert "a.jsonl:1" in text and "a.jsonl:2" in text
    assert "С 9 до 18 часов, обед в 13." in text
    for secret in ("ivan@example.com", "123-45-67", "Петров"):
        assert secret not in text


def test_secrets_are_not_shown() -> None:
    key = "sk-proj-" + "a8Kd93mQzX71bTnW4LpVc6Ry" * 2
    train = [row("How do I log in?", f"Use the key {key} for the API; password: Tr0ub4dor&3x", 1)]
    page = render_page(checked([finding("hold", "secrets", [1])], train=train))
    assert key not in page and "Tr0ub4dor" not in page
    assert "Use the key" in page


def test_a_phone_number_at_the_cut_is_masked_whole() -> None:
    long = "слово " * 28 + "звоните +7 916 123-45-67 сегодня " + "слово " * 40
    seen = inspect(Material([row("?", long, 1)]), {("data/a.jsonl", 1)})
    excerpt = seen.excerpt(Where("data/a.jsonl", 1, "phones"))
    assert excerpt is not None and excerpt.answer.endswith("…")
    assert "916" not in excerpt.answer


def test_findings_of_one_place_each_stand_together() -> None:
    bad = [
        Finding("bad-row", "hold", f"Wrong in way {n}.", "Mend it.", (Where("data/a.jsonl", n),))
        for n in range(1, 401)
    ]
    found = [*bad, finding(lines=[1, 2]), finding(lines=[3, 4])]
    assert [len(group.findings) for group in grouped(found)] == [400, 1, 1]
    text = Page(render_page(checked(found))).text
    assert "× 400" in text and "Wrong in way 300." in text
    assert "Wrong in way 301." not in text and "and 100 more" in text


def test_names_lose_the_folder_that_all_share() -> None:
    def named(*names: str) -> dict[str, str]:
        files = tuple(FileRows(name, 1) for name in names)
        return short_names(replace(checked(), files=files))

    assert named("/a/b/x.csv") == {"/a/b/x.csv": "x.csv"}
    assert named("d/x.csv", "d/e/y.csv") == {"d/x.csv": "x.csv", "d/e/y.csv": "e/y.csv"}
    assert named("x.csv", "e/y.csv") == {"x.csv": "x.csv", "e/y.csv": "e/y.csv"}
    assert named("/a/x.csv", "y.csv") == {"/a/x.csv": "/a/x.csv", "y.csv": "y.csv"}


def test_what_one_pass_saw_is_counted() -> None:
    chat = Example(
        (
            Message("system", "s"),
            *(Message(role, "Hello there") for role in ("user", "assistant") * 2),  # type: ignore[arg-type]
        ),
        Where("b.jsonl", 1),
    )
    train = [
        row("Где заказ?", "В пути", 1),
        row("где  ЗАКАЗ?", "в пути", 2),
        row("Где заказ?", "Отменён", 3),
        row("Hi", "Привет Hi there", 4),
        row("7?", "42", 5),
        chat,
    ]
    pair = Pair((Message("user", "Which one?"),), "This", "That", Where("p.jsonl", 1))
    seen = inspect(Material(train, documents=[Document("text", Where("d.txt", 1))], pairs=[pair]))
    assert seen.rows == 8 and seen.repeats == 1
    assert seen.turns == {
        "user, assistant": 5,
        "system, user, assistant, ...": 1,
        "document": 1,
        "pair": 1,
    }
    assert seen.letters == {"cyrillic": 3, "mixed": 1, "none": 1, "latin": 3}
    assert seen.files == {"data/a.jsonl": 5, "b.jsonl": 1, "d.txt": 1, "p.jsonl": 1}


def test_foreign_names_do_not_mix_a_language() -> None:
    assert letters_of("Телефон Samsung не включается после обновления") == "cyrillic"
    assert letters_of("The word привет means hello in Russian, and so on") == "latin"
    assert letters_of("12:30, № 7") == "none"


@pytest.mark.parametrize("longest", [1, 10, 59, 100, 999, 12345])
def test_a_histogram_counts_each_value_once_and_says_how_long_is_longest(longest: int) -> None:
    values = np.arange(longest + 1)
    made = histogram(values)
    assert sum(made.counts) == len(values)
    assert made.longest == longest and made.middle == longest / 2
    assert len(made.counts) <= 25
    assert str(made.width).strip("0") in ("1", "2", "5")
    assert all(count == made.width for count in made.counts[:-1])


@pytest.mark.skipif(CHROMIUM is None, reason="needs the chromium browser")
def test_a_browser_runs_the_filter(tmp_path: Path) -> None:
    page = tmp_path / "check.html"
    write_page(page, checked([finding("hold", "a"), finding("note", "b")]))
    assert CHROMIUM is not None
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/b"]
    ran = subprocess.run(
        [CHROMIUM, *flags, "--virtual-time-budget=2000", "--dump-dom", f"file://{page}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "Shown: 2 of 2" in ran.stdout
    assert 'id="filter" class="filter" role="search">' in ran.stdout, "the filter is shown"
