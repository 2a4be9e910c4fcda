"""`tone`: answers that shout or are rude, and a set that mixes ты with вы, or emoji with none.

Only what the assistant says is looked at. How a set speaks to its readers is what most of its
answers do; the others are named, but for those that take up the form of their question where
the house has no firm rule. Answers that were asked to be a letter, a poem or a dialogue speak as
their author wishes, though not in capitals alone. Leaves out whether the tone suits the brand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import final

from lekalo.core.interfaces import CHECKS, Check, Material
from lekalo.core.records import Finding, Language
from lekalo.data.checks._answers import warned
from lekalo.data.checks._places import NAMED, Named
from lekalo.data.checks._turns import Turn, turns
from lekalo.text.tone import address, emoji, in_capitals, rudeness, shouting

CODE = "tone"
_EMOJI = (0.005, 0.1)  # below, one writer's whim; above, a style of the house
_ENOUGH = 20
_RULE = 0.98  # of the answers in one form of address: the rule of the house, whoever asks
_WORK = (
    "poem|song|lyrics|rap|story|tale|dialog|script|letter|e-?mail|slogan|tweet|post|ad|joke|speech|"
    "headline|caption|message|note|review|essay|verse|quote|phrase|"
    "стих|песн|рэп|рассказ|сказк|диалог|сценари|письм|слоган|твит|пост|объявлен|реклам|шутк|речь|"
    "анекдот|поздравл|тост|сообщени|цитат|валентин|загад|истори|отзыв|стат|шаблон|предложени|вопрос|фраз"
)
_CREATIVE = re.compile(
    r"\b(?:(?:write|compose|draft|create|generate|come up|make up|tell|invent|напиш\w*|написать|"
    r"сочин\w*|придум\w*|состав\w*|созда\w*|расскаж\w*|загада\w*|задай\w*)\b[^\n]{0,60}?\b"
    rf"(?:{_WORK})|"
    r"emoji|pretend|role-?play|act as|in the style|imagine|insult|toxic|rude|"
    r"эмодзи|смайл|притвор|в стиле|от лица|представь|оскорб|груб|как будто)",
    re.IGNORECASE,
)
_EDITING = re.compile(
    r"\b(?:rewrite|rephrase|translate|edit|correct|uppercase|capital letters|перепиш|перефраз|"
    r"перевед|исправ|отредакт|заглавн|прописн|закончи)",
    re.IGNORECASE,
)
"""Of a text that is given; its rudeness is the text's own, and no other is asked for."""
_ASKS_CAPITALS = re.compile(
    r"uppercase|upper case|capitali[sz]|capitals|capital letters|\bcaps\b|заглавн|прописн|капс|"
    r"больши\w{1,2} букв",
    re.IGNORECASE,
)

_SAID: dict[Language, dict[str, tuple[str, str]]] = {
    "en": {
        "shouting": (
            "{rows} shouting, in capitals or with !!!; the model would shout at clients.",
            "Write these answers in a calm voice.",
        ),
        "rudeness": (
            "{rows} rude, by a word or a saying; the model would say them to clients.",
            "Rewrite these answers politely, or take them out.",
        ),
        "address": (
            "The answers say now ты, now вы to their reader (ты: {ty}, вы: {vy}, both at once: "
            "{both}); the model would change its manner within one talk.",
            "Choose one form of address and rewrite the others.",
        ),
        "emoji": (
            "{rows} written with emoji in a set that has hardly any; the model would put them in "
            "where nobody expects them.",
            "Take them out, or use them as a rule.",
        ),
    },
    "ru": {
        "shouting": (
            "{rows} с криком: прописными буквами или с «!!!»; модель станет кричать на клиентов.",
            "Перепишите эти ответы спокойным тоном.",
        ),
        "rudeness": (
            "{rows} с грубыми словами или выражениями; модель скажет их клиентам.",
            "Перепишите эти ответы вежливо или уберите их.",
        ),
        "address": (
            "Ответы обращаются к читателю то на «ты», то на «вы» (на «ты»: {ty}, на «вы»: {vy}, "
            "и так и так: {both}); модель будет менять обращение посреди разговора.",
            "Выберите одно обращение и перепишите остальные ответы.",
        ),
        "emoji": (
            "{rows} с эмодзи там, где их почти нигде нет; модель вставит их, где никто не ждёт.",
            "Уберите их или сделайте правилом.",
        ),
    },
}


