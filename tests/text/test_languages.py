"""Languages told by script, letters and common words; silence where they can't be told."""

from __future__ import annotations

import pytest

from lekalo.text.languages import NAMES, brief_language, language_of, languages_in, scripts


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You can return the lamp to the shop with its receipt."),
        ("en", "Where is my order?"),
        ("ru", "Вы можете вернуть лампу в магазин, если сохранили чек."),
        ("ru", "Заказ отправлен курьером"),
        ("ru", "В приложении Samsung Galaxy Store нажмите «Возврат»."),
        ("uk", "Ви можете повернути лампу до крамниці, якщо зберегли чек і її коробку."),
        ("be", "Вы можаце вярнуць лямпу ў краму, калі захавалі чэк."),
        ("bg", "Можете да върнете лампата в магазина, ако сте запазили касовия бон, и ще ви се."),
        ("de", "Die Lampe können wir mit dem Beleg in den Laden zurücknehmen, wenn er da war."),
        ("fr", "Vous pouvez rapporter la lampe au magasin avec le ticket de caisse."),
        ("es", "Puede devolver la lámpara a la tienda con el recibo de su compra."),
        ("pt", "Você pode devolver a lâmpada à loja com o recibo da sua compra."),
        ("it", "Può riportare la lampada al negozio con lo scontrino che ha ricevuto."),
        ("nl", "U kunt de lamp met de bon terugbrengen naar de winkel."),
        ("pl", "Lampę można zwrócić do sklepu, jeśli ma pan paragon."),
        ("zh", "您可以凭收据将灯退回商店。"),
        ("ja", "レシートがあればランプを返品できます。"),
        ("ko", "영수증이 있으면 램프를 반품할 수 있습니다."),
        ("ar", "يمكنك إعادة المصباح إلى المتجر مع الإيصال."),
        ("kk", "Сіз шамды түбіртекпен дүкенге қайтара аласыз."),
    ],
)  # fmt: skip
def test_a_sentence(language: str, text: str) -> None:
    assert language_of(text) == language
    assert language in NAMES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "42",
        "Samsung Galaxy S24 Ultra",
        "def total(k, n):\n    for i in range(k, n):\n        print(i)",
        "SELECT name FROM users WHERE id IN (1, 2)",
        '{"name": "find", "arguments": {"city": "Omsk"}}',
        "1. Apples\n2. Pears\n3. Plums",
        "https://example.com/de/und/die/der",
        "A non-human mammal is a elephant.",
        "👍👍👍",
    ],
)
def test_what_cannot_be_told(text: str) -> None:
    assert language_of(text) in ("", "en") if "mammal" in text else language_of(text) == ""


def test_code_and_links_are_not_counted() -> None:
    text = "Запустите команду:\n```\nthis is the code of it and you are in it\n```"
    assert language_of(text) == "ru"
    assert language_of("Смотрите на странице https://example.com/this-is-the-page-you-want") == "ru"


def test_a_task_about_a_sentence_has_both_languages() -> None:
    found = languages_in("Найди ошибку в предложении:\nShe go to the school with her friends.")
    assert {"ru", "en", "latin", "cyrillic"} <= found
    assert "latin" not in languages_in("Как включить Wi-Fi на этом телефоне, если он не работает?")


def test_scripts_are_counted_by_letters() -> None:
    assert scripts("кофе cafe 12") == {"latin": 4, "cyrillic": 4}


@pytest.mark.parametrize("char", ["a", "я", "`", "<", "{", "\\", "http://", "ы1", "for a in "])
def test_a_hostile_text_takes_no_time(char: str) -> None:
    language_of(char * 300_000)
    languages_in(char * 300_000)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Parking is free.", "en"),
        ("Sure, no problem.", "en"),
        ("Где заказ?", "ru"),
        ("Урок триває годину.", "uk"),  # a letter that Russian lacks
        ("Premium Plus", ""),
        ("We Are Your Friends", ""),  # a title
        ("x = is_it(you)", ""),
        ("SELECT name FROM t WHERE it IS NOT NULL", ""),
        ("Тариф Premium", ""),
    ],
)
def test_a_few_words(text: str, language: str) -> None:
    assert brief_language(text) == language
