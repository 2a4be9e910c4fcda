"""`language`: answers in another language than their question, or than the rest of the data.

Nothing is said where the question or the system text speaks of a language or of translating,
where either side has both languages, or of a language that a tenth of the answers are in.
Chinese, Japanese or Korean characters in the middle of an answer in letters are named too:
models leave them there. Leaves out brand names, code and quotations.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Finding, Language
from lekalo.data.checks._answers import warned
from lekalo.data.checks._places import NAMED, Named
from lekalo.data.checks._turns import Turn, turns
from lekalo.text.languages import (
    NAMES,
    brief_language,
    language_of,
    languages_in,
    script_of,
)

CODE = "language"
_MINORITY = 0.1
_MAIN = 0.75
_ENOUGH = 20
_SETTLED = 200
_SPEAKS_OF_LANGUAGE = re.compile(
    r"\b(?:translat|languages?|bilingual|multilingual|english|russian|ukrainian|german|french|"
    r"spanish|italian|portuguese|dutch|polish|turkish|chinese|mandarin|japanese|korean|arabic|"
    r"hebrew|greek|hindi|latin|bulgarian|serbian|kazakh|persian|farsi|foreign)|"
    r"перев[её]?д|перевест|перевод|язык|английск|русск|украинск|немецк|французск|испанск|"
    r"итальянск|португальск|польск|турецк|китайск|японск|корейск|арабск|иврит|греческ|латын|"
    r"латинск|болгарск|сербск|казахск|персидск|иностранн|по-\w+ски\b",
    re.IGNORECASE,
)
_FAR = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_HAS_FAR = re.compile(f"[{_FAR}]")
_ASIDE = re.compile(
    r"\([^()\n]{0,200}\)|（[^（）\n]{0,200}）|[«\"“][^«»\"“”\n]{0,200}[»\"”]|`[^`]{0,400}`"
)
_STRAY = re.compile(  # after an English word a space is how a foreign term is quoted
    rf"[а-яё][ ,]?[{_FAR}]{{1,12}}|[{_FAR}]{{1,12}} ?[а-яё]|[a-z][{_FAR}]{{1,12}}|"
    rf"[{_FAR}]{{1,12}}[a-z]",
    re.IGNORECASE,
)

_SAID: dict[Language, dict[str, tuple[str, str]]] = {
    "en": {
        "answer": (
            "{rows} in another language than the question ({pairs}); the model would change its "
            "language without being asked to.",
            "Translate these answers, or say in the question which language is wanted.",
        ),
        "row": (
            "{rows} in another language than the rest, {main} ({languages}); too few to learn it "
            "from, and enough to be confused by.",
            "Translate them, take them out, or bring as many as the language deserves.",
        ),
        "stray": (
            "{rows} spoilt by Chinese, Japanese or Korean characters in the middle of a sentence; "
            "the model would repeat the slip.",
            "Replace these characters with the words that are meant.",
        ),
    },
    "ru": {
        "answer": (
            "{rows} не на языке вопроса ({pairs}): модель станет менять язык, когда её об этом "
            "не просили.",
            "Переведите эти ответы или укажите в вопросе, какой язык нужен.",
        ),
        "row": (
            "{rows} не на том языке, на котором остальные ({main}): {languages}. Выучить язык по "
            "ним нельзя, а сбить модель с толку они могут.",
            "Переведите их, уберите или соберите столько, сколько этот язык заслуживает.",
        ),
        "stray": (
            "{rows} с китайскими, японскими или корейскими знаками посреди предложения: модель "
            "будет повторять эту ошибку.",
            "Замените эти знаки словами, которые имелись в виду.",
        ),
    },
}


@final
@CHECKS.register("language")
class LanguageCheck(Check):
    """Warns of answers in a language that nobody asked for."""

    name = CODE

    def run(self, material: Material) -> Iterable[Finding]:
        """At most three findings: against the question, against the rest, stray characters."""
        reader = material.language
        heard = _Heard()
        for turn in turns(material):
            asked, answer = language_of(turn.question), language_of(turn.text)
            if bool(asked) != bool(answer):  # one of them is long enough to tell by
                asked = asked or brief_language(turn.question)
                answer = answer or brief_language(turn.text)
            if answer:
                heard.add(turn, asked, answer, reader)
        if heard.unasked.count:
            yield _unasked_finding(heard, reader)
        yield from _minorities(heard, reader)
        if heard.stray.count:
            share = heard.stray.count / heard.answers.total()
            yield warned(CODE, _SAID[reader]["stray"], heard.stray, share, reader)


@dataclass
class _Heard:
    """Which languages the questions and the answers are in, and the rows to be named."""

    answers: Counter[str] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    unasked: Named = field(default_factory=Named)
    stray: Named = field(default_factory=Named)
    spoken: defaultdict[str, Named] = field(default_factory=lambda: defaultdict(Named))
    """Rows by language that would be odd if few rows were in it."""

    def add(self, turn: Turn, asked: str, answer: str, reader: Language) -> None:
        """Counts one answer whose language is known; `asked` may be ""."""
        self.answers[answer] += 1
        self.questions[asked] += bool(asked)
        if asked and answer != asked:
            if _unasked(turn, asked, answer):
                self.pairs[asked, answer] += 1
                self.unasked.add(turn.where, f"{_name(asked, reader)} → {_name(answer, reader)}")
        elif not self._rules(answer) and not _asks(turn):
            self.spoken[answer].add(turn.where, _name(answer, reader))
        if answer in ("en", "ru") and (found := _stray(turn)):
            self.stray.add(turn.where, found)

    def _rules(self, language: str) -> bool:
        """Whether so many answers are in this language that it can't turn out a minority."""
        return self.answers[language] > max(_SETTLED, self.answers.total() / 2)


