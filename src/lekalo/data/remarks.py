"""What the readers have to say of files and rows, as findings in the listener's language.

A `Remark` is a finding that is not yet in words: the language may be known only when all is
read. Leaves out the sentences themselves: see `formats.wording`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lekalo.core.errors import DataError
from lekalo.core.records import Finding, Language, Pair, Rated, Severity, Where
from lekalo.data.formats import words_files
from lekalo.data.formats.files import Refused
from lekalo.data.formats.lines import Said
from lekalo.data.formats.wording import Sentence, Told, Word
from lekalo.text.plural import count_ru

BAD_ROW = "bad-row"
BAD_FILE = "bad-file"
MAX_BAD = 1000
"""Bad rows of one file that are listed; the others are counted."""

_THOUGHTS = Sentence(
    (
        "Hidden reasoning was left out of {count} rows: answers are learned without it.",
        "Look whether the answers stand without it.",
    ),
    (
        "Скрытые рассуждения пропущены (строк: {count}): ответы учатся без них.",
        "Проверьте, понятны ли ответы без рассуждений.",
    ),
)
CHOICE = Sentence(
    (
        "The row has a preference shape ({what}), which this method does not learn from.",
        "Keep only the good answers, as question and answer.",
    ),
    (
        "Это строка предпочтений ({what}), а этот метод на них не учится.",
        "Оставьте только хорошие ответы, каждый со своим вопросом.",
    ),
)
_NO_LEAD = Word("", "")
_PAIRS = Word("pairs of chosen and rejected answers", "пары из выбранного и отвергнутого ответов")
_MARKS = Word("answers marked good or bad", "ответы с пометкой «хорошо» или «плохо»")


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding that is not yet in words; `lead` stands before the problem."""

    code: str
    severity: Severity
    told: Told
    where: tuple[Where, ...]
    lead: Word = _NO_LEAD
    figure: float | None = None

    def say(self, language: Language) -> Finding:
        """The finding."""
        problem, remedy = self.told.say(language)
        lead = self.lead.ru if language == "ru" else self.lead.en
        message = f"{lead} {problem}".strip()
        return Finding(self.code, self.severity, message, remedy, self.where, self.figure)


def of_refused(refused: Refused) -> Remark:
    """A file that is not read: bad, or only left out."""
    where = (Where(refused.name),)
    if refused.bad:
        return Remark(BAD_FILE, "hold", refused.told, where)
    return Remark("left-out", "note", refused.told, where, words_files.LEFT_OUT)


def of_said(said: Said, name: str) -> Remark:
    """What a reader says of a file that it reads."""
    return Remark(said.code, "note", said.told, (Where(name, part=said.part),))


def of_thoughts(count: int, where: Sequence[Where]) -> Remark:
    """Hidden reasoning that was left out of `count` rows, some of them `where`."""
    told = Told(_THOUGHTS, {"count": count})
    return Remark("left-out", "note", told, tuple(where), figure=count)


def kind_of_choice(record: Pair | Rated) -> Word:
    """What a row of people's choices holds."""
    return _MARKS if isinstance(record, Rated) else _PAIRS


def preference(record: Pair | Rated, language: Language = "en") -> Finding:
    """What is said of a row of people's choices to a method that learns from answers."""
    told = Told(CHOICE, {"what": kind_of_choice(record)})
    return Remark(BAD_ROW, "hold", told, (record.where,)).say(language)


class BadRowsError(DataError):
    """Rows or files that cannot be read; `findings` hold those of them that are listed."""

    def __init__(self, message: str, findings: Iterable[Finding]) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


def bad_rows(
    findings: Sequence[Finding], shown: int = 20, unlisted: int = 0, language: Language = "en"
) -> BadRowsError:
    """An error that lists up to `shown` places and counts the rest, `unlisted` ones too."""
    lines = [f"  {finding.where[0]}: {finding.message}" for finding in findings[:shown]]
    count = len(findings) + unlisted
    more = count - len(lines)
    if language == "ru":
        places = count_ru(count, "ошибочное место", "ошибочных места", "ошибочных мест")
        head, rest = f"В данных {places}:", f"  и ещё {more}"
    else:
        head = "1 place in the data is" if count == 1 else f"{count} places in the data are"
        head, rest = f"{head} wrong:", f"  and {more} more"
    return BadRowsError("\n".join([head, *lines, *([rest] if more else [])]), findings)