@dataclass
class _Heard:
    """What was heard in all the answers."""

    answers: int = 0
    shouting: Named = field(default_factory=Named)
    rudeness: Named = field(default_factory=Named)
    emoji: Named = field(default_factory=Named)
    address: dict[str, Named] = field(
        default_factory=lambda: {"ты": Named(), "вы": Named(), "both": Named()}
    )
    taken_up: dict[str, Named] = field(default_factory=lambda: {"ты": Named(), "вы": Named()})
    """Answers in the form of address that their question has."""

    def add(self, turn: Turn) -> None:
        """Counts one answer."""
        self.answers += 1
        rude = rudeness(turn.text, turn.question)
        loud, smile, form = shouting(turn.text), emoji(turn.text), address(turn.text)
        if not (rude or loud or smile or form):
            return
        creative = _CREATIVE.search(turn.question) is not None
        if rude and not creative and not rudeness(turn.question):
            self.rudeness.add(turn.where, rude)
        if loud and not _asked_loud(turn, creative):
            self.shouting.add(turn.where, loud[:60])
        creative = creative or _EDITING.search(turn.question) is not None
        if smile and not creative and not emoji(turn.question):
            self.emoji.add(turn.where, smile)
        if form and not creative:
            same = form != "both" and address(turn.question) == form
            (self.taken_up if same else self.address)[form].add(turn.where, form)


def _asked_loud(turn: Turn, creative: bool) -> bool:
    """Whether the question explains the capitals or the marks."""
    if _ASKS_CAPITALS.search(turn.question) or shouting(turn.question):
        return True
    return creative and not in_capitals(turn.text)


@final
@CHECKS.register("tone")
class Tone(Check):
    """Warns of shouting and rudeness, and of ты and вы, or emoji, in a part of the answers."""

    name = CODE

    def run(self, material: Material) -> Iterable[Finding]:
        """At most four findings."""
        heard = _Heard()
        for turn in turns(material):
            heard.add(turn)
        language = material.language
        for what, rows in (("rudeness", heard.rudeness), ("shouting", heard.shouting)):
            if rows.count:
                yield warned(
                    CODE, _SAID[language][what], rows, rows.count / heard.answers, language
                )
        yield from _address(heard, language)
        share = heard.emoji.count / heard.answers if heard.answers else 0.0
        if _EMOJI[0] <= share <= _EMOJI[1] and heard.answers >= _ENOUGH:
            text = _SAID[language]["emoji"]
            yield warned(CODE, text, heard.emoji, share, language, threshold=_EMOJI[0])


def _address(heard: _Heard, language: Language) -> Iterator[Finding]:
    """Names the rows of the rarer form and those that have both; ties name ты."""
    counts = Counter({form: rows.count for form, rows in heard.address.items()})
    counts.update({form: rows.count for form, rows in heard.taken_up.items()})
    few, many = ("вы", "ты") if counts["вы"] < counts["ты"] else ("ты", "вы")
    odd = [heard.address[few], heard.address["both"]]
    if counts[many] >= _RULE * counts.total():
        odd.append(heard.taken_up[few])
    where = [place for rows in odd for place in rows.where]
    if not where:
        return
    rows = Named(sum(rows.count for rows in odd), where[:NAMED])
    values = {"ty": counts["ты"], "vy": counts["вы"], "both": counts["both"]}
    share = rows.count / counts.total()
    yield warned(CODE, _SAID[language]["address"], rows, share, language, **values)
