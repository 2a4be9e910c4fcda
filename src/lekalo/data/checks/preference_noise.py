"""`preference-noise`: choices that teach nothing, or teach something else than was meant.

One finding for each kind, which `part` of its places names: `reversed`, `circle` and `opposite`
(with a number for each group), `equal`, `no-criterion`, `padded`, `length`, `place`,
`disagreement`, `banned`. Phrases that the policy forbids are looked for as the scorer `contains`
does. Leaves out prompts in other words, and what is better in substance: a judge may tell that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import final

import numpy as np

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Finding, Language, Pair, Rated, Severity, Where
from lekalo.data.agreement import alpha
from lekalo.data.checks import _choice_words as words
from lekalo.data.checks._biases import HOLD_FROM, Bias, rank_bias, sign_bias
from lekalo.data.checks._choice_graph import Rows, both_ways, circles, judged, opposite
from lekalo.data.checks._choices import Choices, gather_pairs, gather_rated
from lekalo.data.checks._places import NAMED, places, told
from lekalo.scorers._text import loose

CODE = "preference-noise"
HOLD_ABOVE = 0.01
"""The share of rows that are equal, padded or without a criterion above which it holds."""
PADDED_FROM = 0.2
"""With a criterion, words added to an answer may be its point; of so many rows it is said."""
ALPHA_HOLD = 0.4
ALPHA_WARN = 0.667
"""Krippendorff (2004) draws no conclusions below .667. Published preference sets lie at .3 to
.6, so only what is below .4, near 70 % of agreement on two answers, stops."""
JUDGED = 10
"""Fewer things judged by several people tell nothing about their agreement."""

Choice = Pair | Rated


@final
@CHECKS.register("preference-noise")
class PreferenceNoise(Check):
    """Holds for contradictions, banned phrases, bias and disagreement; see the figures above."""

    name = CODE

    def run(self, material: Material) -> Iterable[Finding]:
        """The findings over the pairs, then those over the ratings."""
        if len(material.pairs):
            yield from _Side(material, material.pairs, gather_pairs(material.pairs)).pairs()
        if len(material.rated):
            yield from _Side(material, material.rated, gather_rated(material.rated)).rated()


class _Side:
    """The choices of one kind, and what is said of them."""

    def __init__(self, material: Material, rows: Sequence[Choice], seen: Choices) -> None:
        self._language: Language = material.language
        self._banned = [(phrase, loose(phrase)) for phrase in material.banned if phrase.strip()]
        self._rows = rows
        self._seen = seen

    def pairs(self) -> Iterator[Finding]:
        """What is found in pairs."""
        seen, language = self._seen, self._language
        turned = both_ways(seen)
        yield from self._groups("reversed", turned, words.reversed_words)
        yield from self._groups("circle", circles(seen, turned), words.circle_words)
        yield from self._share("equal", seen.equal, words.equal_words(language, len(seen.equal)))
        yield from self._unstated()
        yield from self._padded()
        signs = np.sign(np.array(seen.longer, np.int64))
        signs[sorted(seen.length_asked | set(seen.equal))] = 0
        yield from self._bias("length", sign_bias(signs), words.length_words)
        shown = sign_bias(np.array(seen.first, np.int64))
        yield from self._bias("place", shown, words.place_words)
        yield from self._disagreement(pairs=True)
        yield from self._broken(row.chosen if isinstance(row, Pair) else "" for row in self._rows)

    def rated(self) -> Iterator[Finding]:
        """What is found in ratings."""
        seen = self._seen
        yield from self._groups("opposite", opposite(seen), words.opposite_words)
        yield from self._unstated()
        use = np.ones(len(seen), bool)
        use[sorted(seen.length_asked)] = False
        lengths, good = np.array(seen.longer, np.int64)[use], np.array(seen.worse)[use] > 0
        yield from self._bias("length", rank_bias(lengths, good), words.rated_length_words)
        yield from self._disagreement(pairs=False)
        yield from self._broken(
            row.answer if isinstance(row, Rated) and row.good else "" for row in self._rows
        )

    def _groups(self, kind: str, groups: list[Rows], say: words.GroupWords) -> Iterator[Finding]:
        if groups:
            members = [int(row) for group in groups for row in group]
            named = (self._at(row, f"{kind} {n}") for n, g in enumerate(groups, 1) for row in g)
            text = say(self._language, len(groups), self._seen.names(members))
            yield self._finding("hold", text, named, len(members) / len(self._seen), 0.0)

    def _share(
        self, kind: str, rows: Sequence[int], text: words.Words, least: Severity = "warning"
    ) -> Iterator[Finding]:
        share = len(rows) / len(self._seen)
        if rows:
            severity: Severity = "hold" if share > HOLD_ABOVE else least
            named = (self._at(row, kind) for row in rows)
            yield self._finding(severity, text, named, share, HOLD_ABOVE)

    def _unstated(self) -> Iterator[Finding]:
        rows = self._seen.unstated
        text = words.unstated_words(self._language, len(rows), len(self._seen))
        yield from self._share("no-criterion", rows, text)

    def _padded(self) -> Iterator[Finding]:
        unstated = set(self._seen.unstated)
        bare = [row for row in self._seen.padded if row in unstated]
        text = words.padded_words(self._language, len(bare))
        yield from self._share("padded", bare, text)
        explained = [r for r in self._seen.padded if r not in unstated | self._seen.length_asked]
        share = len(explained) / len(self._seen)
        if share >= PADDED_FROM:
            text = words.padded_words(self._language, len(explained))
            named = (self._at(row, "padded") for row in explained)
            yield self._finding("warning", text, named, share, PADDED_FROM)

    def _bias(self, kind: str, bias: Bias, say: words.BiasWords) -> Iterator[Finding]:
        if bias.severity is not None:
            share = words.share_words(self._language, bias.share, bias.low, bias.high)
            text = say(self._language, share, bias.count, bias.up)
            yield self._finding(bias.severity, text, [Where(part=kind)], bias.share, HOLD_FROM)

    def _disagreement(self, *, pairs: bool) -> Iterator[Finding]:
        units = list(judged(self._seen, pairs=pairs))
        figure = alpha([values for _, values in units]) if len(units) >= JUDGED else None
        if figure is None or figure >= ALPHA_WARN:
            return
        least, share = self._least(units)
        text = words.disagreement_words(self._language, figure, len(units), least, share)
        split = [row for rows, values in units if len(set(values)) > 1 for row in rows]
        named = (self._at(int(row), self._seen.part(int(row), "disagreement")) for row in split)
        severity: Severity = "hold" if figure < ALPHA_HOLD else "warning"
        yield self._finding(severity, text, named, figure, ALPHA_HOLD)

    def _least(self, units: list[tuple[Rows, list[int]]]) -> tuple[str, str]:
        """The author who agrees with the others least often, and how often."""
        met = np.zeros((len(self._seen.authors), 2))
        for rows, values in units:
            for row, value in zip(rows, values, strict=True):
                met[self._seen.author[int(row)]] += (values.count(value) - 1, len(values) - 1)
        with np.errstate(invalid="ignore"):
            shares = np.nan_to_num(met[:, 0] / met[:, 1], nan=2.0)
        worst = int(shares.argmin())
        return list(self._seen.authors)[worst], words.percent(self._language, float(shares[worst]))

    def _broken(self, answers: Iterable[str]) -> Iterator[Finding]:
        if not self._banned:
            return
        hit: dict[str, None] = {}
        rows = []
        for row, answer in enumerate(answers):
            text = loose(answer)
            found = [phrase for phrase, plain in self._banned if plain in text]
            hit.update(dict.fromkeys(found))
            rows += [row] if found else []
        if rows:
            said = words.banned_words(self._language, len(rows), list(hit))
            named = (self._at(row, "banned") for row in rows)
            yield self._finding("hold", said, named, len(rows) / len(self._seen), 0.0)

    def _at(self, row: int, part: str) -> Where:
        where = self._rows[row].where
        return told(where, part)

    def _finding(
        self,
        severity: Severity,
        text: words.Words,
        where: Iterable[Where],
        figure: float,
        threshold: float,
    ) -> Finding:
        message, remedy = text
        named = places(list(islice(where, NAMED)))
        return Finding(CODE, severity, message, remedy, named, figure, threshold)
