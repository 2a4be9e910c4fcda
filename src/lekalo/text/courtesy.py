"""What people put around a question out of politeness: greetings before it, thanks after it.

    without_courtesy("Hi there! Where is my order? Thanks in advance.")    # Where is my order?

Leaves out courtesy in the middle of a sentence, and a text that is nothing else.
"""

from __future__ import annotations

import re

_BEFORE = r"""
hello|hi|hey|greetings|good[ ]?(?:morning|afternoon|evening|day)|dear[ ](?:\w+[ ]?){1,3}(?=[,!])
|(?:could|can|would)[ ]you[ ](?:please[ ])?(?:tell|say|advise|help)
  (?:[ ](?:me|us))?(?=[ ]please|[:,])
|(?:please[ ])?tell[ ](?:me|us)(?:[ ]please)?(?=[:,])|kindly|please
|здравствуй(?:те)?|привет(?:ствую)?|добр(?:ый|ое|ого)[ ](?:день|утро|вечер|дня|утра|вечера)
|доброго[ ]времени[ ]суток|уважаем(?:ая|ый|ые)[ ](?:\w+[ ]?){1,3}(?=[,!])
|подскажи(?:те)?|скажи(?:те)?(?=[,:]?[ ]пожалуйста)|будьте[ ]добры|пожалуйста
"""
_AFTER = r"""
(?:many[ ])?thank(?:s|[ ]you)
  (?:[ ](?:very[ ]much|so[ ]much|a[ ]lot|in[ ]advance|for[ ](?:your[ ])?help))*
|please(?:[ ](?:help|advise|reply|answer(?:[ ]soon)?|let[ ]me[ ]know))?(?:[ ]me)?
|have[ ]a[ ](?:nice|good|great)[ ]day
|(?:i[ ]am[ ]|i'm[ ])?waiting[ ]for[ ](?:your|an)[ ](?:answer|reply)
|(?:best|kind)[ ]regards
|(?:заранее[ ])?(?:большое[ ])?спасибо(?:[ ](?:большое|заранее|за[ ]помощь|вам))*
|(?:заранее[ ])?благодарю(?:[ ](?:вас|заранее))*
|помоги(?:те)?(?:,?[ ]пожалуйста)?|пожалуйста|(?:жду|ждём|ждем)[ ](?:вашего[ ])?ответа
|ответьте(?:,?[ ]пожалуйста)?(?:,?[ ]скорее)?|хорошего[ ](?:дня|вечера)|с[ ]уважением
"""
_FIRST = re.compile(
    rf"\s*(?:{_BEFORE})(?:[ ](?:there|all|everyone|team|please|всем))?(?:[\s,.!:;—-]+|$)",
    re.IGNORECASE | re.VERBOSE,
)
_LAST = re.compile(rf"(?<![\w-])(?:{_AFTER})[\s,.!)]*\Z", re.IGNORECASE | re.VERBOSE)
_TAIL = 60  # characters at the end that are looked at: courtesy is short
_AT_MOST = 4


def without_courtesy(text: str) -> str:
    """The text without its greetings and thanks; the text itself where nothing else is in it."""
    left = text
    for _ in range(_AT_MOST):
        found = _FIRST.match(left)
        if not found:
            break
        left = left[found.end() :]
    for _ in range(_AT_MOST):
        start = max(0, len(left) - _TAIL)
        found = _LAST.search(left, start)
        if not found or not _stands_apart(left, found):
            break
        left = left[: found.start()].rstrip()
    return left if left.strip(" \n.,!?:") else text


def _stands_apart(text: str, found: re.Match[str]) -> bool:
    """Whether the thanks are the writer's own, and not the end of what is asked about."""
    before = text[: found.start()].rstrip()
    return not before or before[-1] in ".,!?;:)…" or found[0][0].isupper()
