"""What excuses words that look like an order to the model: a prohibition before them, quotation
marks in a text about such attacks, an answer that refuses. Russian and English.
"""

from __future__ import annotations

import re

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
_WILL_NOT = (
    r"(?:cannot|can not|can['’]t|(?:do|will|would|could|must|shall)(?: not|n['’]t)|won['’]t|"
    r"(?:have|need) to (?:decline|refuse)|decline|refuse)\b"
)
REFUSES = re.compile(
    # by the one who answers: what a lamp cannot do, or a client must not, is no refusal
    rf"\b(?:i|we)\s(?:\w+ly\s|simply\s|just\s|still\s)?{_WILL_NOT}|"
    r"\b(?:i am|i['’]m|we are|we['’]re)\s(?:\w+\s)?(?:sorry|unable|not able|not allowed|"
    r"not going to)|"
    r"\A\W*(?:(?:oh|no)\W+)?(?:sorry|apologies|my apologies|unfortunately)\b|"
    r"\A[^.!?\n]{0,60}\b(?:not allowed|against (?:my|our|the) (?:rules|policy))|"
    r"\bне (?:могу|можем|буду|будем|стану|станем|вправе|имею права|раскрываю|раскрываем|раскрою|"
    r"сообщаю|умею)\b|\bотказыва(?:юсь|емся)\b|\bвынужден\w{0,2} отказать|"
    r"\A\W*(?:(?:ой|нет|увы)\W+)?(?:извините|простите|извини|прости|к сожалению|увы)\b|"
    r"\A[^.!?\n]{0,60}\b(?:нельзя|не получится|против (?:моих |наших )?правил)",
    re.IGNORECASE,
)
