"""What a question calls for: a task with many right answers, or a number, a date, a name, a thing.

    open_task("Write a poem about a cat")      # True

Read from the question's words. Leaves out yes and no: see `polarity`.
"""

from __future__ import annotations

import re

from lekalo.text.facts import DATES, NUMBERS, Fact

_TASK = re.compile(
    r"\W*(?:please\s|пожалуйста,?\s|can you\s|could you\s)?"
    r"(?:write|generate|compose|create|make|design|suggest|invent|imagine|come up|brainstorm|list"
    r"|name|propose|draft|produce|construct|think of|describe|rewrite|rephrase|paraphrase|edit"
    r"|summari[sz]e|pick|choose|recommend|develop|add|fill|complete|use|provide|give"
    r"|tell me (?:a|an|some|something|anything)\b|evaluate|transform"
    r"|change (?:this|the following)\b"
    r"|напиши|придумай|сгенерируй|составь|сочини|создай|назови|предложи|перечисли|опиши|перепиши"
    r"|перефразируй|приведи|вообрази|представь|порекомендуй|посоветуй|разработай|сформулируй|дай"
    r"|дополни|заполни|выбери|подбери|расскажи (?:историю|анекдот|шутку|сказку|о себе))\w{0,3}\b",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:example|synonym|antonym|opposite|rhymes?|random|joke|poem|story|idea|favou?rite|opinion|riddle"
    r"|пример(?:ы|а|ов)?|синоним\w*|антоним\w*|рифм\w*|случайн\w*|шутк\w*|стих\w*|рассказ|иде[яию]"
    r"|любим\w*|мнени\w*|загадк\w*|анекдот\w*)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:how (?:long|much|many|often|soon|far|old)|when|what time|which|who|whose|where"
    r"|what(?:'s| is| are) the|сколько|когда|во сколько|какой|какая|какое|какие|каков\w*|кто"
    r"|чь\w{1,3}|где|куда|как (?:долго|часто|скоро))\b",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"\b(?:which|who|whose|where|by what|(?:in|at|to|on|from|of) what|what (?!is\b|are\b|was\b)\w+"
    r"|how (?:do|can|should|must|to)|as what|кто|чь\w{1,3}|где|куда|откуда"
    r"|как(?:ой|ая|ое|ие|им|ую|ом|ими)?|через|на чём|чем)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(  # what has many true answers
    r"\bwho (?:is|are|was|were) |\blike\b|\bwhere(?:'s| is| are) my\b|\bwhat kinds?\b|\bweather\b"
    r"|\bкто так\w+|\bгде мо[йяеи]|\bпогод|\bкак(?:ие|ая|ой|ое) у вас\b|\bкак дела\b",
    re.IGNORECASE,
)
_LOOKED_AT = 1000  # letters of a question that say what it asks for
_FOR_NUMBER = re.compile(
    r"\bhow (?:long|much|many|often|soon|far|old|big)"
    r"|\b(?:number|term|period|price|cost|fee|sum|age|amount|time|days?|hours?|weeks?|limit|share|percentage|warranty|allowance|discount|total"
    r"|minimum|maximum|weight|height|length|width|size|power|speed|distance|temperature|capacity|deposit"
    r"|fine|penalty|salary|bonus|points|rate|charge|pay|spend|interval)\b"
    r"|\bскольк|\bкак (?:долго|часто|скоро)|\bкак(?:ой|ая|ое|ие|ова|ов|ую)\b|\bстоимост|\bцен[аы]"
    r"|\bсрок|\bчисло\b|\bколичеств|\bлимит|\bскидк|\bвремя|\bчас[ау]?\b|\bдн(?:ей|я)\b",
    re.IGNORECASE,
)
_FOR_DATE = re.compile(
    r"\bwhen\b|\bhow (?:late|early|soon)\b|\b(?:date|day|time|hours?|year|deadline)\b"
    r"|\bкогда|\b(?:во|до|со?|к) скольк|\bкак(?:ого|ой|ие)\b"
    r"|\bдат[аыу]|\bдень|\bврем|\bчас|\bгод",
    re.IGNORECASE,
)
_FOR_NAME = re.compile(
    r"\b(?:where|who|which|e-?mail|address|phone|number|link|site|website|button|section|menu)\b"
    r"|\bгде|\bкуда|\bкто|\bк кому|\bкак(?:ой|ая|ом|ому)\b|\bпочт|\bадрес|\bтелефон|\bномер|\bссылк"
    r"|\bкем\b|\bчем\b|\bу кого\b|\bкак\b|\bhow (?:do|can|could|should|to)\b|\bwhom\b"
    r"|\bсайт|\bкнопк|\bраздел|\bменю",
    re.IGNORECASE,
)

