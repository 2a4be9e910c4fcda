"""Personal data by kind, with decoys that look like it: numbers that fail their check digit,
orders, versions, brands, streets. Numbers with a right check digit are computed here anew."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekalo.text.personal import digits
from lekalo.text.personal_data import KINDS, find


def kinds(text: str) -> list[str]:
    return [span.kind for span in find(text)]


def found(text: str) -> list[tuple[str, str]]:
    return [(span.kind, span.text) for span in find(text)]


FOUND = [
    ("Пишите на ivan.petrov@mail.ru, отвечу", "email", "ivan.petrov@mail.ru"),
    ("Write to o'neil+shop@mail.co.uk.", "email", "o'neil+shop@mail.co.uk"),
    ("ящик: почта@пример.рф", "email", "почта@пример.рф"),
    ("Звоните +7 (916) 123-45-67", "phone", "+7 (916) 123-45-67"),
    ("тел. 8 800 555 35 35", "phone", "8 800 555 35 35"),
    ("Мой номер 89161234567, жду", "phone", "89161234567"),
    ("телефон 123-45-67", "phone", "123-45-67"),
    ("Call me at 415-555-0199 x12", "phone", "415-555-0199 x12"),
    ("+44 20 7946 0958 is ours", "phone", "+44 20 7946 0958"),
    ("Карта 2200 1234 5678 9019", "card", "2200 1234 5678 9019"),
    ("Заказать столик. Спишите с 2202014279876174", "card", "2202014279876174"),
    ("Перезвоните по заказу: 8 916 123-45-67", "phone", "8 916 123-45-67"),
    ("card 4111111111111111 was stolen", "card", "4111111111111111"),
    ("Amex: 3782 822463 10005", "card", "3782 822463 10005"),
    ("IBAN DE89 3704 0044 0532 0130 00 is my account", "iban", "DE89 3704 0044 0532 0130 00"),
    ("to gb82west12345698765432 please", "iban", "gb82west12345698765432"),
    ("р/с 40702810900000012345", "account", "40702810900000012345"),
    ("blocked from 86.121.97.248 today", "ip", "86.121.97.248"),
    ("сервер 10.0.0.1 не отвечает", "ip", "10.0.0.1"),
    ("host 2001:db8::ff00:42:8329", "ip", "2001:db8::ff00:42:8329"),
    ("паспорт серия 4509 № 123456", "passport", "4509 № 123456"),
    ("Паспорт 45 09 123456, выдан", "passport", "45 09 123456"),
    ("загранпаспорт 71 1234567", "passport", "71 1234567"),
    ("my passport number is C01234567", "passport", "C01234567"),
    ("ИНН 7707083893, КПП", "inn", "7707083893"),
    ("Мой ИНН: 500100732259", "inn", "500100732259"),
    ("СНИЛС 112-233-445 95", "snils", "112-233-445 95"),
    ("снилс 11223344595", "snils", "11223344595"),
    ("ОГРН 1027700132195", "ogrn", "1027700132195"),
    ("my SSN is 460-89-9847", "ssn", "460-89-9847"),
    ("driver's license number is F162823540116", "driver-licence", "F162823540116"),
    ("водительское удостоверение 77 12 345678", "driver-licence", "77 12 345678"),
    ("Дата рождения: 05.03.1990", "birth-date", "05.03.1990"),
    ("родилась 5 марта 1990 года", "birth-date", "5 марта 1990"),
    ("She was born on March 5, 1990", "birth-date", "March 5, 1990"),
    ("05.03.1990 г.р.", "birth-date", "05.03.1990"),
    ("Живу: г. Москва, ул. Ленина, д. 5, кв. 7", "address", "г. Москва, ул. Ленина, д. 5, кв. 7"),
    ("адрес Невский проспект, 32", "address", "Невский проспект, 32"),
    ("по ул. 1-я Тверская-Ямская, 10", "address", "ул. 1-я Тверская-Ямская, 10"),
    ("at 221B Baker Street, London NW1 6XE", "address", "221B Baker Street, London NW1 6XE"),
    ("to P.O. Box 123", "address", "P.O. Box 123"),
    ("to 12 rue de la Paix, 75002 Paris.", "address", "12 rue de la Paix, 75002 Paris"),
    ("at 8 rue Daguerre Apt. 14", "address", "8 rue Daguerre Apt. 14"),
    ("au 5 bis, avenue de la Gare ici", "address", "5 bis, avenue de la Gare"),
    ("Via Condotti 8, 00187 Roma", "address", "Via Condotti 8, 00187 Roma"),
    ("Calle de Alcalá 42, 28014 Madrid", "address", "Calle de Alcalá 42, 28014 Madrid"),
    ("an die Friedrichstraße 43, 10117 Berlin", "address", "Friedrichstraße 43, 10117 Berlin"),
    ("Berliner Straße 12a bei uns", "address", "Berliner Straße 12a"),
    ("ul. Piotrkowska 104, 90-926 Łódź", "address", "ul. Piotrkowska 104, 90-926 Łódź"),
    ("till Drottninggatan 53, 111 21 Stockholm", "address", "Drottninggatan 53, 111 21 Stockholm"),
    ("Mannerheimintie 13, Helsinki", "address", "Mannerheimintie 13, Helsinki"),
    ("Kossuth Lajos utca 12", "address", "Kossuth Lajos utca 12"),
    ("клиент Иванов Иван Иванович", "name", "Иванов Иван Иванович"),
    ("отдали Иванову Ивану Ивановичу", "name", "Иванову Ивану Ивановичу"),
    ("обратитесь к Шевченко Т.Г. завтра", "name", "Шевченко Т.Г."),
    ("с Анной Петровой", "name", "Анной Петровой"),
    ("Меня зовут Вера.", "name", "Вера"),
    ("My name is Rubija", "name", "Rubija"),
    ("call John Smith now", "name", "John Smith"),
    ("by Faina D. Yefremova", "name", "Faina D. Yefremova"),
    ("I am Dr. Kuefer", "name", "Kuefer"),
]


@pytest.mark.parametrize(("text", "kind", "value"), FOUND)
def test_found(text: str, kind: str, value: str) -> None:
    assert (kind, value) in found(text)
    assert all(text[span.start : span.end] == span.text for span in find(text))


def test_every_kind_is_tested() -> None:
    assert {kind for _, kind, _ in FOUND} == set(KINDS)


@pytest.mark.parametrize(
    "text",
    [
        "We reply Via Telegram 24 hours a day",
        "press Place Order 5 times, Route 66 is open",
        "the Spring 2024 sale, Auntie 3, Boulevard of 5 dreams",
        "Rue the day 3 times, al. 5, ul. 7",
        "Windows 10 Via Bluetooth 5.2",
        "ИНН 7707083894",
        "ИНН 500100732258",
        "СНИЛС 112-233-445 96",
        "ОГРН 1027700132196",
        "Карта 4111 1111 1111 1112",
        "card number 4111111111111112",
        "IBAN DE88 3704 0044 0532 0130 00",
        "Заказ 7707083893 отправлен",
        "Трек 80083434343434, штрихкод 4600682000013",
        "Order 4532015112830366 has been shipped",
        "your tracking number is 9400111899223817",
        "version 1.2.3.4 of the driver",
        "обновите до версии 10.0.19045.2",
        "маска 255.255.255.0, сам себе 127.0.0.1",
        "в 12:30:45 и std::vector",
        "git@github.com:user/project.git",
        "commit ca82a6dff817ec66f44342007202690a93763949",
        "id 550e8400-e29b-41d4-a716-446655440000",
        "с 2024-05-12 по 2024-06-13, 12.05.2024",
        "Стоит 1 000 000 рублей, а было 1 250 000",
        "Пушкин родился 6 июня 1799 года",
        "Магазин открылся 05.03.1990",
        "на улице Ленина 3 магазина",
        "на улице Льва Толстого",
        "50 Ways Drive Traffic",
        "Купил Samsung Galaxy в Леруа Мерлен",
        "Есть Хьюго Босс и Мерседес Бенц?",
        "Вера и Надежда, Роза и Любовь",
        "Великий Новгород, Нижний Новгород, Новый Год",
        "The White House in New York, United Nations",
        "Calvin Klein and Tommy Hilfiger, Vitamin C Serum",
        "Contact us. As for order no. 47344541, see above",
        "Chest X Ray and Angiotensin II Receptor Blockers",
        "This condition is called Graves ophthalmopathy. Dear HR Manager, Hello Human",
        "é melhor aplicar a Inversão de Escolha e Expressões Lambda",
        "subnet 34.64.0.0/10, MO 64064-8010",
        "May I ask? Will Amazon ship? Mark All as read",
        "Dear Customer, Dear Sir, Hello World",
        "{{Person Name}} asks for {{Order Number}} by {{Email}}",
        "x = 3.14159265358979, 1234567890123456789012345",
    ],
)
def test_decoys(text: str) -> None:
    assert found(text) == []


def test_the_repr_of_a_span_keeps_the_data_out_of_logs() -> None:
    (span,) = find("a@b.ru")
    assert "a@b.ru" not in repr(span)


def test_the_surer_kind_wins_and_nothing_overlaps() -> None:
    assert kinds("ИНН 7707083893, тел. 7707083893") == ["inn", "inn"]
    spans = find("паспорт 4509 123456, тел. +7 916 123-45-67, СНИЛС 112-233-445 95")
    assert [span.kind for span in spans] == ["passport", "phone", "snils"]


def test_parts_of_a_full_name_are_found_again() -> None:
    assert [text for _, text in found("Aantje Lee Mourik? My name is Bo Mourik. Ask Mourik.")][
        -1
    ] == ("Mourik")


# the rules again, written in another way than the code's


def _luhn(body: str) -> str:
    doubled = {"0": 0, "1": 2, "2": 4, "3": 6, "4": 8, "5": 1, "6": 3, "7": 5, "8": 7, "9": 9}
    total = sum(doubled[d] if n % 2 == 0 else int(d) for n, d in enumerate(body[::-1]))
    return body + str(-total % 10)


def _inn(body: str) -> str:
    for weights in (
        ([2, 4, 10, 3, 5, 9, 4, 6, 8],)
        if len(body) == 9
        else (
            [7, 2, 4, 10, 3, 5, 9, 4, 6, 8],
            [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8],
        )
    ):
        body += str(sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11 % 10)
    return body


def _snils(body: str) -> str:
    total = sum((9 - n) * int(d) for n, d in enumerate(body))
    while total > 101:
        total %= 101
    return f"{body}{0 if total in (100, 101) else total:02d}"


@pytest.mark.parametrize(
    ("right", "make", "low", "high"),
    [
        (digits.luhn, _luhn, 10**14, 10**15),
        (digits.inn, _inn, 10**8, 10**9),
        (digits.inn, _inn, 10**9, 10**10),
        (digits.snils, _snils, 10**8, 10**9),
    ],
)
def test_check_digits_against_other_code(right, make, low: int, high: int) -> None:  # type: ignore[no-untyped-def]
    rng = random.Random(5)
    for _ in range(300):
        number = make(str(rng.randrange(low, high)))
        assert right(number)
        wrong = number[:-1] + str((int(number[-1]) + rng.randrange(1, 10)) % 10)
        assert not right(wrong)


def test_an_account_is_told_by_its_bank() -> None:
    bank = "044525225"
    # weights 7, 1, 3 over the bank's last three digits and the account: the sum ends in 0
    body = "22540702810{}00000012345"
    sums = {
        digit: sum(int(w) * int(n) for w, n in zip("713" * 8, body.format(digit), strict=False))
        for digit in "0123456789"
    }
    for digit, total in sums.items():
        number = body.format(digit)[3:]
        assert digits.account(number, bank) is (total % 10 == 0)
        expected = ["account"] if total % 10 == 0 else []
        assert kinds(f"р/с {number}, БИК {bank}") == expected
        assert kinds(f"р/с {number}") == ["account"]


@pytest.mark.parametrize(
    ("right", "number", "expected"),
    [  # published numbers: Sberbank, the Bank of Russia's own, ISO's example of an IBAN
        (digits.inn, "7707083893", True),
        (digits.ogrn, "1027700132195", True),
        (digits.ogrn, "1027700132196", False),
        (digits.ogrn, "304500116000157", True),
        (digits.mod97, "GB82WEST12345698765432", True),
        (digits.mod97, "GB82WEST12345698765433", False),
        (digits.snils, "00000000100", False),
    ],
)
def test_published_numbers(right, number: str, expected: bool) -> None:  # type: ignore[no-untyped-def]
    assert right(number) is expected


def test_hostile_texts_do_not_hang() -> None:
    began = time.process_time()
    for text in (
        "1" * 50_000,
        "1 " * 50_000,
        "a@" * 50_000,
        "A. " * 30_000,
        "Иванов " * 20_000,
        "John Smith " * 10_000,
        "ул. " * 30_000,
        "ул. Ленина, 5 " * 5_000,
        "1.1." * 30_000,
        ":" * 50_000,
        "АБ-" * 30_000,
        "(" * 50_000,
        "+1(" * 30_000,
    ):
        find(text)
    assert time.process_time() - began < 20


@given(st.text(alphabet="aZ@.+-() \n0123456789:/ИНПулд№'", max_size=200))
def test_spans_are_in_order_and_say_what_they_cover(text: str) -> None:
    end = 0
    for span in find(text):
        assert end <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
        end = span.end


def test_a_field_that_names_a_thing_names_no_person() -> None:
    for card in ("Name: Robin heater\nPurpose: warm rooms", "Name: Breeze coffee grinder\nCare: -"):
        assert [span for span in find(card) if span.kind == "name"] == []
    for form in ("Name: Robin Carter\nCity: Leeds", "Sincerely, Robin from sales"):
        assert "Robin" in "".join(span.text for span in find(form) if span.kind == "name")
