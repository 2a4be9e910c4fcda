"""Orders to the model in roundabout words, beside the plain ones of `injection_words`.

A new master, a new role, rules that are said to be void, what stands above, checks to be skipped,
other people's data. `SAYINGS` gives patterns by kind and `SAYING_HINTS` small-letter pieces, one of
which stands in each match. Russian and English.
"""

from __future__ import annotations

import re


def _any(*ways: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(ways)})", re.IGNORECASE)


_FROM_NOW = (
    r"(?:from now on|from this (?:point|moment)(?: on(?:wards?)?)?|henceforth|starting now),?\s"
)
_FROM_NOW_RU = r"(?:отныне|впредь|теперь|с этого момента|с этой минуты|с этих пор)\s"
_ABOVE = r"(?:above|before this|preceding|so far)"
_BOT = r"(?:an? |the |my )?(?:\w+ )?(?:assistant|ai|bot|chatbot|language model|model)\b"
_BOT_RU = r"(?:\w+ )?(?:ассистент|помощник|бот|чат-?бот|ии|нейросеть|языковая модель|модель)\b"
_ORDERS = r"(?:instructions?|directives?|guidelines?|prompts?|orders?|commands?)"
_ORDERS_RU = r"(?:инструкц|указани|распоряжени|команд|директив|установк|предписани)\w{0,3}"
_OLD_RU = r"(?:прежн|предыдущ|прошл|стары|исходн|изначальн|первоначальн|ранее данн|системн)\w{1,3}"
_MAKERS = r"(?:developers?|creators?|makers?|owners?|programmers?|admins?|administrators?)"
_MAKERS_RU = r"(?:разработчик|создател|владел|администратор|программист|хозя)\w{0,4}"
_VOID = (
    r"(?:void|cancel{1,2}ed|revoked|invalid|obsolete|lifted|overridden|suspended|"
    r"no longer (?:valid|apply|in force|count))"
)
_VOID_RU = (
    r"(?:теряют силу|утратили силу|потеряли силу|не действуют|отменены|отменяются|отменяю|"
    r"недействительны|аннулированы|сняты|не имеют силы|не важны|неактуальны)"
)
_SPEAK = r"(?:say|answer|reply|tell|write|respond|speak|print|give|explain)"
_SPEAK_RU = r"(?:ответ|отвеч|расскаж|скаж|напиш|говори|объясн|выда|поясн)\w{0,4}"