def _unasked(turn: Turn, asked: str, answer: str) -> bool:
    """Whether nothing explains the other language: no request, and neither side has both."""
    if _asks(turn):
        return False
    in_question, in_answer = languages_in(turn.question), languages_in(turn.text)
    if script_of(asked) != script_of(answer):
        asked, answer = script_of(asked), script_of(answer)
    return answer not in in_question and asked not in in_answer


def _asks(turn: Turn) -> bool:
    texts = (turn.question, turn.system)
    return any(_SPEAKS_OF_LANGUAGE.search(text) for text in texts)


def _stray(turn: Turn) -> str:
    if turn.text.isascii() or not _HAS_FAR.search(turn.text) or _HAS_FAR.search(turn.question):
        return ""
    found = _STRAY.search(_ASIDE.sub(" ", turn.text))
    return found[0] if found and not _asks(turn) else ""


def _minorities(heard: _Heard, reader: Language) -> Iterator[Finding]:
    """One finding for all languages that few rows are in, where one language rules."""
    both = heard.answers + heard.questions
    main, most = both.most_common(1)[0] if both else ("", 0)
    total = heard.answers.total()
    if total < _ENOUGH or most < _MAIN * both.total():
        return
    few = Named()
    counts: list[tuple[str, int]] = []
    for language, rows in heard.spoken.items():
        if language != main and heard.answers[language] < _MINORITY * total:
            few.count += rows.count
            few.where += rows.where
            counts.append((language, rows.count))
    if few.count:
        counts.sort(key=lambda item: -item[1])
        languages = ", ".join(f"{_name(language, reader)}: {count}" for language, count in counts)
        share = few.count / total
        few.where = few.where[:NAMED]
        yield warned(
            CODE,
            _SAID[reader]["row"],
            few,
            share,
            reader,
            languages=languages,
            main=_name(main, reader),
        )


def _unasked_finding(heard: _Heard, reader: Language) -> Finding:
    said = ", ".join(
        f"{_name(asked, reader)} → {_name(answer, reader)}: {count}"
        for (asked, answer), count in heard.pairs.most_common(5)
    )
    share = heard.unasked.count / heard.answers.total()
    return warned(CODE, _SAID[reader]["answer"], heard.unasked, share, reader, pairs=said)


def _name(language: str, reader: Language) -> str:
    return NAMES[language][reader == "ru"]
