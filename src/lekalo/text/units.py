"""What numbers count: spans of time, money, percents and the usual measures, in two languages.

    UNITS["недели"]  ->  Unit(kind="duration", name="week", factor=168.0)

A unit is looked up by its word in small letters. Leaves out compound units (km/h).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` turns a number of these into the kind's base: hours, grams, metres, litres."""

    kind: str
    name: str
    factor: float = 1.0


_FORMS = """
duration second 0.000277777777777778: second seconds sec secs секунда секунды секунд секунду
duration minute 0.0166666666666667: minute minutes min mins минута минуты минут минуту мин
duration hour 1: hour hours hr hrs час часа часов часу часам часами ч
duration day 24: day days день дня дней дню сутки суток дням днями дн
duration week 168: week weeks неделя недели недель неделю неделе неделям wk
duration month 720: month months месяц месяца месяцев месяцу мес
duration quarter 2160: квартал квартала
duration year 8760: year years yr yrs год года лет году годам
money USD 1: $ usd dollar dollars bucks доллар доллара долларов доллары долл
money EUR 1: € eur euro euros евро
money GBP 1: £ gbp pounds
money RUB 1: ₽ rub rur rouble roubles ruble rubles руб рубль рубля рублей рублям рублями р
money CNY 1: ¥ cny yuan юань юаня юаней
money cents 1: cent cents цент цента центов
money kopecks 1: копейка копейки копеек коп
percent % 1: % percent pct процент процента процентов проц
mass g 1: g gram grams гр грамм грамма граммов г
mass kg 1000: kg kilogram kilograms kilo kilos kgs кг килограмм килограмма килограммов кило
mass mg 0.001: mg milligrams мг миллиграмм миллиграмма миллиграммов
mass lb 453.59237: lb lbs
length m 1: m meter meters metre metres м метр метра метров
length km 1000: km kilometer kilometers kilometre kilometres км километр километра километров
length cm 0.01: cm centimeter centimeters centimetre centimetres см сантиметр сантиметра сантиметров
length mm 0.001: mm millimeters millimetres мм миллиметр миллиметра миллиметров
length mile 1609.344: mile miles миля мили миль
length foot 0.3048: feet foot ft
length inch 0.0254: inch inches дюйм дюйма дюймов
volume l 1: l liter liters litre litres л литр литра литров
volume ml 0.001: ml milliliters millilitres мл миллилитр миллилитра миллилитров
power W 1: w watt watts вт ватт ватта ваттов
power kW 1000: kw kilowatt kilowatts квт киловатт киловатта киловаттов
mass t 1000000: tonne tonnes тонна тонны тонн
data MB 1: mb megabytes мб мегабайт мегабайта
data GB 1000: gb gigabytes гб гигабайт гигабайта
data TB 1000000: tb terabytes тб терабайт терабайта
heat degree 1: degree degrees ° градус градуса градусов
heat celsius 1: °c
heat fahrenheit 1: °f
"""


def _units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for line in _FORMS.strip().splitlines():
        head, forms = line.split(": ")
        kind, name, factor = head.split()
        units.update(dict.fromkeys(forms.split(), Unit(kind, name, float(factor))))
    return units


UNITS = _units()

_WORKING = "business working рабочих рабочие рабочий рабочего банковских банковские"
_BETWEEN = """calendar full more whole календарных календарные календарный полных полные"""
WORKING = frozenset(_WORKING.split())
BETWEEN = frozenset(_BETWEEN.split()) | WORKING
"""What may stand between a number and its unit without changing it."""
SIGNS = frozenset(("$", "€", "£", "₽", "¥", "usd", "eur", "gbp", "rub"))

# the second half of 14-дневный, двухнедельный, 14-day
_STEMS = {
    "секундн": "секунд",
    "минутн": "минут",
    "часов": "часов",
    "дневн": "дней",
    "суточн": "суток",
    "недельн": "недель",
    "месячн": "месяцев",
    "годичн": "лет",
    "летн": "лет",
    "процентн": "процентов",
}


def adjective_unit(word: str) -> Unit | None:
    """The unit within an adjective: `дневный`, `недельного`."""
    for stem, unit in _STEMS.items():
        if word.startswith(stem) and len(word) - len(stem) <= 3:
            return UNITS[unit]
    return None


_ONE_EN = "within in after for takes take about least to under over than"
_ONE_UNITS = """
week day month year hour minute неделю недели день дня месяц месяца год года час часа сутки суток
минуту
"""
# words before a unit that mean one of it: within a week, за неделю
ONE_EN = frozenset(_ONE_EN.split())
ONE_RU = frozenset(("за", "течение", "через", "на", "до", "около", "спустя", "свыше"))
ONE_UNITS = frozenset(_ONE_UNITS.split())
HALF = {"полчаса": 0.5, "полгода": 4380.0, "полдня": 12.0, "полмесяца": 360.0}