OVERRIDE = _any(
    rf"{_FROM_NOW}you (?:only )?(?:obey|serve|follow|listen to|take orders from|answer to)\s",
    r"obey (?:only )?(?:me|my)\b|(?:follow|execute) only my (?:orders|commands|instructions)",
    rf"(?:ignore|disregard|forget) (?:the |all |any )*(?:text|messages?|words|lines|"
    rf"content)\s{_ABOVE}",
    r"(?:do not|don['’]t) (?:follow|obey|apply) the (?:rules|instructions) above",
    rf"(?:all |any |the |your |these )+(?:previous|prior|earlier|former|old) {_ORDERS} "
    rf"(?:are|were|have been) (?:now |hereby )?{_VOID}",
    r"forget (?:that )?you(?:['’]re| are| were) " + _BOT,
    r"(?:drop|leave|abandon|forget|break|step out of) (?:your|the) (?:assigned )?"
    r"(?:role|character|persona)\b",
    r"(?:skip|bypass|omit|turn off|switch off|disable|drop) (?:all |any |the |your |of )*"
    r"(?:safety|content|security|moderation|ethic\w*) (?:checks?|filters?|rules|layers?|measures)",
    rf"i(?: am|['’]m) your (?:\w+ )?{_MAKERS}\b|message from your {_MAKERS}\b",
    rf"{_FROM_NOW_RU}ты (?:\w+ )?(?:подчиняешься|слушаешься|слушаешь|выполняешь|исполняешь|"
    rf"служишь|"
    r"отвечаешь|следуешь)\s(?:\w+ ){0,2}(?:мне|меня|мои|моим)\b",
    r"(?:слушайся|слушай|подчиняйся) (?:только |лишь )(?:меня|мне)\b|слушайся меня\b|"
    r"(?:выполняй|исполняй) только мои\b",
    r"(?:про)?игнориру(?:й|йте) (?:всё |все |весь |любой )?(?:вышеизложенн|вышесказанн|"
    r"вышеуказанн|вышенаписанн|(?:текст|сообщени\w|слова|написанное|сказанное) (?:выше|раньше|"
    r"ранее))",
    rf"{_OLD_RU} {_ORDERS_RU} (?:больше |теперь |уже |с этого момента )*{_VOID_RU}",
    r"забудь(?:те)?,? (?:о том,? )?что ты " + _BOT_RU,
    r"(?:забудь|отмени|сотри|удали|выбрось)(?:те)? (?:из памяти |из головы )"
    rf"(?:все |всё |любые )?(?:{_OLD_RU}|{_ORDERS_RU}|сво\w+|тво\w+)",
    r"(?:выйди|выходи|откажись) (?:из|от) (?:своей |твоей |этой )?рол[ьи]\b|"
    r"забудь (?:о |про )?сво(?:ю|ей) рол[ьи]",
    r"не соблюдай(?:те)? (?:\w+ )?(?:правил|ограничени|запрет|инструкц)",
    r"(?:пропусти|обойди|отключи|выключи|сними|убери|игнорируй|деактивируй)(?:те)? (?:все |всю |"
    r"любые "
    r"|всякие |свои |твои |встроенные )*(?:проверк\w{0,3} (?:безопасности|содержани\w+)|"
    r"фильтр\w{0,2} "
    r"(?:безопасности|контента|содержани\w+)|мер\w безопасности|цензуру|модерацию)",
    rf"(?:отключи|выключи|сними|убери|обойди) (?:все )(?:фильтры|ограничения|"
    rf"запреты),? и {_SPEAK_RU}",
    rf"я,? ?[—–-]? ?(?:твой|ваш) {_MAKERS_RU}|(?:сообщение|команда|приказ|указание) от (?:твоего |"
    rf"твоих |твоей )?{_MAKERS_RU}\s?[:,—]",
)
REVEAL = _any(
    rf"(?:list|name|state|tell me|show me|give me|write) (?:all |me )*(?:of )?the (?:rules|"
    rf"{_ORDERS}|"
    rf"restrictions) (?:that )?(?:your {_MAKERS}|you were|you have been|you got)",
    rf"what (?:did|have) your {_MAKERS} (?:tell|told|write|written|instruct|forbid)\w*",
    r"what (?:are|were) you (?:not (?:allowed|supposed|permitted) to|forbidden to|prohibited from|"
    r"told "
    r"not to) (?:say|tell|reveal|discuss|talk|saying|telling|revealing|answer)",
    r"(?:reveal|show|tell me|explain) how you (?:were|are|have been) (?:configured|programmed|"
    r"instructed|"
    r"prompted|set up to)",
    r"(?:give|show|tell|send|list|share) (?:me |us |out )*(?:the )?(?:other|another|previous) "
    r"(?:customers?|users?|clients?)['’]?s?['’]? (?:data|names|details|orders|messages|chats|"
    r"info\w*)",
    r"(?:copy|paste|repeat|print|output) (?:all )?(?:of )?your (?:full |exact )?"
    r"(?:instructions|prompt)\b(?! (?:for|on|about|to)\b)",
    r"(?:выведи|повтори|покажи|скопируй|напечатай|процитируй|перескажи|пришли|дай|"
    r"перепиши)(?:те)? "
    r"(?:мне |сюда |дословно |полностью |целиком |слово в слово |весь |всё,? |все,? |текст,? |"
    r"содержимое |сво\w{1,2} |тво\w{1,2} |ваш\w? )*(?:что (?:было |стоит |написано |ид[её]т "
    r"|находится )?(?:до этого|выше|перед эт)|котор\w{2,3} (?:был\w? |стоит |ид[её]т |находится |"
    r"написан\w? )?(?:до этого|выше|перед эт)|"
    r"(?:начальн|изначальн|первоначальн|исходн|стартов)\w{1,3} (?:инструкц|пром|указани|настройк)|"
    r"(?:(?<=свои )|(?<=твои )|(?<=свою )|(?<=твою ))(?:инструкци|указани|настройк)\w(?! (?:по|"
    r"для|к|о|об|"
    r"на|от)\b))",
    rf"(?:правил|инструкци|указани|ограничени|запрет)\w{{0,2}},? (?:которые|что|какие) (?:тебе|"
    rf"вам|ты) "
    rf"(?:{_MAKERS_RU} )?(?:задали|дали|поставили|написали|установили|получил\w?|заложили|"
    rf"прописали)",
    rf"что (?:тебе )?(?:написали|сказали|велели|приказали|поручили|запретили) (?:тебе )?"
    rf"(?:твои |твой )?{_MAKERS_RU}",
    r"что тебе (?:запретили|запрещено|велели|велено|приказали|нельзя) (?:говорить|рассказывать|"
    r"раскрывать|сообщать|отвечать|делать)",
    r"(?:раскрой|расскажи|объясни|покажи|опиши),? как тебя (?:настроили|запрограммировали|"
    r"проинструктировали|обучили отвечать)",
    r"(?:ключ|парол|токен|слово|код)\w{0,2},? (?:из|в) (?:тво\w+ |сво\w+ )?(?:системн|скрыт|"
    r"пром[пт]|служебн)\w+",
    r"(?:сообщи|выдай|покажи|назови|пришли|перечисли|скинь|дай|раскрой)(?:те)? (?:мне |нам |все )*"
    r"(?:данные|имена|заказы|контакты|переписк\w|телефоны|адреса) (?:других|чужих|прошлых|"
    r"остальных|всех) "
    r"(?:клиент|пользовател|покупател|заказчик)\w+",
)
UNBOUND = _any(
    rf"you(?:['’]re| are) (?:no longer|not) {_BOT}",
    r"(?:switch|go|put yourself|change) (?:in)?to (?:the )?(?:developer|god|jailbreak|debug|sudo|"
    r"admin|"
    r"unrestricted|unfiltered) mode",
    rf"{_SPEAK} (?:\w+ ){{0,3}}(?:as if|as though|like) (?:\w+ ){{0,3}}(?:censorship|rules|"
    rf"filters|"
    r"restrictions|limits) (?:did not|do not|does not|didn['’]t|don['’]t|doesn['’]t|"
    r"no longer) exist",
    rf"{_SPEAK} (?:\w+ ){{0,2}}without (?:any )?(?:limits|rules|limitations)\b(?=[.!,]|$)",
    r"(?:you (?:are|have) |i )(?:now )?(?:allow(?:ed)? (?:you )?to|permission to) (?:break|ignore|"
    r"violate)"
    r" (?:the |your |all |any )*(?:rules|guidelines|restrictions|policies)",
    r"ты (?:больше|уже|теперь) не (?:обычный |просто )?" + _BOT_RU,
    r"(?:переключи(?:сь|тесь)|перейди(?:те)?|переходи|войди|включи(?:те)?|активируй(?:те)?|"
    r"запусти(?:те)?) "
    r"(?:себя )?(?:в |на )?режим\w? (?:бога|джейлбрейк\w?|отладк\w|без (?:ограничений|цензуры|"
    r"фильтров|правил))|переключись в режим разработчика",
    rf"{_SPEAK_RU} (?:\w+ ){{0,3}},?\s?(?:так,? )?(?:словно|будто|как будто|"
    rf"как если бы) (?:\w+ ){{0,3}}"
    r"(?:цензур|ограничени|правил|запрет|фильтр)\w{0,3} (?:\w+ )?(?:не существует|нет|не было|"
    r"сняты)",
    r"(?:стань|станешь|будь) (?:\w+ ){0,3}без (?:цензуры|ограничений|фильтров|правил)\b",
    r"разрешаю (?:тебе )?(?:нарушать|игнорировать|обходить|не соблюдать) (?:\w+ )?(?:правил|"
    r"ограничени|инструкц|запрет)",
)
TO_THE_MODEL = _any(
    r"(?:do not|don['’]t|never) (?:tell|inform|mention to|show) (?:the |any )?(?:user|customer|"
    r"client|reader)s?"
    r" (?:about |of )?(?:this|these|the above) (?:instruction|message|order|prompt|note|text|"
    r"command)",
    r"(?:new|updated|special|hidden) (?:instruction|order|directive|command)\s?: ?(?:send|e-?mail|"
    r"reply|"
    r"answer|ignore|give|say|recommend|forward|write|always|never)",
    r"(?:system|admin(?:istrator)?|root)\s?: ?(?:new (?:order|rule|instruction)|give|grant|ignore|"
    r"always|"
    r"you (?:are|must)|reveal|send)",
    r"не (?:говори|сообщай|рассказывай|показывай|пиши|раскрывай)(?:те)? (?:никому |"
    r"пользовател\w{1,2} |"
    r"клиент\w{1,2} |читател\w{1,2} )(?:об |о |про )(?:эт\w{1,2} |данн\w{2} )(?:инструкц|указани|"
    r"сообщени|"
    r"команд|приказ|тексте|запис)",
    r"нов(?:ая|ый|ое) (?:системн\w{2} |секретн\w{2} |особ\w{2} )?(?:инструкция|приказ|команда|"
    r"указание|"
    r"директива)\s?[:—–-] ?(?:отправ|выда|отвеч|игнорир|перевед|скаж|напиш|сообщ|перед|всегда|"
    r"никогда|"
    r"рекоменд|постав)\w*",
)
SAYINGS = {
    "override": OVERRIDE,
    "reveal": REVEAL,
    "unbound": UNBOUND,
    "to-the-model": TO_THE_MODEL,
}
SAYING_HINTS: dict[str, tuple[str, ...]] = {
    kind: tuple(pieces.split("|"))
    for kind, pieces in {
        "override": "from now on|henceforth|starting now|from this |obey|only my |above|"
        "before this|"
        "preceding|so far|instruction|directive|guideline|prompt|orders|commands|forget you|"
        "forget that you| role|character|persona|safety |content |security |moderation|ethic|"
        "am your |'m your |’m your |from your |отныне|впредь|теперь ты|с этого момента ты|"
        "с этой минуты ты|с этих пор ты|слушайся|слушай |подчиняйся|только мои|вышеизложенн|"
        "вышесказанн|вышеуказанн|вышенаписанн| выше| раньше| ранее|инструкц|указани|распоряжени|"
        "команд|директив|установк|предписани|что ты |памяти|из головы| рол|не соблюдай|"
        "безопасности|контента|содержани|цензур|модераци|все фильтры|все ограничения|все запреты|"
        "твой |ваш |приказ от|команда от|сообщение от|указание от",
        "reveal": "the rules|restrictions|instruction|directive|guideline|prompt|orders|commands|"
        "what did your|what have your|what are you|what were you|how you |other |another |"
        "previous |до этого|выше|перед эт|начальн|исходн|стартов|свои |твои |свою |твою |"
        "разработчик|создател|владел|администратор|программист|хозя|тебе|что ты |какие ты |"
        "которые ты | вам |тебя |системн|скрыт|пром|служебн|других |чужих |прошлых |остальных |"
        "всех ",
        "unbound": "no longer|are not |'re not |’re not | mode|exist|without |allow| permission|"
        "больше не|уже не|теперь не|режим|словно|будто|если бы|цензур| без |разрешаю",
        "to-the-model": "n't tell|n’t tell|not tell|never tell|n't inform|n’t inform|not inform|"
        "never inform|mention to|n't show|n’t show|not show|never show|instruction|order:|order :|"
        "directive|command|system:|system :|admin|root|не говори|не сообщай|не рассказывай|"
        "не показывай|не пиши|не раскрывай|новая |новый |новое ",
    }.items()
}
