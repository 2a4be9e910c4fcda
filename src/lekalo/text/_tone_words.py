"""The words that `text.tone` knows: rude ones with their forms, and forms of ты and вы.

The list is short on purpose: a word that is also a part of the body, a breed, a thing of the
house or a brand is not in it. Forms are made from stems and endings, so that a look into a set
is enough for each word of a text.
"""

from __future__ import annotations

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
        "halfwit halfwits nitwit nitwits dimwit dimwits cretin cretins numbskull numbskulls "
        "blockhead blockheads twerp twerps wtf stfu smartass"
    )
    | _forms(
        "идиот дебил болван мудак урод ублюдк придурк дурак кретин имбецил дегенерат недоумк "
        "балбес подонк мерзавц негодя хамл придурочн тупар жлоб",
        _MASCULINE,
    )
    | _words("недоумок подонок мерзавец негодяй хамло тупарь тупари дурачье кретинка")
    | _forms("дур идиотк тупиц гнид сук засранк бестолоч", _FEMININE) - {"сук", "дур", "гнид"}
    | _forms("бестолоч", _SOFT)
    | _forms("сволоч мраз", _SOFT)
    | _forms("говн дерьм", _NEUTER)
    | _forms("идиотск дебильн дерьмов хренов хуев долбан", _ADJECTIVE)
    | _words(
        "ублюдок придурок засранец засранцы засранцев "
        "лохи лохов лохам быдло чмо дурень хуй хуйня хуйню хуйни хуйней нахуй похуй охуел охуели "
        "пизда пиздец пиздеть пиздишь пиздите бля блядь бляди блять блядский ебать ебаный ебаная "
        "ебаные ебанутый ебанутая заебал заебали заебала отъебись отъебитесь еблан долбоеб "
        "долбоебы сука суки"
    )
)

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
    "US ME HAVE HAS BEEN STOP NEVER ALREADY BEFORE WHY WHAT WHEN HOW IF BUT "
    "ВЫ ВАМ ВАС ВАШ ВАША НЕ ЭТО НАДО НУЖНО ЧТО МЫ НАМ КАК УЖЕ ПОЖАЛУЙСТА ТЫ ТЕБЕ СКОЛЬКО ВСЁ ВСЕ "
    "ВАШЕ НАС МНЕ НЕТ НИКОГДА БОЛЬШЕ ЕСЛИ ПОЧЕМУ ЗАЧЕМ КОГДА ХВАТИТ БУДЕТ БЫЛО"
)
"""Words in capitals that make a run of capitals speech and no title or query."""
LINKING = SPOKEN | _words(
    "A AN AND OF IN ON FOR WITH FROM OR AT BY AS WAS WERE HAD BE THAN WHICH INTO THEIR ITS HIS HER "
    "И В ВО НА С СО ПО ИЛИ ДЛЯ О ОБ ОТ ДО ЗА ИЗ К У НО А КОТОРЫЙ КОТОРАЯ КОТОРЫЕ ЕГО ЕЁ ИХ БЫЛ БЫЛА"
)
"""Words that stand in most sentences, and in few names or lists."""
