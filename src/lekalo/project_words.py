"""What a recipe that is read asks for in vain, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase

JUDGE_ALONE = Phrase(
    "checks.judge is asked about rows near in meaning, and no model finds them: name one in "
    "checks.embedding.",
    "checks.judge спрашивают о строках, близких по смыслу, а искать их нечем: назовите модель в "
    "checks.embedding.",
)
NO_FILE = Phrase(
    "{key} names '{name}', and there is no such file in {root}.",
    "в {key} назван «{name}», но такого файла в {root} нет.",
)
NOT_TRAINED = Phrase(
    "nothing was trained: {codes}. Mend what is named below, or go on with --accept {code} "
    '--because "the reason", which is kept for good.',
    "обучение не начато: {codes}. Исправьте названное ниже или продолжите с --accept {code} "
    '--because "причина"; причина сохраняется навсегда.',
)

# Beside the bars of progress

LOADING_BASE = Phrase("loading the base", "загрузка базовой модели")
READING_ROWS = Phrase("reading the rows", "чтение строк")
COMPANY = Phrase("the company's files", "файлы магазина")
LOSS = Phrase("loss {loss:.3f}", "потери {loss:.3f}")
LOSSES = Phrase("loss {loss:.3f}, eval {held:.3f}", "потери {loss:.3f}, на отложенных {held:.3f}")
