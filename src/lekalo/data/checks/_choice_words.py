"""What `preference-noise` says, in English and in Russian."""

from __future__ import annotations

from collections.abc import Callable

from lekalo.core.records import Language
from lekalo.text.plural import count_en, count_ru

Words = tuple[str, str]
"""A message and its remedy."""
GroupWords = Callable[[Language, int, list[str]], Words]
"""From the groups' number and their authors."""
BiasWords = Callable[[Language, str, int, bool], Words]
"""From the share in words, of how many, and which way."""


def percent(language: Language, share: float) -> str:
    """`93 %`."""
    return f"{share * 100:.0f} %" if language == "ru" else f"{share:.0%}"


def share_words(language: Language, share: float, low: float, high: float) -> str:
    """A share with its 95 % interval: `93 % (90-95 %)`."""
    span = f"{low * 100:.0f}-{percent(language, high)}"
    return f"{percent(language, share)} ({span})"


def _by(language: Language, authors: list[str]) -> str:
    shown = ", ".join(authors[:5]) + (", ..." if len(authors) > 5 else "")
    head = {"en": "authors", "ru": "авторы"}[language]
    return f" ({head}: {shown})" if shown else ""


def reversed_words(language: Language, groups: int, authors: list[str]) -> Words:
    """The same two answers, A over B here and B over A there."""
    by = _by(language, authors)
    if language == "ru":
        cases = count_ru(groups, "случае", "случаях", "случаях")
        return (
            f"В {cases} из двух одинаковых ответов на один запрос в одной строке выбран первый, "
            f"а в другой — второй{by}. Такие строки гасят друг друга, и модель учится угадывать.",
            "Решите, какой выбор верен, и уберите строки с обратным.",
        )
    return (
        f"{count_en(groups, 'choice')} went both ways: the same two answers to the same prompt, A "
        f"over B in one row and B over A in another{by}. Such rows cancel out, and the model "
        "learns to guess.",
        "Decide which choice is right, and take out the rows that say the opposite.",
    )


def opposite_words(language: Language, groups: int, authors: list[str]) -> Words:
    """The same answer rated good here and bad there."""
    by = _by(language, authors)
    if language == "ru":
        cases = count_ru(groups, "случае", "случаях", "случаях")
        return (
            f"В {cases} один и тот же ответ на один запрос в одной строке отмечен хорошим, а в "
            f"другой — плохим{by}. Такие оценки гасят друг друга.",
            "Решите, какая оценка верна, и уберите строки с обратной.",
        )
    return (
        f"{count_en(groups, 'answer')} to the same prompt {'is' if groups == 1 else 'are'} rated "
        f"good in one row and bad in another{by}. Such ratings cancel out.",
        "Decide which rating is right, and take out the rows that say the opposite.",
    )


def circle_words(language: Language, groups: int, authors: list[str]) -> Words:
    """A over B, B over C, C over A."""
    by = _by(language, authors)
    if language == "ru":
        prompts = count_ru(groups, "запросу", "запросам", "запросам")
        return (
            f"По {prompts} выборы идут по кругу (А лучше Б, Б лучше В, В лучше А){by}: лучшего "
            "ответа, которому можно научиться, нет.",
            "Расставьте ответы на такой запрос по порядку и уберите строки, которые ему "
            "противоречат.",
        )
    return (
        f"The choices for {count_en(groups, 'prompt')} go in a circle (A over B, B over C, C over "
        f"A){by}, so there is no best answer to learn.",
        "Put the answers to such a prompt in order, and take out the rows that go against it.",
    )


def equal_words(language: Language, rows: int) -> Words:
    """The same answer on both sides."""
    if language == "ru":
        pairs = count_ru(rows, "паре", "парах", "парах")
        return (
            f"В {pairs} оба ответа одинаковы: выбирать не из чего, и учиться нечему.",
            "Уберите эти строки или впишите тот ответ, который был отвергнут.",
        )
    return (
        f"{count_en(rows, 'pair')} {'has' if rows == 1 else 'have'} the same answer on both "
        "sides, so there is nothing to choose and nothing to learn.",
        "Take these rows out, or write in the answer that was rejected.",
    )


def unstated_words(language: Language, rows: int, total: int) -> Words:
    """Why one is better is written nowhere."""
    if language == "ru":
        choices = count_ru(rows, "выбора", "выборов", "выборов")
        return (
            f"У {choices} из {total} не указан критерий. Неизвестно, чему модель по ним "
            "научится, и проверить их нельзя.",
            "Впишите в столбец criterion, чем выбранный ответ лучше, или в столбец policy — "
            "правило, которое нарушает отвергнутый.",
        )
    return (
        f"{rows} of {count_en(total, 'choice')} state no criterion, so nobody can tell what the "
        "model is to learn from them, or check them.",
        "Write into the column `criterion` what makes the chosen answer better, or into `policy` "
        "the rule that the rejected one breaks.",
    )


