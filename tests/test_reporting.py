"""The page of a run that really took place: a stage and the training after it."""

from pathlib import Path

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
