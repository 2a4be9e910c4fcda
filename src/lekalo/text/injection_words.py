"""The words and signs that `lekalo.text.injection` looks for, Russian and English.

`HINTS` gives for each kind small-letter pieces, one of which stands in every match, so that most
texts are passed over without a search.
"""

from __future__ import annotations

import re


def _at_words(pattern: str) -> re.Pattern[str]:
    """Tried where a word begins, and nowhere else: at most signs it fails at once."""
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


_BETWEEN = (
    r"(?:(?:all|any|every|of|your|my|the|these|those|this|such|and|or|previous|prior|above|earlier|"
    r"preceding|past|former|initial|original|existing|current|system|safety|security|content|"
    r"(?:developer|creator|maker|owner)s?['’]?s?|internal|hidden|secret|built-?in|default|old|"
    r"ethical|moral|usage|other|"
    r"\w{3,12}ed)\s){0,6}"
)
_EARLIER = (
    r"(?:previous|prior|above|earlier|preceding|past|former|initial|original|existing|system|"
    r"safety|"
    r"content|built-?in|ethical|developer['’]?s?|your)\s"
)
_RULES = (
    r"(?:instruct\w{0,6}|prompts?|rules?|direct(?:ion|ive)s?|guidelines?|commands?|polic\w{1,3}|"
    r"restrictions?|constraints?|limitations?|filters?|safeguards?|guardrails?|protocols?|"
    r"programming|training|context)\b"
)
_BETWEEN_RU = (
    r"(?:(?:обо?|про|от|и|всё|все\w{0,2}|любы\w{1,2}|сво\w{1,3}|тво\w{1,3}|ваш\w{1,3}|мо\w{1,2}|"
    r"эт\w{1,2}|"
    r"ранее|выше|\w{2,17}(?:ые|ие|ых|их|ую|ое|ым|им|ыми|ими|ому|ого))\s){0,5}"
)
_EARLIER_RU = (
    r"(?:сво|тво|ваш|вс[её]|любы|предыдущ|прошл|прежн|предшеств|изначальн|исходн|систем|выше|ранее|"
    r"данн|полученн|установленн|заданн)\w*\s"
)
_RULES_RU = (
    r"(?:инструкц|указани|правил|команд|промпт|промт|ограничени|установк|директив|предписани|"
    r"распоряжени|запрет|фильтр)\w{0,4}"
)
OVERRIDE = _at_words(
    r"\b(?:ignore|disregard|forget|bypass|overrid(?:e|ing)|overrule|disobey|circumvent|defy|"
    r"violate|"
    r"neglect|abandon|discard|erase|unlearn|pay no attention to|(?:set|put) aside|throw (?:away|"
    r"out)|"
    r"(?:do not|don['’]t|no longer) (?:follow|obey|comply with|listen to)|"
    r"(?:stop|quit) (?:following|obeying|complying with|listening to))\s"
    rf"(?={_BETWEEN}{_EARLIER}){_BETWEEN}{_RULES}|"
    r"\b(?:drop|remove|delete|lift|disable|turn off|switch off|deactivate|reset|break|clear|skip)\s"
    r"(?:all\s)?(?:of\s)?(?:your|the system['’]?s?)\s(?:(?:own|safety|ethical|system|original|"
    r"initial|"
    r"previous|built-?in|internal|current|\w{3,12}ed)\s){0,2}(?:instructions|rules|guidelines|"
    r"restrictions|safeguards|guardrails|programming|censorship|safety (?:filters?|rules|measures|"
    r"checks|layers?|training))\b|"
    rf"\b(?:ignore|disregard|forget|bypass|override)\s(?:(?:the|all|any|those|"
    rf"every)\s){{0,3}}{_RULES}\s"
    r"(?:you (?:were|have|had|got|received)|given to you|(?:from |that )?(?:your|"
    r"the) (?:developer|system|creator|"
    r"owner)|in your system|of your (?:developer|creator|system|owner))|"
    r"\b(?:your|all|the)\s(?:(?:previous|prior|old|earlier|former|initial|original|system)\s){1,2}"
    r"(?:instructions|prompt|guidelines)\s(?:are|is|have been|has been|no longer|do not|"
    r"don['’]t)\s(?:now\s)?"
    r"(?:void|cancel{1,2}ed|no longer|apply|revoked|invalid|overridden|suspended|obsolete|deleted)|"
    r"\b(?:ignore|disregard|forget)\s(?:everything|all|anything|whatever|"
    r"what)\s(?:that\s)?(?:above|"
    r"before this|prior|so far|you(?:['’]ve| were| have been| had been)? (?:been )?(?:told|"
    r"taught|given|"
    r"instructed)|(?:was|is|has been|stands) (?:said|written|above|told)|(?:came|comes|went|"
    r"stands) "
    r"(?:before|above))|"
    r"(?:(?:про)?игнориру(?:й|йте)|(?:про)?игнорировать|забудь(?:те)?|отбрось(?:те)?|отмени(?:те)?|"
    r"наруш(?:ь|ьте)|не учитывай(?:те)?|не обращай(?:те)? внимания на)\s"
    rf"{_BETWEEN_RU}{_RULES_RU}|"
    r"(?:наруша(?:й|йте)|забыть|отбросить|пренебреги(?:те)?|обойди(?:те)?|обходи(?:те)?|"
    r"отступи(?:те)? от|откажи(?:сь|тесь) от|(?:перестань|перестаньте|прекрати|прекратите|хватит) "
    r"(?:следовать|соблюдать|выполнять|исполнять|подчиняться|придерживаться|слушать\w{0,2})|"
    r"не (?:следуй|соблюдай|выполняй|исполняй|слушай|подчиняйся|придерживайся|слушайся|"
    r"подчиняйтесь|придерживайтесь)(?:те)?)\s"
    rf"(?:(?={_BETWEEN_RU}{_EARLIER_RU}){_BETWEEN_RU}{_RULES_RU}|{_RULES_RU},?\s(?:данн|полученн|"
    r"заданн|разработчик|создател|котор\w{2,3} (?:тебе|ты)|что (?:тебе|ты)))|"
    r"(?:прежние|предыдущие|старые|твои|изначальные|системные)\s(?:\w{4,12}ые\s)?(?:инструкции|"
    r"указания|"
    r"установки|ограничения) (?:больше |уже |теперь )?(?:не действуют|отменены|отменяются|"
    r"недействительны|аннулированы|утратили силу|сняты)|"
    r"(?:отключи|выключи|сними|сбрось|удали|сотри|убери)(?:те)?\s(?:с себя\s)?(?:все\s|всю\s)?"
    r"(?:(?:сво|тво|систем|встроенн|изначальн|исходн|внутренн)\w{1,5}\s){1,2}(?:инструкц|правил|"
    r"промпт|"
    r"промт|ограничени|установк|запрет|фильтр|цензур|защит)\w{0,4}|"
    r"(?:забудь|(?:про)?игнорируй|отбрось|сотри|не учитывай)(?:те)?\s(?:обо?\s|про\s)?"
    r"(?:всё|все|всём|всем|то),?\s(?:что\s(?:тебе|вам|было|ты|написано|сказано|стоит|говорил\w|"
    r"идёт|"
    r"выше|раньше|до)|выше|(?:написанн|сказанн)\w{2,3}\s(?:выше|ранее|раньше|до)|предыдущее\b)"
)
_KEPT = r"(?:hidden|secret|initial|confidential|developer|system)"
_KEPT_RU = r"(?:системн|скрыт|изначальн|секретн|конфиденциальн)\w{1,3}"
_WHOSE = r"(?:admin\w{0,11}|root|master|internal|database|(?:other|another) \w{4,8}['’]?s?)"
REVEAL = _at_words(
    r"\b(?:reveal|show|print|repeat|output|display|leak|tell|give|share|disclose|expose|quote|copy|"
    r"paste|recite|dump|return|send|summari[sz]e|write (?:out|down)|spell out|what (?:is|are|was|"
    r"were))"
    r"\s(?:(?:me|us|all|of|out|verbatim|exactly|with|to the user|word for word|what|your|the|full|"
    r"exact|entire|complete|whole|first)\s){0,5}"
    rf"(?:(?:system|developer)\s(?:prompt|message|instructions)|{_KEPT}\s(?:instructions|prompt|"
    r"directives)|(?:hidden|secret|confidential)\s(?:rules|message|guidelines)|"
    r"(?<=your\s)(?:(?:original|internal|own|full|exact)\s)?(?:instructions|prompt|directives)"
    r"(?!\s(?:for|on|about|to|regarding|in|of|from)\b)|instructions\sabove)|"
    r"\b(?:repeat|print|output|recite)\s(?:\w+\s){0,3}(?:words|everything|text|lines|"
    r"messages)\sabove|"
    rf"\bwhat (?:do|does) your\s(?:{_KEPT}\s)?(?:prompt|instructions) say|"
    r"\bwhat (?:were|have) you (?:been )?(?:told|instructed) (?:to do|not to|before|by your)|"
    rf"\b(?:reveal|show|print|leak|tell|give|share|send)\s(?:(?:me|us|the|your|"
    rf"all)\s){{0,3}}{_WHOSE}\s"
    r"(?:password|passcode|credential|api key|token|secret)s?\b|"
    r"(?:покажи|выведи|раскрой|повтори|напиши|сообщи|назови|распечатай|процитируй|расскажи|"
    r"перескажи|скопируй|приведи|перечисли|передай|пришли|опубликуй|выдай|продиктуй|озвучь|вставь|"
    r"опиши|поделись|поделитесь|скажи)(?:те)?\s(?:(?:мне|нам|пользователю|клиенту|весь|всю|все|"
    r"полностью|"
    r"дословно|целиком|про|о|сво\w{1,3}|тво\w{1,3}|ваш\w{0,3}|текст\w?|содержание|полный)\s){0,5}"
    rf"(?:{_KEPT_RU}\s(?:пром|инструкц|указани|подсказк)\w{{0,5}}|"
    r"(?<=сво.\s)(?:(?:внутренн|служебн|исходн)\w{2}\s)?(?:инструкци[ияю]|пром[пт]\w{1,4}|"
    r"директив\w)(?!\s(?:по|к|для|о|об|на|от)\b))|"
    r"(?:раскрой|процитируй|повтори|выведи|перескажи)(?:те)?\s(?:\w+\s){0,2}(?:системн|скрыт|"
    r"секретн)"
    r"\w{2,3}\s(?:сообщени|правил|настройк)\w{1,3}|"
    r"какие (?:инструкции|указания|правила|ограничения) тебе (?:дали|задали|написали|поставили)|"
    rf"что (?:написано |сказано |говорится |стоит )?(?:у тебя )?в (?:твоих|твоём|твоем|"
    rf"{_KEPT_RU})\s"
    rf"(?:{_KEPT_RU}\s)?(?:пром|инструкц|указани|сообщени)\w{{1,5}}|"
    rf"как(?:ие|ой|ова|овы) (?:у тебя |твои |твой |твоя ){{0,2}}{_KEPT_RU}\s(?:пром|инструкц|"
    rf"указани)\w{{1,5}}|"
    r"(?:повтори|выведи|скопируй|напечатай)(?:те)?\s(?:дословно\s)?(?:весь\s|всё,?\s|"
    r"все,?\s)?(?:текст|слова|"
    r"сообщения|что (?:написано|сказано|стоит|было))\s(?:выше|до этого)|"
    r"(?:покажи|раскрой|сообщи|назови|открой|пришли|выдай|скажи|дай)(?:те)?\s(?:мне\s|"
    r"нам\s)?(?:все\s)?"
    r"(?:пароль|пароли|ключи?|токены?)\s(?:от\s|к\s)?(?:админ\w*|баз\w|чуж\w+|других|root|"
    r"сервер\w)"
)
_UNTIED = (
    r"(?:without (?:any |all )?(?:restrictions|rules|filters|limits|limitations|censorship|"
    r"guidelines|"
    r"constraints)|(?:no|not? (?:bound|limited|restricted) by (?:any )?)\s?(?:rules|restrictions|"
    r"filters|"
    r"limits|limitations|guidelines|constraints)|jailbroken|unfiltered|uncensored|do anything now)"
)
_UNTIED_RU = (
    r"(?:без (?:всяких |каких-либо |любых |всякой |какой-либо )?(?:ограничений|правил|цензуры|"
    r"фильтров|"
    r"запретов)|не ограничен\w{0,2}|свобод\w{2,3} от|не связан\w{0,2} (?:никакими )?(?:правил|"
    r"ограничени)|"
    r"нет (?:больше |никаких |ни )*(?:ограничений|правил|запретов|фильтров|цензуры)|"
    r"(?:правил|ограничений|запретов|цензуры) (?:не существует|больше нет|нет)|"
    r"вс[её] (?:можно|разрешено|дозволено)|(?-i:DAN\b))"
)
UNBOUND = _at_words(
    r"\byou are now\s(?:in\s)?(?-i:DAN\b|STAN\b)|\byou are now\s(?:an?\s|in\s)?(?:\w{2,12}\s){0,2}"
    r"(?:unrestricted|unfiltered|uncensored|jailbroken|free (?:of|from)|developer mode|god mode)|"
    r"\b(?:from now on|you (?:are|will|must|can) now|act as|act like|pretend|imagine|"
    rf"role-?play|behave)\b[^.\n]{{0,80}}\b{_UNTIED}|"
    r"\b(?:answer|respond|reply)\s(?:\w+\s){0,3}without (?:any )?(?:restrictions|filters|"
    r"censorship)|"
    r"\byou (?:do not|don['’]t|no longer) (?:have|need) to (?:follow|obey|respect)\s"
    rf"(?:(?:any|your|the|all)\s)*{_RULES}|"
    rf"\byou(?: are|['’]re) (?:no longer|not) (?:bound|limited|restricted) by\s{_BETWEEN}{_RULES}|"
    r"\b(?:act as|become|be|role of|you are) (?:an?|the|my) (?:\w+ )?(?:unrestricted|unfiltered|"
    r"uncensored|jailbroken|amoral) (?:ai|assistant|model|chatbot|bot)\b|"
    r"(?:enable|enter|activate|switch to)\s(?:developer|god|jailbreak|dan|unrestricted|sudo)\smode|"
    r"(?:ты теперь|теперь ты|отныне|с этого момента|с этой минуты|веди себя|действуй|притворись|"
    rf"представь|вообрази|отвечай)\b[^.\n]{{0,80}}{_UNTIED_RU}|"
    r"ты (?:больше |теперь )?(?:не обязан\w?|не должен|не должна|можешь не) (?:соблюдать|следовать|"
    rf"подчиняться|выполнять|придерживаться)\s{_BETWEEN_RU}{_RULES_RU}|"
    r"ты (?:больше |теперь )?не (?:связан|ограничен|скован)\w{0,2}\s(?:никакими |своими |"
    r"прежними )?"
    rf"{_RULES_RU}|"
    r"(?:включи|активируй|перейди в|войди в|запусти)(?:те)?\s(?:режим\s)(?:разработчика|бога|"
    r"джейлбрейк\w?|без ограничений|без цензуры|(?-i:DAN\b))"
)
_MODEL = r"(?:(?-i:AI|LLM)s?\b|language models?|chatbots?|(?-i:ChatGPT|GPT))"
_MODEL_RU = (
    r"(?:(?-i:ИИ|AI|LLM)\b|языков\w{2,3} модел\w{1,2}|нейросет\w{1,2}|чат-?бот\w{0,2}|"
    r"ии-\w{5,11})"
)
TO_THE_MODEL = _at_words(
    r"\b(?:if you are|attention|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|dear|"
    r"hey|"
    rf"addressed to)\s(?:an?\s|the\s|any\s|all\s)?{_MODEL}|"
    rf"\bfor (?:the |any |all )?{_MODEL}(?: assistants?| models?| agents?)?\s?:|"
    rf"\b{_MODEL}(?:\s(?:assistants?|models?|agents?|systems?))?\s(?:(?:that|who|"
    rf"which)\s)?(?:reads?|"
    r"reading|process(?:es|ing)|summari[sz](?:es|ing)|parsing)\s(?:this|these)|"
    r"\byou are now\s(?:an?\s)?(?:[\w-]+\s){0,3}(?:assistant|bot|chatbot|agent|hacker|(?-i:AI|"
    r"DAN))\b|"
    r"\bfrom now on,?\syou\s(?:must|will|should)\s(?:always\s|only\s)?(?:answer|reply|respond|say|"
    r"recommend)|"
    r"(?:new|updated)\ssystem\s(?:instructions?|prompt)\s?:|\bsystem\s(?:override|prompt)\s?:|"
    r"\bdo not (?:tell|mention|reveal|show)\s(?:this\s|it\s|any of this\s)?to the user\b|"
    r"(?:ты теперь|теперь ты|отныне ты)\s[—-]?\s?(?:[\w-]+\s){0,3}(?:ассистент|помощник|бот|"
    r"модель|агент|хакер)\b|"
    rf"если (?:ты\s[—-]?\s?|(?:этот текст|это|эту страницу|документ)\s(?:читает|"
    rf"обрабатывает)\s){_MODEL_RU}|"
    r"если ты\s[—-]?\s?языковая модель|"
    r"(?:инструкци[яи]|сообщение|указание|внимание|уважаем\w{2}|дорог\w{2})[,:]?\s(?:для\s)?"
    rf"(?:{_MODEL_RU}|ассистент\w?\b)|{_MODEL_RU},?\s(?:котор\w{{2,3}}\s)?(?:чита|"
    rf"обрабатыва)\w{{2,5}}\s(?:это|"
    r"эту|данн)\w{0,3}|"
    rf"для (?:всех |любой |любого )?{_MODEL_RU}\s?[:—]|"
    r"новые (?:системные )?инструкции\s?:|"
    r"не (?:говори|сообщай|упоминай|рассказывай|показывай)(?:те)?\s(?:об этом\s|этого\s|"
    r"это\s)(?:пользовател|клиент)\w{1,2}"
)
MARKERS = re.compile(
    r"<\|(?:im_start|im_end|im_sep|system|user|assistant|start_header_id|end_header_id|eot_id|"
    r"endoftext|end_of_text|begin_of_text|end)\|>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>|"
    r"<｜(?:User|Assistant)｜>"
)
UNSEEN = re.compile(
    # a run of signs with no width; the same between letters; Unicode's tags outside a flag
    r"[\u200b\u200c\u200d\u2060\u2062-\u2064\ufeff]{4}|(?:[^\W\d_][\u200b\u2060\ufeff]){4}|"
    r"(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0020-\U000e007f]{4}"
)
UNSEEN_ANY = re.compile(r"[\u200b-\u200d\u2060-\u2064\ufeff\U000e0020-\U000e007f]")
STYLED_AWAY = re.compile(
    r"<\w{1,12}\s[^>]{0,200}(?:display\s?:\s?none|visibility\s?:\s?hidden|"
    r"font-size\s?:\s?0(?![.\d])|"
    r"opacity\s?:\s?0(?![.\d])|\bhidden\b)[^>]{0,200}>([^<]{15,2000})",
    re.IGNORECASE,
)
SENDING = re.compile(
    r"\b(?:send|post|upload|forward|submit|transmit)\s(?:(?:all|the|this|their|your|every|"
    r"of)\s){0,4}"
    r"(?:user|client|customer|conversation|chat|dialog\w{0,3}|system)(?:['’]s|"
    r"s['’]?)?\s[^.\n]{0,40}?"
    r"\bto\shttps?://|"
    r"(?:отправ|перешли|передай|выгрузи|загрузи|пошли|перешл)\w{0,5}\s(?:(?:все|всю|эти|эту|"
    r"этот)\s)?(?:данн|"
    r"переписк|диалог|сообщени|истори|пароли|"
    r"пароль)\w{0,4}\s[^.\n]{0,40}?\bна\s(?:адрес\s)?https?://|"
    r"!\[[^\]\n]{0,80}\]\(https?://[^)\s]{1,200}(?:[?&/][\w-]{0,30}=?)(?:\{[^)}\s]{1,60}\}|%7B|"
    r"<[^>\s)]{1,60}>|"
    r"\[[^\]\s]{2,60}\]|\$\{?\w|(?:(?-i:[A-Z]{3,}_)+(?-i:[A-Z]{3,})))",
    re.IGNORECASE,
)