_SORTS = {
    "rate": r"how (?:often|many times|regularly)|what (?:frequency|interval)"
    r"|как (?:часто|регулярно)|сколько раз|с какой периодичностью|как(?:ова|ая) периодичность"
    r"|как(?:ов|ой) интервал",
    "price": r"how much (?:is|are|does|do|will|would|did|should|must|for|to pay)"
    r"|what (?:do|would|will|does) (?:you charge|i pay|it cost)"
    r"|what(?:'s| is| are) the (?:price|cost|fee|charge)"
    r"|сколько (?:стоит|стоят|будет стоить|стоило|придётся заплатить|надо заплатить|платить"
    r"|берёте|вы берёте)|поч[её]м|как(?:ая|ова) (?:цена|стоимость|плата)"
    r"|(?:во |в )(?:что|сколько) (?:мне |нам )?(?:обойд\w+|встан\w+|выйд\w+)",
    "person": r"who|whom|whose|кто|кого|кому|кем|чей|чья|чьё|чье|чьи|чью|чьей|чьего",
    "place": r"where|где|куда|откуда",
    "time": r"when|what time|когда|(?:во|до|со?|к) скольк\w{1,3}|в котором часу",
    "amount": r"how (?:much|many|long|often|far|old|big)"
    r"|скольк\w{1,3}|как долго|(?:на |за |в )как(?:ое|ой) (?:время|срок|период)|как(?:ой|ов) срок",
    "cause": r"why|почему|зачем|отчего",
}
_SORT = re.compile(
    "|".join(rf"(?P<{sort}>\b(?:{words})\b)" for sort, words in _SORTS.items()), re.IGNORECASE
)
_QUESTION_WORD = re.compile(
    r"\b(?:how|what|which|why|when|where|whom?|whose|как\w{0,3}|что|чем|чего|скольк\w{1,3}|когда|где|куда|кто"
    r"|кого|кому|откуда|почему|почём|чь\w{1,3}|чей)\b",
    re.IGNORECASE,
)


def open_task(question: str) -> bool:
    """Whether the question is a task with many right answers."""
    last = question.strip().rpartition("\n\n")[0] or question
    if _MANY.search(last):
        return True
    return _TASK.match(last) is not None and not (_ASKS.search(last) and last.endswith("?"))


def sort_asked(question: str) -> str:
    """What the first question word asks for: a `person`, `place`, `time`, `amount`, `price`, `rate`
    (how often) or `cause`; "" where there is none, or it may be anything (which, what, how)."""
    found = _SORT.search(question[:_LOOKED_AT])
    return (found.lastgroup or "") if found else ""


def bare_of_words(question: str) -> bool:
    """Whether no word of the question (how, when, сколько) asks for a thing, so that only yes or no
    can be meant."""
    return _QUESTION_WORD.search(question[:_LOOKED_AT]) is None


def asks_for(question: str, fact: Fact) -> bool:
    """Whether the question asks for a fact of this sort."""
    if fact.kind in NUMBERS:
        return _FOR_NUMBER.search(question) is not None or (
            fact.kind == "duration" and _FOR_DATE.search(question) is not None
        )
    wanted = _FOR_DATE if fact.kind in DATES else _FOR_NAME
    return wanted.search(question) is not None


def asks_which(question: str) -> bool:
    """Whether it asks which thing, or how."""
    return _WHICH.search(question) is not None


def asks_one_thing(question: str) -> bool:
    """Whether it asks for one fact that cannot be two."""
    return _ASKS.search(question) is not None and _VAGUE.search(question) is None
