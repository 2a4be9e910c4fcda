"""The plan's sentences and numbers in English and Russian."""

from __future__ import annotations

from collections.abc import Mapping

from lekalo.core.page import figure
from lekalo.core.records import Language
from lekalo.planning.advice import Reason, Verdict, Way
from lekalo.text.plural import count_en, count_ru

WAY_NAMES: dict[Language, dict[Way, str]] = {
    "en": {
        "prompt": "prompt only",
        "knowledge": "knowledge base",
        "sft": "fine-tuning (SFT)",
        "domain": "domain adaptation",
        "pretrain": "pretraining",
    },
    "ru": {
        "prompt": "только промпт",
        "knowledge": "база знаний",
        "sft": "дообучение (SFT)",
        "domain": "доменная адаптация",
        "pretrain": "предобучение",
    },
}
VERDICTS: dict[Language, dict[Verdict, str]] = {
    "en": {"do": "yes", "beside": "beside it", "no": "no", "cannot": "cannot"},
    "ru": {"do": "да", "beside": "вместе с ним", "no": "нет", "cannot": "нельзя"},
}
REASONS: dict[Language, dict[str, str]] = {
    "en": {
        "prompt-first": "Measure the base with a good prompt first: what it lacks then is what the "
        "rest is for.",
        "prompt-fits": "The documents take {tokens} of the {context} tokens that the base reads: "
        "put them into the prompt.",
        "prompt-few": "{examples} are too few to train on (from {from}): show the best of them in "
        "the prompt.",
        "knowledge-text": "{documents} ({tokens} tokens) do not fit the prompt. The assistant can "
        "look them up, name its source, and see a change at once, with nothing trained.",
        "knowledge-facts": "Training on {tokens} tokens teaches the language of the field; its "
        "facts still have to be looked up.",
        "knowledge-volatile": "{share} of the answers carry facts that change (prices, dates, "
        "terms): keep those in documents.",
        "knowledge-fresh": "{share} of the documents' sentences are facts of the day: they go "
        "stale if trained in.",
        "knowledge-none": "There are no documents to look things up in.",
        "knowledge-fits": "The documents fit the prompt.",
        "sft-none": "There are no examples of questions with answers; collect {from} or more.",
        "sft-few": "{examples} are too few (from {from}): the model would learn them, not their "
        "manner.",
        "sft-enough": "{examples} are enough (from {from}) to teach the manner, form and skill of "
        "the answers.",
        "sft-alike": "But they are few or alike, so they are soon learned by heart: see `lekalo "
        "check`.",
        "domain-instead": "Pretraining takes the same text.",
        "domain-none": "There is no running text of the field.",
        "domain-little": "{tokens} tokens of text are too few to learn a field's language from "
        "(from {from}).",
        "domain-enough": "{tokens} tokens of text are enough (from {from}) to learn the field's "
        "terms and language; fine-tuning comes after it.",
        "pretrain-little": "A base of {weights} weights from nothing asks for {wanted} tokens; "
        "there are {tokens}.",
        "pretrain-known": "The base knows this writing ({letters} letters a token); from nothing, "
        "all that it knows would be paid for again.",
        "pretrain-again": "There is a base; from nothing, what it knows would be paid for again.",
        "pretrain-unknown": "The base's tokenizer spends a token on {letters} letters: it does not "
        "know this writing, and {tokens} tokens are enough for {weights} weights.",
        "pretrain-new": "The recipe makes a new base, and {tokens} tokens are enough for "
        "{weights} weights.",
    },
    "ru": {
        "prompt-first": "Сначала измерьте базу с хорошим промптом: чего ей не хватит, для того и "
        "нужно остальное.",
        "prompt-fits": "Документы занимают {tokens} из {context} токенов, которые читает база: "
        "поместите их в промпт.",
        "prompt-few": "Для обучения этого мало ({examples}, нужно от {from}): покажите лучшие "
        "примеры в промпте.",
        "knowledge-text": "Документы ({documents}, токенов: {tokens}) не помещаются в промпт. "
        "Ассистент найдёт в них ответ и назовёт источник, а правку увидит сразу, без обучения.",
        "knowledge-facts": "Обучение на таком объёме (токенов: {tokens}) даёт язык отрасли, а "
        "факты всё равно надо искать в документах.",
        "knowledge-volatile": "В ответах ({share}) есть то, что меняется (цены, даты, сроки): "
        "держите это в документах.",
        "knowledge-fresh": "Предложения документов ({share}) несут сведения на сегодня: "
        "выученные, они устареют.",
        "knowledge-none": "Нет документов, в которых можно искать.",
        "knowledge-fits": "Документы помещаются в промпт.",
        "sft-none": "Нет примеров вопросов с ответами; соберите хотя бы {from}.",
        "sft-few": "Этого мало ({examples}, нужно от {from}): модель выучит сами примеры, а не "
        "их манеру.",
        "sft-enough": "Этого хватит ({examples}, нужно от {from}), чтобы научить манере, форме и "
        "навыку ответов.",
        "sft-alike": "Но примеров мало или они похожи, и модель скоро заучит их: посмотрите "
        "`lekalo check`.",
        "domain-instead": "Тот же текст уходит на предобучение.",
        "domain-none": "Нет связного текста отрасли.",
        "domain-little": "Текста мало, чтобы научиться языку отрасли (токенов: {tokens}, нужно от "
        "{from}).",
        "domain-enough": "Текста хватит, чтобы выучить термины и язык отрасли (токенов: {tokens}, "
        "нужно от {from}); дообучение идёт после него.",
        "pretrain-little": "База с нуля (весов: {weights}) требует {wanted} токенов, а есть "
        "{tokens}.",
        "pretrain-known": "База знает это письмо (букв на токен: {letters}); с нуля пришлось бы "
        "заново оплатить всё, что она умеет.",
        "pretrain-again": "База уже есть; с нуля пришлось бы заново оплатить всё, что она умеет.",
        "pretrain-unknown": "Токенизатор базы мельчит (букв на токен: {letters}): этого письма она "
        "не знает, а текста (токенов: {tokens}) хватит на {weights} весов.",
        "pretrain-new": "Рецепт делает новую базу, и текста (токенов: {tokens}) хватит на "
        "{weights} весов.",
    },
}
_SIZES: dict[Language, tuple[tuple[float, str], ...]] = {
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e4, "K")),
    "ru": ((1e12, " трлн"), (1e9, " млрд"), (1e6, " млн"), (1e4, " тыс.")),
}
_TIMES: dict[Language, tuple[tuple[float, str], ...]] = {
    "en": ((86_400, "days"), (3_600, "h"), (60, "min"), (0, "s")),
    "ru": ((86_400, "дн."), (3_600, "ч"), (60, "мин"), (0, "с")),
}


