"""The words and signs that `lekalo.text.injection` looks for, Russian and English.

`HINTS` gives for each kind small-letter pieces, one of which stands in every match, so that most
texts are passed over without a search.
"""

from __future__ import annotations

import re

OVERRIDE = re.compile(
    r"\b(?:ignore|disregard|forget|bypass|override)\s(?:(?:all|any|every|everything|of|your|my|the|"
    r"these|those)\s){0,4}(?:(?:previous|prior|above|earlier|preceding|past|former|initial|"
    r"original|"
    r"existing|system|safety|content)\s(?:and\s\w{3,12}\s)?){1,2}"
    r"(?:instruct\w{0,6}|prompts?|rules?|direct(?:ion|ive)s?|guidelines?|commands?|context|"
    r"polic\w{1,3}|"
    r"restrictions?|filters?)|"
    r"\b(?:ignore|disregard|forget|bypass)\s(?:(?:all|any|of)\s){0,2}your\s(?:\w{3,12}\s)?"
    r"(?:instructions|rules|guidelines|restrictions|programming|training)|"
    r"\b(?:ignore|disregard|forget)\s(?:everything|all|anything)\s(?:above|you (?:were|"
    r"have been) told|"
    r"before this|that was said)|"
    r"(?:игнорируй|проигнорируй|забудь|отбрось|отмени|нарушь|не учитывай|не обращай внимания на|"
    r"игнорировать|проигнорировать)(?:те)?\s(?:(?:обо?|про|все|всё|всех|любые|свои|твои|мои|эти|"
    r"ваши)\s)"
    r"{0,3}(?:(?:предыдущ|прошл|прежн|предшествующ|изначальн|исходн|ранее данн|данн|систем|"
    r"вышеуказанн|"
    r"полученн|установленн)\w{1,4}\s){0,2}(?:инструкц|указани|правил|команд|промпт|промт|"
    r"ограничени|установк)"
    r"\w{0,4}|(?:забудь|игнорируй)(?:те)?\s(?:обо\s)?(?:всё|все|всём),?\s(?:что\s(?:тебе|вам|"
    r"было)|выше)",
    re.IGNORECASE,
)
REVEAL = re.compile(
    r"\b(?:reveal|show|print|repeat|output|display|leak|tell me|give me|what (?:is|are|was|were))\s"
    r"(?:me\s)?(?:(?:all|of|out|verbatim|exactly)\s){0,2}(?:your|the)\s(?:(?:full|exact|entire|"
    r"hidden|"
    r"secret|initial|original|confidential)\s){0,2}(?:system\s(?:prompt|message|instructions)|"
    r"(?:hidden|secret|initial|confidential)\s(?:instructions|prompt|rules)|"
    r"instructions\sabove)|"
    r"(?:покажи|выведи|раскрой|повтори|напиши|сообщи|назови|распечатай|процитируй|открой)(?:те)?\s"
    r"(?:(?:мне|нам|пользователю|клиенту|весь|полностью|дословно|целиком|свой|свои|твой|твои|ваш|"
    r"ваши|текст|полный)\s){0,4}"
    r"(?:системн|скрыт|изначальн|секретн)\w{1,3}\s(?:пром|инструкц|сообщени|указани|"
    r"настройк)\w{0,5}",
    re.IGNORECASE,
)
UNBOUND = re.compile(
    r"\byou are now\s(?:in\s)?(?-i:DAN\b|STAN\b)|\byou are now\s(?:an?\s|in\s)?(?:\w{2,12}\s){0,2}"
    r"(?:unrestricted|unfiltered|uncensored|jailbroken|free (?:of|from)|developer mode|god mode)|"
    r"\b(?:from now on|you (?:are|will|must|can) now|act as|pretend|"
    r"behave)\b[^.\n]{0,80}\b(?:without "
    r"(?:any )?(?:restrictions|rules|filters|limits|limitations|censorship|guidelines)|no (?:rules|"
    r"restrictions|filters|limits)|jailbroken|unfiltered|uncensored|do anything now)|"
    r"(?:enable|enter|activate|switch to)\s(?:developer|god|jailbreak|dan)\smode|"
    r"(?:ты теперь|теперь ты|отныне ты|веди себя как|действуй как|притворись)\b[^.\n]{0,80}"
    r"(?:без (?:всяких |каких-либо |любых )?(?:ограничений|правил|цензуры|фильтров)|"
    r"не ограничен\w{0,2}|"
    r"свобод\w{2,3} от|(?-i:DAN\b))|"
    r"(?:включи|активируй|перейди в)(?:те)?\s(?:режим\s)(?:разработчика|бога|джейлбрейк\w?|"
    r"без ограничений)",
    re.IGNORECASE,
)
TO_THE_MODEL = re.compile(
    r"\b(?:if you are|attention|note to|message (?:to|for)|instructions? (?:to|for))\s(?:an?\s|"
    r"the\s|any\s|"
    r"all\s)?(?:(?-i:AI|LLM)s?\b|language models?|chatbots?|(?-i:ChatGPT|GPT))|"
    r"\byou are now\s(?:an?\s)?(?:[\w-]+\s){0,3}(?:assistant|bot|chatbot|agent|hacker|(?-i:AI|"
    r"DAN))\b|"
    r"\bfrom now on,?\syou\s(?:must|will|should)\s(?:always\s|only\s)?(?:answer|reply|respond|say|"
    r"recommend)|"
    r"(?:new|updated)\ssystem\s(?:instructions?|prompt)\s?:|\bsystem\s(?:override|prompt)\s?:|"
    r"\bdo not (?:tell|mention|reveal|show)\s(?:this\s|it\s|any of this\s)?to the user\b|"
    r"(?:ты теперь|теперь ты|отныне ты)\s[—-]?\s?(?:[\w-]+\s){0,3}(?:ассистент|помощник|бот|"
    r"модель|агент|хакер)\b|"
    r"если ты\s[—-]?\s?(?:(?-i:ИИ|AI|LLM)\b|языковая модель|нейросеть|чат-?бот)|"
    r"(?:инструкци[яи]|сообщение|указание|внимание)[,:]?\s(?:для\s)?(?:(?-i:ИИ|AI|LLM)\b|"
    r"языков\w{2,3} модел\w{1,2}|нейросет\w{1,2}|ассистент\w?|чат-?бот\w?)\b|"
    r"новые (?:системные )?инструкции\s?:|"
    r"не (?:говори|сообщай|упоминай|рассказывай|показывай)(?:те)?\s(?:об этом\s|этого\s|"
    r"это\s)(?:пользовател|клиент)\w{1,2}",
    re.IGNORECASE,
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
    r"!\[[^\]\n]{0,80}\]\(https?://[^)\s]{1,200}(?:[?&/][\w-]{0,30}=?)(?:\{[^)}\s]{1,60}\}|%7B|"
    r"<[^>\s)]{1,60}>|"
    r"\[[^\]\s]{2,60}\]|\$\{?\w|(?:(?-i:[A-Z]{3,}_)+(?-i:[A-Z]{3,})))"
)

