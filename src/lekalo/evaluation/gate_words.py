"""The gate's sentences in English and Russian, and how numbers stand in them.

    say = GateWords("ru")
    say("target-reached", about="...", bar=say.percent(0.9))

A message's name is its finding's code; `<code>!` is what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping

from lekalo.core.records import Language

_EN = {
    "unmeasured-candidate": "it was measured on what is live, not on this one",
    "unmeasured-items": "it has no items",
    "unmeasured-live": "there is no result of what is live to compare with",
    "unmeasured-changed": "its items changed since what is live was measured",
    "not-measured": "Suite '{suite}' is not measured: {why}.",
    "not-measured!": "Run it on both, with `lekalo eval`.",
    "untested-baseline": "No baseline suite was measured, so nobody knows which of the model's "
    "earlier skills this training cost.",
    "untested-baseline!": "Add a suite with `kind: baseline` on what must not get worse.",
    "untested-target": "No target or golden suite was measured, so nothing shows that the "
    "assistant does its work.",
    "untested-target!": "Add a suite with `kind: target` on what the assistant is for.",
    "golden-passed": "Suite '{suite}': all {count} items pass, as they must.",
    "golden-failed": "Suite '{suite}': {failed} of {count} items fail, and all must pass. The "
    "first is '{first}': {reason}",
    "golden-failed!": "Read the failed answers in the report; add examples of such cases, or mend "
    "the prompt.",
    "target": "Suite '{suite}': {value} of {count} items pass ({level} interval {low} to {high})",
    "target-reached": "{about}; at least {bar} is asked for.",
    "target-missed": "{about}; {bar} is asked for.",
    "target-missed!": "Read the failed answers in the report; add examples of what fails, or "
    "train longer.",
    "too-few-target": "{about}: too few to tell whether it reaches {bar}.",
    "too-few-items!": "Add about {missing} items like these to the suite, and measure again.",
    "baseline": "Suite '{suite}': {was} before, {now} now, on the same {count} items",
    "baseline-kept": "{about}; with {level} confidence the fall is at most {most} ({allowed} "
    "allowed).",
    "forgetting": "{about}; with {level} confidence it fell by at least {least} ({allowed} "
    "allowed).",
    "forgetting!": "Mix general examples in (`data.replay`), lower `train.learning_rate`, or train "
    "for fewer epochs.",
    "too-few-baseline": "{about}: too few to tell whether it fell by more than {allowed}.",
    "change": "Suite '{suite}': {was} on what is live, {now} now",
    "target-same": "{about}; the difference is within chance.",
    "target-better": "{about}; it is better by more than chance ({test}).",
    "target-worse": "{about}; it is worse by more than chance ({test}).",
    "target-worse!": "Compare the answers side by side in the report before it goes live.",
    "mcnemar": "{gained} items gained, {lost} lost, exact McNemar {p}",
    "bootstrap": "paired bootstrap",
    "not-compared": "Suite '{suite}': not measured on what is live with these items.",
    "points": "{points} points",
}

_RU = {
    "unmeasured-candidate": "его измерили на рабочей версии, а на этой нет",
    "unmeasured-items": "в нём нет вопросов",
    "unmeasured-live": "нет результата рабочей версии, с которым можно сравнить",
    "unmeasured-changed": "его вопросы изменились с тех пор, как измеряли рабочую версию",
    "not-measured": "Набор «{suite}» не измерен: {why}.",
    "not-measured!": "Прогоните его на обеих версиях: `lekalo eval`.",
    "untested-baseline": "Не измерен ни один базовый набор, поэтому неизвестно, какие прежние "
    "умения модели испортило это обучение.",
    "untested-baseline!": "Добавьте набор с `kind: baseline` о том, что не должно стать хуже.",
    "untested-target": "Не измерен ни один целевой или золотой набор: ничто не показывает, что "
    "помощник справляется со своей работой.",
    "untested-target!": "Добавьте набор с `kind: target` о том, ради чего нужен помощник.",
    "golden-passed": "Набор «{suite}»: верны все ответы ({count}), как и должно быть.",
    "golden-failed": "Набор «{suite}»: неверных ответов {failed} из {count}, а верными должны быть "
    "все. Первый — «{first}»: {reason}",
    "golden-failed!": "Прочитайте неверные ответы в отчёте; добавьте примеры таких случаев или "
    "поправьте промпт.",
    "target": "Набор «{suite}»: верных ответов {value} из {count} (интервал {level}: от {low} до "
    "{high})",
    "target-reached": "{about}; требуется не меньше {bar}.",
    "target-missed": "{about}; требуется {bar}.",
    "target-missed!": "Прочитайте неверные ответы в отчёте; добавьте примеры того, что не "
    "получается, или учите дольше.",
    "too-few-target": "{about}: вопросов мало, чтобы сказать, достигнуты ли {bar}.",
    "too-few-items!": "Добавьте в набор ещё примерно столько похожих вопросов: {missing}. Затем "
    "измерьте снова.",
    "baseline": "Набор «{suite}»: было {was}, стало {now}, вопросы те же ({count})",
    "baseline-kept": "{about}; с уверенностью {level} падение не больше {most} (допустимо "
    "{allowed}).",
    "forgetting": "{about}; с уверенностью {level} падение не меньше {least} (допустимо "
    "{allowed}).",
    "forgetting!": "Подмешайте общие примеры (`data.replay`), уменьшите `train.learning_rate` или "
    "число эпох.",
    "too-few-baseline": "{about}: вопросов мало, чтобы сказать, больше ли падение, чем {allowed}.",
    "change": "Набор «{suite}»: у рабочей версии {was}, теперь {now}",
    "target-same": "{about}; разница в пределах случайности.",
    "target-better": "{about}; лучше, чем могло выйти случайно ({test}).",
    "target-worse": "{about}; хуже, чем могло выйти случайно ({test}).",
    "target-worse!": "Сравните ответы рядом в отчёте, прежде чем выпускать.",
    "mcnemar": "приобретено ответов {gained}, потеряно {lost}; точный критерий Макнемара, {p}",
    "bootstrap": "парный бутстрэп",
    "not-compared": "Набор «{suite}»: на рабочей версии эти вопросы не измерены.",
    "points": "{points} п. п.",
}

WORDS: Mapping[Language, Mapping[str, str]] = {"en": _EN, "ru": _RU}


class GateWords:
    """The sentences of one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._words = WORDS[language]

    def __call__(self, key: str, **values: object) -> str:
        """The sentence called `key`, filled in."""
        return self._words[key].format(**values)

    def percent(self, share: float) -> str:
        """A share: `97.5 %`, in Russian `97,5 %`."""
        return f"{self._number(share)} %"

    def points(self, share: float) -> str:
        """A difference of shares: `2.5 points`."""
        return self("points", points=self._number(share))

    def _number(self, share: float) -> str:
        text = f"{100 * share:.1f}".removesuffix(".0")
        return text.replace(".", ",") if self._language == "ru" else text
