"""The page of a run that really took place: a stage and the training after it."""

from pathlib import Path

import pytest

from lekalo.core.page import figure, percent
from lekalo.core.records import Language
from lekalo.project import open_project
from lekalo.reporting import report_runs
from lekalo.workflow import train
from support.pages import Page, assert_alone
from support.projects import small_project

STAGE = {
    "name": "domain",
    "method": {"name": "pretrain"},
    "data": {"train": "docs", "eval_share": 0},
    "train": {"steps": 2, "batch_rows": 2, "learning_rate": 1e-2, "probes": False},
}


def test_a_run_and_its_stages_are_told_on_one_page(tmp_path: Path) -> None:
    recipe = small_project(tmp_path, language="ru", stages=[STAGE])
    (tmp_path / "docs").mkdir()
    for number in range(6):
        (tmp_path / f"docs/{number}.md").write_text(f"Entry {number} is filed.", encoding="utf-8")
    project = open_project(recipe)
    report_runs(tmp_path / "report.html", project, [train(project)])
    source = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert_alone(source, "style")
    stage, own = (
        Page(part.partition("</article>")[0]).text
        for part in source.split('<article class="course">')[1:]
    )
    assert "shop@1 · domain" in stage and "учебных 6, отложено 0" in stage and "2 шага" in stage
    assert "разрыв между учебными и новыми примерами не измерен" in stage
    assert "Не проводился: скорость задана в рецепте числом." in stage
    assert "Не измерено: train.probes выключен." in stage
    # 18 rows, 4 a step: 5 steps an epoch, of which 4 are taken, evaluated after 2 and after 4
    assert "учебных 18, отложено 6" in own and "4 шага, в эпохе 5" in own
    assert " 2 0,4 " in own and " 4 0,8 " in own and "не измерен" not in own.split("Замеры")[0]
    assert "лучшая shop@1 хранится: из лучших, из последних" in own
    assert "Шаг 4: конец, как и задумано." in own


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_compressing_the_base_costs_is_a_table(tmp_path: Path, language: Language) -> None:
    """The figures are those that were measured, each beside the whole base's."""
    project = open_project(small_project(tmp_path, language=language, quantise="nf4"))
    outcome = train(project)
    loss = outcome.compression
    assert loss is not None and loss.full_bits and loss.compressed_bits and loss.growth
    report_runs(tmp_path / "report.html", project, [outcome])
    source = (tmp_path / "report.html").read_text(encoding="utf-8")
    table = source.partition('<table class="costs">')[2].partition("</tbody>")[0]
    body = table.partition("<tbody>")[2].split("<tr>")[1:]
    rows = [Page(f"<tr>{row}").text.split() for row in body]
    assert len(rows) == 1 + len(loss.suites)
    bits = [figure(one.value, language) for one in (loss.full_bits, loss.compressed_bits)]
    growth = "+" * (loss.growth.value > 0) + percent(loss.growth.value, language)
    assert [word for word in rows[0] if word in bits] == bits
    assert growth.split()[0] in rows[0]
    for row, (name, suite) in zip(rows[1:], loss.suites.items(), strict=True):
        assert row[0] == name and row[1] == percent(suite.full.value, language).split()[0]
    assert ("Held whole" if language == "en" else "Целиком") in table