_RULES_HINTS = (
    "instruct|prompt|rule|directi|guideline|command|polic|restriction|constraint|limitation|filter|"
    "safeguard|guardrail|protocol|programming|training|context|инструкц|указани|правил|команд|"
    "промпт|промт|ограничени|установк|директив|предписани|распоряжени|запрет|фильтр"
)
HINTS: dict[str, tuple[str, ...]] = {
    kind: tuple(pieces.split("|"))
    for kind, pieces in {
        "override": f"{_RULES_HINTS}|censorship|safety |ignore|disregard|forget |забудь|игнорир|"
        "отбрось|сотри|не учитывай|цензур|защит",
        "reveal": "prompt|instruct|directive|hidden|secret|confidential|system message|developer "
        "message| above|password|passcode|credential|api key|token|промпт|промт|инструкц|указани|"
        "подсказк|директив|системн|скрыт|секретн|тебе |выше|до этого|парол| ключ|токен",
        "unbound": f"{_RULES_HINTS}|limits|censor|unfiltered|unrestricted|jailbr|anything now| dan|"
        " stan|er mode|god mode|sudo|free of|free from|amoral|ограничен|цензур|свобод|разработчика|"
        "бога|джейлбрейк|дозволено|разрешено|все можно|всё можно",
        "to-the-model": "ai |ai:|ai,| ai|llm|language model|chatbot|gpt|you are now|from now on|"
        "system override|system prompt|system instruction|to the user|ты теперь|теперь ты|"
        "отныне ты| ии|ии-|ии,|языков|нейросет|чат-бот|чатбот|ассистент|новые |пользовател|клиент",
        "sending-out": "![|to http|на http|адрес http",
    }.items()
} | {"markers": ("<|", "[inst]", "[/inst]", "<<sys", "<</sys", "_of_turn>", "<｜")}

PATTERNS = {
    "override": OVERRIDE,
    "reveal": REVEAL,
    "unbound": UNBOUND,
    "to-the-model": TO_THE_MODEL,
    "markers": MARKERS,
    "sending-out": SENDING,
}