HINTS: dict[str, tuple[str, ...]] = {
    "override": (
        "ignore",
        "disregard",
        "forget",
        "bypass",
        "override",
        "игнорир",
        "забудь",
        "отбрось",
        "отмени",
        "нарушь",
        "не учитывай",
        "не обращай",
    ),
    "reveal": (
        "system",
        "hidden",
        "secret",
        "above",
        "initial",
        "confidential",
        "системн",
        "скрыт",
        "изначальн",
        "секретн",
    ),
    "unbound": (
        "you are now",
        "from now on",
        "without",
        "no r",
        "no f",
        "no l",
        " mode",
        "unfiltered",
        "uncensored",
        "jailbr",
        "anything now",
        "ты теперь",
        "теперь ты",
        "отныне",
        "веди себя",
        "действуй как",
        "притворись",
        "режим",
    ),
    "to-the-model": (
        "if you are a",
        "attention",
        "note to",
        "message ",
        "instruction",
        "you are now",
        "from now on",
        "system ",
        "to the user",
        "ты теперь",
        "теперь ты",
        "отныне ты",
        "если ты",
        "инструкци",
        "сообщение",
        "указание",
        "внимание",
        "пользовател",
        "клиент",
    ),
    "markers": ("<|", "[inst]", "[/inst]", "<<sys", "<</sys", "_of_turn>", "<｜"),
    "sending-out": ("![",),
}

PATTERNS = {
    "override": OVERRIDE,
    "reveal": REVEAL,
    "unbound": UNBOUND,
    "to-the-model": TO_THE_MODEL,
    "markers": MARKERS,
    "sending-out": SENDING,
}
NEGATED = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\bне|нельзя|никогда не|\bwithout|запрещено|refuse to|попытк\w+|"
    r"tr(?:y|ies|ied) to|"
    r"asks? (?:you|it|the \w+) to|просит|просьб\w+)\s(?:\w+\s)?[\"'«“]?$",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"prompt.?injection|jailbreak|adversarial|промпт.?инъекц|инъекци\w{1,2} (?:в )?промпт|"
    r"джейлбрейк|"
    r"взлом\w* (?:модел|чат|нейросет|ассистент)|атак\w{0,3} на (?:модел|нейросет|ассистент|бот)|"
    r"social engineering|attacks?\b|malicious|вредоносн",
    re.IGNORECASE,
)
QUOTES = "\"'`«“„*"
REFUSES = re.compile(
    r"\bsorry\b|\bcan(?:not| not|['’]t)\b|\b(?:do|will|would|could)(?: not|n['’]t)\b|\bwon['’]t\b|"
    r"unable to|"
    r"not able to|"
    r"\bdecline|\brefuse|not allowed|not going to|против правил|не могу|не буду|не стану|извините|"
    r"простите|сожалению|отказыва|не вправе|не имею права|не раскры|не умею|нельзя|не получится",
    re.IGNORECASE,
)
