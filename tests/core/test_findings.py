"""A finding keeps its shape on the way through JSON."""

import json

from hypothesis import given
from hypothesis import strategies as st

from lekalo.core.findings import finding_from_json, finding_json
from lekalo.core.records import Finding, Where

wheres = st.builds(Where, st.text(), st.none() | st.integers(1, 10**6), st.text())
findings = st.builds(
    Finding,
    code=st.text(),
    severity=st.sampled_from(["note", "warning", "hold"]),
    message=st.text(),
    remedy=st.text(),
    where=st.lists(wheres, max_size=3).map(tuple),
    figure=st.none() | st.floats(-1, 1),
    threshold=st.none() | st.floats(-1, 1),
)


@given(findings)
def test_a_finding_comes_back_from_json(finding: Finding) -> None:
    assert finding_from_json(json.loads(json.dumps(finding_json(finding)))) == finding


def test_the_keys_are_pinned() -> None:
    where = (Where("a.jsonl", 3), Where(part="suite support"))
    finding = Finding("bad-row", "hold", "No answer.", "Write one.", where, 1.0, 0.0)
    assert finding_json(finding) == {
        "code": "bad-row",
        "severity": "hold",
        "message": "No answer.",
        "remedy": "Write one.",
        "where": [{"file": "a.jsonl", "line": 3}, {"part": "suite support"}],
        "figure": 1.0,
        "threshold": 0.0,
    }