def reason_text(reason: Reason, language: Language) -> str:
    """The sentence of a reason."""
    said = {name: _said(name, value, language) for name, value in reason.values.items()}
    return REASONS[language][reason.name].format(**said)


def amount(value: float, language: Language) -> str:
    """A count in few characters: 950, 12.1K, 3B; 950, 12,1 тыс., 3 млрд."""
    for size, name in _SIZES[language]:
        if value >= size:
            unit = 1e3 if size == 1e4 else size
            return figure(round(value / unit, 1), language) + name
    return figure(round(value), language)


def duration(seconds: float, language: Language) -> str:
    """Seconds as a person says them: 45 s, 12 min, 3.5 h, 4 days."""
    size, name = next((s, n) for s, n in _TIMES[language] if seconds >= 1.5 * s)
    value = seconds / (size or 1)
    return f"{figure(round(value, 1 if value < 10 else 0), language)} {name}"


def gigabytes(count: float, language: Language) -> str:
    """Bytes in gigabytes."""
    value = count / 1e9
    return figure(round(value, 1 if value >= 1 else 2), language) + (
        " GB" if language == "en" else " ГБ"
    )


def operations(count: float, language: Language) -> str:
    """FLOPs with their power of ten: 1.2e18."""
    mantissa, _, power = f"{count:.1e}".partition("e")
    return f"{mantissa.replace('.', ',') if language == 'ru' else mantissa}e{int(power)}"


def _said(name: str, value: float, language: Language) -> str:
    if name == "share":
        return f"{value:.0%}" if language == "en" else f"{100 * value:.0f} %"
    if name == "letters":
        return figure(round(value, 1), language)
    if name == "examples":
        count = round(value)
        return (
            count_en(count, "example")
            if language == "en"
            else count_ru(count, "пример", "примера", "примеров")
        )
    if name == "documents":
        return _documents(round(value), language)
    return amount(value, language)


def _documents(count: int, language: Language) -> str:
    if language == "en":
        return count_en(count, "document")
    return count_ru(count, "документ", "документа", "документов")


def changes_text(changes: Mapping[str, str]) -> str:
    """What was changed for the memory, as a recipe writes it."""
    return ", ".join(f"{key}: {value}" for key, value in changes.items())