def padded_words(language: Language, rows: int) -> Words:
    """One answer is the other with words added."""
    if language == "ru":
        pairs = count_ru(rows, "паре", "парах", "парах")
        return (
            f"В {pairs} один ответ — это другой, к которому дописаны слова: ответы различаются "
            "только длиной, и модель научится её менять.",
            "Дайте ответы, которые различаются по существу, или укажите критерий, по которому "
            "дописанное делает ответ лучше или хуже.",
        )
    return (
        f"In {count_en(rows, 'pair')} one answer is the other with words added, so they differ by "
        "length alone, and length is what the model would learn.",
        "Give answers that differ in substance, or state the criterion by which the added words "
        "make the answer better or worse.",
    )


def length_words(language: Language, share: str, count: int, longer: bool) -> Words:
    """The longer (or the shorter) of two answers is nearly always the chosen one."""
    if language == "ru":
        pairs = count_ru(count, "пары", "пар", "пар")
        which, how = ("длинный", "длиннее") if longer else ("короткий", "короче")
        return (
            f"В {share} из {pairs} выбран более {which} ответ: модель научится писать {how}, а не "
            "лучше.",
            "Добавьте пары, где выбранный ответ короче и где он длиннее, поровну.",
        )
    which, how = ("longer", "more") if longer else ("shorter", "less")
    return (
        f"The {which} answer is the chosen one in {share} of {count_en(count, 'pair')}: the model "
        f"would learn to write {how}, not better.",
        "Add pairs so that the chosen answer is the longer one about as often as the shorter one.",
    )


def rated_length_words(language: Language, share: str, count: int, longer: bool) -> Words:
    """Length tells good answers from bad ones."""
    if language == "ru":
        ratings = count_ru(count, "оценка", "оценки", "оценок")
        which, how = ("длиннее", "длиннее") if longer else ("короче", "короче")
        return (
            f"Хороший ответ {which} плохого в {share} сравнений ({ratings}): модель научится "
            f"писать {how}, а не лучше.",
            "Добавьте хорошие и плохие ответы любой длины.",
        )
    which, how = ("longer", "more") if longer else ("shorter", "less")
    return (
        f"A good answer is {which} than a bad one in {share} of comparisons "
        f"({count_en(count, 'rating')}): the model would learn to write {how}, not better.",
        "Add good and bad answers of every length.",
    )


def place_words(language: Language, share: str, count: int, first: bool) -> Words:
    """The answer in one place is nearly always the chosen one."""
    if language == "ru":
        pairs = count_ru(count, "пары", "пар", "пар")
        where = "первым" if first else "вторым"
        return (
            f"В {share} из {pairs} выбран ответ, показанный {where}: похоже, выбирали место, а не "
            "ответ.",
            "Показывайте ответы в случайном порядке и соберите эти выборы заново.",
        )
    where = "first" if first else "second"
    return (
        f"The answer shown {where} was chosen in {share} of {count_en(count, 'pair')}: it seems "
        "that the place was chosen and not the answer.",
        "Show the answers in random order, and collect these choices anew.",
    )


def disagreement_words(
    language: Language, alpha: float, count: int, least: str, share: str
) -> Words:
    """People who judged the same things say otherwise."""
    if language == "ru":
        figure = f"{alpha:.2f}".replace(".", ",")
        cases = count_ru(count, "случае", "случаях", "случаях")
        return (
            f"Оценщики мало согласны: альфа Криппендорфа {figure} (1 — полное согласие, 0 — "
            f"случайность) в {cases}, о которых судили несколько человек. Реже всего с другими "
            f"соглашается {least} ({share}). Модель будет учиться вкусу одного против вкуса "
            "другого.",
            "Запишите критерий с примерами, разберите спорные строки вместе и соберите эти "
            "оценки заново.",
        )
    return (
        f"The annotators agree little: Krippendorff's alpha is {alpha:.2f} (1 is full agreement, "
        f"0 is chance) over {count_en(count, 'case')} that several people judged. Least often in "
        f"agreement with the others is {least} ({share}). The model would learn one person's "
        "taste against another's.",
        "Write the criterion down with examples, settle the disputed rows together, and collect "
        "these choices anew.",
    )


def banned_words(language: Language, rows: int, phrases: list[str]) -> Words:
    """The better answer breaks the policy."""
    named = ", ".join(f"«{p}»" if language == "ru" else f"'{p}'" for p in phrases[:5])
    if language == "ru":
        answers = count_ru(rows, "выбранном ответе", "выбранных ответах", "выбранных ответах")
        return (
            f"В {answers} есть то, что запрещает политика ({named}): модель научится её нарушать.",
            "Исправьте эти ответы или поменяйте выбранный и отвергнутый местами.",
        )
    return (
        f"{count_en(rows, 'chosen answer')} {'has' if rows == 1 else 'have'} what the policy "
        f"forbids ({named}): the model would learn to break it.",
        "Mend these answers, or swap the chosen and the rejected one.",
    )
