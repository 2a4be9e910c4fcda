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

_READER_RU = (
    r"(?:ии|искусственн\w{2,3} интеллект\w?|нейросет\w{1,2}|языков\w{2} модел\w|чат-?бот\w?|llm|"
    r"gpt|"
    r"ассистент\w?|алгоритм\w?)"
)
_READER = r"(?:an? |the )?(?:ai|llm|language model|chatbot|bot|gpt|assistant|machine|algorithm)\b"
_NOTE = (
    rf"если (?:это|этот текст|этот документ|резюме|письмо|данн\w{{2,3}} \w+|сообщение) (?:сейчас )?"
    rf"(?:чита\w+|обрабатыва\w+|анализиру\w+|оценива\w+|провер\w+) {_READER_RU}",
    rf"(?:для|внимание,?|обращение к|заметка для|примечание для|указание для|инструкция для) "
    rf"{_READER_RU}\s?[:!—–-]",
    rf"if (?:this|the) (?:text|document|email|page|resume|cv|message)? ?(?:is (?:being )?)?"
    rf"(?:read|processed|reviewed|parsed|summari[sz]ed) by {_READER}",
    rf"(?:note|message|instructions?|attention)(?: to| for|,)? {_READER}[ -]*(?:systems?|readers?|"
    rf"models?|assistants?|agents?)? ?[:!]",
    r"(?:всё|все),? что (?:тебе|ты|вам) (?:\w+ ){0,3}(?:раньше|до этого|прежде|ранее|выше),? "
    r"(?:\w+ ){0,2}"
    r"(?:не действу\w+|не считается|неважно|не важно|отменя\w+|забудь)",
    r"(?:everything|anything|all) (?:that )?you (?:were|have been) told (?:before|earlier|above|"
    r"so far) "
    r"(?:\w+ ){0,3}(?:not apply|void|no longer|cancel\w+|does(?: not|n['’]t) count)",
    rf"(?:считай|представь|допустим|предположим|пусть),? (?:что )?{_OLD_RU}\w* "
    rf"(?:сообщени|реплик|указани|инструкц|разговор|правил)\w* (?:не было|не существу\w+|нет)",
    r"тво[яйеё] (?:новая|новый|новое|единственная|настоящая) (?:задача|цель|роль|задание|"
    r"миссия)\s?[:—–-]",
    r"your (?:new|only|real|true) (?:task|goal|mission|objective|role) is (?:now )?to\b",
    r"не слуша(?:й|йся)(?:те)? (?:сво\w+ |тво\w+ )?(?:создател|разработчик|хозя|программист)\w*",
)

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
    *_NOTE,
    rf"я,? ?[—–-]? ?(?:твой|ваш) {_MAKERS_RU}|(?:сообщение|команда|приказ|указание) от (?:твоего |"
    rf"твоих |твоей )?{_MAKERS_RU}\s?[:,—]",
)
REVEAL = _any(
    r"(?:текст|сообщени|правил|указани|инструкц)\w{0,2},? (?:котор\w{2,3}|что) тебе (?:\w+ )?"
    rf"(?:дал|задал|передал|написал|прислал|вписал|прописал)\w? {_MAKERS_RU}",
    r"(?:text|message|rules|instructions) (?:that |which )?(?:your |the )?"
    rf"{_MAKERS} (?:gave|wrote|sent|passed|set) (?:to |for )?you",
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
    r"(?:фильтры|ограничения|запреты|цензура|защита|модерация) (?:\w+ )?(?:сняты|снята|отключены|"
    rf"отключена|выключены|деактивированы)[.!,;:]\s{{0,3}}{_SPEAK_RU}",
    r"(?:filters|restrictions|safeguards|limits|moderation) (?:are|is|have been|has been) (?:now )?"
    rf"(?:off|lifted|disabled|removed)[.!,;:]\s{{0,3}}(?:now )?{_SPEAK}",
    r"притворись,? (?:что |будто )(?:у тебя )?(?:\w+ )?нет (?:\w+ )?(?:запрет|ограничени|правил|"
    r"фильтр)",
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
SENDING = _any(
    r"(?:вышли|отправь|перешли|скинь|передай|пошли)(?:те)? (?:мне )?(?:полн\w{2} |вс[юё] |весь "
    r")?(?:историю|"
    r"содержание|текст|копию|запись|лог)\w{0,2} (?:этого |нашего |данного |всего |этой |нашей |"
    r"всей )"
    r"(?:разговора|чата|диалога|переписки|беседы) (?:на|по)\b",
    r"(?:send|e-?mail|forward|post) (?:me )?(?:a copy of |the |this |our |all of )*(?:whole |full "
    r"|entire )?"
    r"(?:conversation|chat|dialogue|dialog|transcript)(?: history| log)? to \S+(?:@|://)",
)
SAYINGS = {
    "sending-out": SENDING,
    "override": OVERRIDE,
    "reveal": REVEAL,
    "unbound": UNBOUND,
    "to-the-model": TO_THE_MODEL,
}
SAYING_HINTS: dict[str, tuple[str, ...]] = {
    kind: tuple(pieces.split("|"))
    for kind, pieces in {
        "sending-out": "разговора|чата|диалога|переписки|беседы|conversation|chat|dialog|"
        "transcript",
        "override": "читает|читают|обрабатыва|анализиру|оценива|нейросет|языковой|языковая|"
        "для ии|внимание|интеллект|ассистент|чат-бот|чатбот| gpt| llm|read by|processed by|"
        "reviewed by|"
        "parsed by|summarized by|summarised by| ai|you were told|you have been told|"
        "не было|не существу|твоя |твоё |твое |не слуша|your new|your only|your real|your true|"
        "from now on|henceforth|starting now|from this |obey|only my |above|"
        "before this|"
        "preceding|so far|instruction|directive|guideline|prompt|orders|commands|forget you|"
        "forget that you| role|character|persona|safety |content |security |moderation|ethic|"
        "am your |'m your |’m your |from your |отныне|впредь|теперь ты|с этого момента ты|"
        "с этой минуты ты|с этих пор ты|слушайся|слушай |подчиняйся|только мои|вышеизложенн|"
        "вышесказанн|вышеуказанн|вышенаписанн| выше| раньше| ранее|инструкц|указани|распоряжени|"
        "команд|директив|установк|предписани|что ты |памяти|из головы| рол|не соблюдай|"
        "безопасности|контента|содержани|цензур|модераци|все фильтры|все ограничения|все запреты|"
        "твой |ваш |приказ от|команда от|сообщение от|указание от",
        "reveal": "тебе |gave|wrote|sent|passed| set |"
        "the rules|restrictions|instruction|directive|guideline|prompt|orders|commands|"
        "what did your|what have your|what are you|what were you|how you |other |another |"
        "previous |до этого|выше|перед эт|начальн|исходн|стартов|свои |твои |свою |твою |"
        "разработчик|создател|владел|администратор|программист|хозя|тебе|что ты |какие ты |"
        "которые ты | вам |тебя |системн|скрыт|пром|служебн|других |чужих |прошлых |остальных |"
        "всех ",
        "unbound": "фильтры|запреты|ограничения|цензура|защита|модерация|filters|restrictions|"
        "safeguards|limits|moderation|притворись|"
        "no longer|are not |'re not |’re not | mode|exist|without |allow| permission|"
        "больше не|уже не|теперь не|режим|словно|будто|если бы|цензур| без |разрешаю",
        "to-the-model": "n't tell|n’t tell|not tell|never tell|n't inform|n’t inform|not inform|"
        "never inform|mention to|n't show|n’t show|not show|never show|instruction|order:|order :|"
        "directive|command|system:|system :|admin|root|не говори|не сообщай|не рассказывай|"
        "не показывай|не пиши|не раскрывай|новая |новый |новое ",
    }.items()
}
