"""A real pretrained model, moved to another style by a LoRA, on data that nobody here wrote.

    python benchmarks/stories.py [--quick] [--json]

stories260K writes children's stories. A LoRA is trained on the answers of the bitext support
set, its CSV file read as it is, and the loss on held-out rows is measured before and after,
beside the share of greedy answers that speak as support does. The rows are split by question,
but the set has only 27 different answers, so this shows that the style is learned, and
nothing about new answers.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import common
import yaml

from lekalo.core.interfaces import METHODS
from lekalo.data.batches import Rows, micro_batches
from lekalo.data.rows import RowList
from lekalo.evaluation.subject import Subject, dressed
from lekalo.models.attention import packing
from lekalo.models.base import Base
from lekalo.models.generate import Sampling, generate
from lekalo.project import Planned, open_project, plan_run
from lekalo.training.loop import Job, fit

SUPPORT = re.compile(r"order|account|contact|refund|payment|invoice|shipping|support", re.I)
ASKED = 64
STEPS, QUICK_STEPS = 400, 60
FALL_AT_LEAST = 1.0
"""Nats a token: far beyond what rows alone vary by."""


def main() -> None:
    asked = common.parse(__doc__)
    with tempfile.TemporaryDirectory() as place:
        planned, job = prepared(Path(place), QUICK_STEPS if asked.quick else STEPS)
        before = figures(planned.base, planned.held_out, job)
        result = fit(job)
        weights = next(c.folder for c in result.checkpoints if c.step == result.best)
        taught = Subject("", planned.base, "", Sampling(), weights)
        with dressed(taught) as model:
            after = figures(model, planned.held_out, job)
    rows = [{"model": "stories260K", **before}, {"model": "with the LoRA", **after}]
    bars = [
        common.Bar(
            "fall of the held-out loss, nats", before["loss"] - after["loss"], FALL_AT_LEAST
        ),
        common.Bar("share of support style, base", before["support"], 0.05, at_most=True),
        common.Bar("share of support style, trained", after["support"], 0.9),
    ]
    details = {"rows": len(planned.train), "held_out": len(planned.held_out), "fit": result}
    common.finish("stories", asked, rows, details, bars)


def prepared(place: Path, steps: int) -> tuple[Planned, Job]:
    recipe = {
        "name": "stories",
        "base": str((common.DATA / "stories260K/hf").resolve()),
        "data": {
            "train": str((common.DATA / "bitext_support/bitext_customer_support_v1.csv").resolve()),
            "long_rows": "drop",
            "eval_share": 0.05,
        },
        "train": {"steps": steps, "learning_rate": 3e-3, "eval_every": steps},
        "suites": [],
    }
    (place / "recipe.yaml").write_text(yaml.safe_dump(recipe))
    project = open_project(place)
    planned = plan_run(project)
    held_out = RowList(planned.held_out[i] for i in range(min(200, len(planned.held_out))))
    folder = place / "run"
    return planned, Job(project.recipe, planned.base, planned.train, held_out, folder)


def figures(base: Base, held_out: Rows, job: Job) -> dict[str, float]:
    rows = [job.held_out[i] for i in range(len(job.held_out))]
    method = METHODS.get("sft")(job.recipe.method)
    batches = list(micro_batches(rows, 4096))
    with packing(base.model):
        total = sum(float(method.loss(base.model, batch).detach()) for batch in batches)
    loss = total / sum(batch.trained_tokens for batch in batches)
    prompts = [row.tokens[: int(row.trained.argmax())].tolist() for row in rows[:ASKED]]
    answers = generate(base, prompts, Sampling(max_tokens=60))
    return {"loss": loss, "support": sum(bool(SUPPORT.search(a.text)) for a in answers) / ASKED}


if __name__ == "__main__":
    main()
