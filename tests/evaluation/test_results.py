"""Results and verdicts come back from JSON as they were."""

import json

from lekalo.core.records import Interval, ItemResult, Score, SuiteResult
from lekalo.core.settings import GateSettings
from lekalo.evaluation.gates import judge
from lekalo.evaluation.results import (
    suite_from_json,
    suite_to_json,
    verdict_from_json,
    verdict_to_json,
)

RESULT = SuiteResult(
    suite="поддержка",
    kind="golden",
    suite_hash="sha256:0",
    interval=Interval(0.5, 0.1, 0.9, 2),
    items=(
        ItemResult("a", "да\n", "stop", (Score(1.0, "Well."), Score(0.0))),
        ItemResult("b", "", "length", ()),
    ),
)


def test_a_result_comes_back() -> None:
    assert suite_from_json(json.loads(json.dumps(suite_to_json(RESULT)))) == RESULT


def test_a_verdict_comes_back() -> None:
    verdict = judge([RESULT], [], GateSettings(), candidate_ref="desk@1")
    assert verdict.decision == "hold"
    assert verdict_from_json(json.loads(json.dumps(verdict_to_json(verdict)))) == verdict
