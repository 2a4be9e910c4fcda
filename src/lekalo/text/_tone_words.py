"""The words that `text.tone` knows: rude ones with their forms, and forms of ты and вы.

The list is short on purpose: a word that is also a part of the body, a breed, a thing of the
house or a brand is not in it. Forms are made from stems and endings, so that a look into a set
is enough for each word of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_MASCULINE = ("", "а", "у", "ом", "е", "ы", "и", "ов", "ам", "ами", "ах")
_FEMININE = ("а", "ы", "и", "е", "у", "ой", "ам", "ами", "ах", "")
_SOFT = ("ь", "и", "ью", "ей", "ям", "ями", "ях")
_NEUTER = ("о", "а", "у", "ом", "е")
_ADJECTIVE = ("ый", "ий", "ой", "ая", "ое", "ые", "ие", "ого", "ому", "ых", "их", "ым", "им", "ую")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _forms(stems: str, endings: Iterable[str]) -> set[str]:
    return {stem + ending for stem in stems.split() for ending in endings}


RUDE = frozenset(
    _words(
        "idiot idiots idiotic moron morons moronic imbecile imbeciles dumbass dumbasses jackass "
        "asshole assholes bastard bastards bullshit motherfucker motherfuckers fuck fucks fucked "
        "fucker fucking shit shitty dickhead dickheads retard retards retarded scumbag scumbags "
        "halfwit halfwits nitwit nitwits wtf stfu smartass"
    )
    | _forms("идиот дебил болван мудак урод ублюдк придурк дурак", _MASCULINE)
    | _forms("дур идиотк тупиц гнид сук засранк", _FEMININE) - {"сук", "дур", "гнид"}
    | _forms("сволоч мраз", _SOFT)
    | _forms("говн дерьм", _NEUTER)
    | _forms("идиотск дебильн дерьмов хренов хуев долбан", _ADJECTIVE)
    | _words(
        "кретин кретины кретина кретинов кретином ублюдок придурок засранец засранцы засранцев "
        "лохи лохов лохам быдло чмо дурень хуй хуйня хуйню хуйни хуйней нахуй похуй охуел охуели "
        "пизда пиздец пиздеть пиздишь пиздите бля блядь бляди блять блядский ебать ебаный ебаная "
        "ебаные ебанутый ебанутая заебал заебали заебала отъебись отъебитесь еблан долбоеб "
        "долбоебы сука суки"
    )
)

TRIGGERS = _words(
    "shut lost hell screw damn stupid dumb blind deaf clueless pathetic lazy useless ignorant fool "
    "liar brainless silly read problem fault business wasting waste time care alone yourself "
    "заткнись заткнитесь отвали отвалите отстань отстаньте достал достала достали пошел пошла "
    "пошли иди идите тупой тупая тупые тупите тупых тупыми глупый глупые глупых глупыми дурацкий "
    "дурацкие дурацких идиотский идиотские глухой глухая глухие слепой слепая слепые ненормальный "
    "ненормальная ненормальные неадекватный неадекватная неадекватные читать русским сколько "
    "проблемы виноват виновата виноваты сам сама сами морочь морочьте времени время равно плевать "
    "наплевать дело рот черта хрена"
)
"""A saying is looked for only where one of these stands. Letters ё are read as е."""

_YOU_ARE = r"(?:you(?:'re| are)|are you|don't be|stop being)"
_EN = (
    r"shut (?:the \w+ )?up",
    r"(?:^|(?<=[.!?] )|(?<=so )|(?<=just )|(?<=now ))get lost(?=[.!]|$)",
    r"go to hell",
    r"screw you|damn you",
    _YOU_ARE
    + r"(?: (?:so|such|an?|really|just|being|too)){0,3} (?:stupid|dumb|blind|deaf|clueless|"
    r"pathetic|lazy|useless|ignorant|brainless|(?:fool|liar)(?=[.!?,]|$))(?! to\b)",
    r"(?:stupid|dumb|silly) questions?",
    r"can't you (?:even )?read",
    r"learn (?:how )?to read(?=[.!?,]|$)",
    r"(?:that|it|this)(?:'s| is) (?:your (?:own )?(?:problem|fault)|not (?:my|our) problem)",
    r"none of your business",
    r"(?:stop|quit|you're|you are) (?:waste|wasting) (?:my|our) time|don't waste (?:my|our) time",
    r"(?:have|'ve|got) (?:no|better things to do than) time for (?:such|these|your|this)",
    r"(?:i|we) (?:do not|don't|couldn't) (?:really )?care (?:about (?:you|your)|what you)",
    r"leave (?:me|us) alone",
    r"you should (?:read|think|look) before you (?:write|ask|speak)",
    r"(?:look|search|google) (?:for )?it (?:up )?(?:for )?yourself",
)
_RU = (
    r"заткни(?:сь|тесь)|отвали(?:те)?|отстань(?:те)?(?: от (?:меня|нас))?(?=[.!?,]|$)",
    r"достал[аи]? (?:уже|меня|нас|со сво)|(?:уже|вы|ты) (?:меня |нас )?достал[аи]?(?=[.!?,]|$)",
    r"(?:пошел|пошла|пошли) (?:ты|вы|вон|к черту)|иди(?:те)? (?:к черту|лесом)",
    r"(?:вы|ты)(?: (?:что|совсем|просто|такой|такая|такие|вообще|там)){0,3},? (?:тупой|тупая|тупые|"
    r"тупите|глухой|глухая|глухие|слепой|слепая|слепые|ненормальн\w{2}|неадекватн\w{2})\b",
    r"(?:туп|дурацк|идиотск|глуп)(?:ой|ый|ий|ые|ие|ых|их|ыми|ими) вопрос\w{0,3}",
    r"(?:научи(?:тесь|сь)|учитесь|умеете|надо) (?:сначала |вообще )?читать(?=[.!?,]|$)",
    r"читать (?:не )?(?:умеете|умеешь|надо)",
    r"(?:вам|тебе) (?:же )?русским языком",
    r"сколько (?:можно|раз)(?: вам| тебе)? (?:говорить|повторять|объяснять|спрашивать)",
    r"(?:не наши|ваши|твои|не мои) (?:личные )?проблемы(?=[.!?,]|$)",
    r"(?:вы |ты |это )?сам[аи]? (?:и )?виноват[аы]?(?=[.!?,]|$)",
    r"(?:ищите|разбирайтесь|думайте|ищи|разбирайся|думай) сам[аи]?(?=[.!?,]|$)",
    r"не морочь(?:те)?",
    r"нет времени на (?:такие|ваши|твои|эти)",
    r"не трать(?:те)? (?:наше|мое) время",
    r"(?:мне|нам) (?:все равно,? (?:что|как) (?:вы|ты)|плевать|наплевать)",
    r"не (?:ваше|твое) дело",
    r"закрой(?:те)? рот|какого (?:черта|хрена)|ни хрена",
)
SAYING = re.compile(rf"(?<!\w)(?:{'|'.join((*_EN, *_RU))})")
"""On small letters, ё read as е, with a plain apostrophe."""

TY = _words(
    "ты тебя тебе тобой твой твоя твое твои твоего твоей твоему твоих твоим твоими твоем твою"
)
VY = _words("вы вас вам вами ваш ваша ваше ваши вашего вашей вашему ваших вашим вашими вашем вашу")
_VERBS = _words(
    "нажми выбери открой закрой введи укажи проверь перейди зайди позвони напиши отправь подожди "
    "попробуй скачай установи удали добавь сохрани включи выключи посмотри прочитай уточни сообщи "
    "назови заполни подтверди оформи оплати верни расскажи опиши помни смотри скажи войди "
    "пройди создай сделай используй следуй спроси найди приди приходи получи забери положи поставь "
    "измени обнови перезагрузи выйди подключи отключи загрузи вложи принеси привези "
    "примени сравни реши посчитай запиши запомни представь прочти начни продолжай изучи "
    "избегай старайся учитывай обсуди определи оцени поговори подумай выясни воспользуйся убедись "
    "обратись свяжись ознакомься зарегистрируйся авторизуйся постарайся беспокойся волнуйся "
    "позаботься пользуйся стесняйся обращайся"
)


def _plural(verb: str) -> str:
    """нажми, нажмите; обратись, обратитесь; убедись, убедитесь."""
    return verb[:-2] + "тесь" if verb.endswith("сь") else verb + "те"


ASKED_TY = frozenset(_VERBS) - {"смотри", "помни", "скажи", "представь", "начни"}
ASKED_VY = frozenset(map(_plural, _VERBS)) | {"пожалуйтесь", "забудьте", "пришлите", "дайте"}
SEVERAL = _words(
    "друзья коллеги ребята дети господа девочки мальчики граждане товарищи участники уважаемые "
    "дорогие оба обе вдвоем втроем команда студенты ученики"
)
ADDRESSING = TY | VY | ASKED_TY | ASKED_VY
SPOKEN = _words(
    "YOU YOUR THE IS ARE THIS THAT IT TO WE OUR MY PLEASE DO DON'T NOT CAN WILL MUST READ NO "
    "ВЫ ВАМ ВАС ВАШ ВАША НЕ ЭТО НАДО НУЖНО ЧТО МЫ НАМ КАК УЖЕ ПОЖАЛУЙСТА ТЫ ТЕБЕ СКОЛЬКО ВСЁ ВСЕ "
    "ВАШЕ ЧИТАЙТЕ"
)
"""Words in capitals that make a run of capitals speech and no title or query."""
