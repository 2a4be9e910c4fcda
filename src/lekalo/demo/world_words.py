"""The words of the made-up world: things, kinds, colours, days, towns, jobs.

Russian forms are written out here and never guessed by a rule, so that every sentence of the
corpus is grammatical. What belongs to persons is in `world_people`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing one can buy, in both languages; `gender` is the Russian m, f or n."""

    en: str
    en_many: str
    ru: str
    ru_gen: str
    ru_acc: str
    ru_many: str
    ru_gen_many: str
    gender: str

    @property
    def a(self) -> str:
        """The English name with its indefinite article."""
        return with_article(self.en)


def with_article(noun: str) -> str:
    """`a lamp`, `an umbrella`; the nouns of this world need no exceptions."""
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


_THINGS = """
kettle kettles чайник чайника чайник чайники чайников m
lamp lamps лампа лампы лампу лампы ламп f
chair chairs стул стула стул стулья стульев m
table tables стол стола стол столы столов m
bag bags сумка сумки сумку сумки сумок f
umbrella umbrellas зонт зонта зонт зонты зонтов m
jacket jackets куртка куртки куртку куртки курток f
coat coats пальто пальто пальто пальто пальто n
shirt shirts рубашка рубашки рубашку рубашки рубашек f
hat hats шляпа шляпы шляпу шляпы шляп f
scarf scarves шарф шарфа шарф шарфы шарфов m
alarm alarms будильник будильника будильник будильники будильников m
bracelet bracelets браслет браслета браслет браслеты браслетов m
phone phones телефон телефона телефон телефоны телефонов m
camera cameras камера камеры камеру камеры камер f
printer printers принтер принтера принтер принтеры принтеров m
keyboard keyboards клавиатура клавиатуры клавиатуру клавиатуры клавиатур f
mouse mice мышь мыши мышь мыши мышей f
screen screens экран экрана экран экраны экранов m
laptop laptops ноутбук ноутбука ноутбук ноутбуки ноутбуков m
tablet tablets планшет планшета планшет планшеты планшетов m
speaker speakers колонка колонки колонку колонки колонок f
radio radios радио радио радио радио радио n
fan fans вентилятор вентилятора вентилятор вентиляторы вентиляторов m
heater heaters обогреватель обогревателя обогреватель обогреватели обогревателей m
iron irons утюг утюга утюг утюги утюгов m
toaster toasters тостер тостера тостер тостеры тостеров m
mixer mixers миксер миксера миксер миксеры миксеров m
blender blenders блендер блендера блендер блендеры блендеров m
oven ovens духовка духовки духовку духовки духовок f
fridge fridges холодильник холодильника холодильник холодильники холодильников m
cup cups чашка чашки чашку чашки чашек f
plate plates тарелка тарелки тарелку тарелки тарелок f
pan pans сковорода сковороды сковороду сковороды сковород f
pot pots кастрюля кастрюли кастрюлю кастрюли кастрюль f
knife knives нож ножа нож ножи ножей m
spoon spoons ложка ложки ложку ложки ложек f
pillow pillows подушка подушки подушку подушки подушек f
blanket blankets одеяло одеяла одеяло одеяла одеял n
towel towels полотенце полотенца полотенце полотенца полотенец n
mirror mirrors зеркало зеркала зеркало зеркала зеркал n
shelf shelves полка полки полку полки полок f
sofa sofas диван дивана диван диваны диванов m
armchair armchairs кресло кресла кресло кресла кресел n
carpet carpets ковёр ковра ковёр ковры ковров m
basket baskets корзина корзины корзину корзины корзин f
bottle bottles бутылка бутылки бутылку бутылки бутылок f
book books книга книги книгу книги книг f
pen pens ручка ручки ручку ручки ручек f
notebook notebooks тетрадь тетради тетрадь тетради тетрадей f
map maps карта карты карту карты карт f
bicycle bicycles велосипед велосипеда велосипед велосипеды велосипедов m
tent tents палатка палатки палатку палатки палаток f
rope ropes верёвка верёвки верёвку верёвки верёвок f
drill drills дрель дрели дрель дрели дрелей f
ladder ladders лестница лестницы лестницу лестницы лестниц f
box boxes коробка коробки коробку коробки коробок f
candle candles свеча свечи свечу свечи свечей f
vase vases ваза вазы вазу вазы ваз f
vacuum vacuums пылесос пылесоса пылесос пылесосы пылесосов m
dryer dryers фен фена фен фены фенов m
grinder grinders кофемолка кофемолки кофемолку кофемолки кофемолок f
guitar guitars гитара гитары гитару гитары гитар f
"""

THINGS = tuple(Thing(*line.split()) for line in _THINGS.strip().splitlines())


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of things and its members, the members always in this order."""

    en: str
    en_many: str
    ru: str
    ru_gen: str
    ru_gen_many: str
    en_members: tuple[str, ...]
    ru_members: tuple[str, ...]


_KINDS = """
fruit|fruits|фрукт|фрукта|фруктов
apple pear plum peach lemon orange banana mango
яблоко груша слива персик лимон апельсин банан манго
vegetable|vegetables|овощ|овоща|овощей
carrot onion potato cabbage tomato cucumber pumpkin garlic
морковь лук картофель капуста помидор огурец тыква чеснок
animal|animals|животное|животного|животных
cat dog horse cow fox wolf bear hare
кошка собака лошадь корова лиса волк медведь заяц
bird|birds|птица|птицы|птиц
sparrow crow owl eagle swan duck goose pigeon
воробей ворона сова орёл лебедь утка гусь голубь
tree|trees|дерево|дерева|деревьев
oak birch pine maple fir lime willow aspen
дуб берёза сосна клён ель липа ива осина
colour|colours|цвет|цвета|цветов
red blue green yellow white black brown grey
красный синий зелёный жёлтый белый чёрный коричневый серый
tool|tools|инструмент|инструмента|инструментов
hammer saw axe screwdriver chisel spade rake pliers
молоток пила топор отвёртка стамеска лопата грабли клещи
drink|drinks|напиток|напитка|напитков
tea coffee milk juice water cocoa lemonade kvass
чай кофе молоко сок вода какао лимонад квас
job|jobs|профессия|профессии|профессий
doctor teacher baker driver cook tailor gardener painter
врач учитель пекарь водитель повар портной садовник художник
month|months|месяц|месяца|месяцев
January February March April May June July August
январь февраль март апрель май июнь июль август
metal|metals|металл|металла|металлов
iron gold silver copper tin zinc lead nickel
железо золото серебро медь олово цинк свинец никель
sport|sports|вид спорта|вида спорта|видов спорта
football tennis hockey boxing swimming running biathlon chess
футбол теннис хоккей бокс плавание бег биатлон шахматы
fish|fish|рыба|рыбы|рыб
pike perch carp trout salmon herring cod eel
щука окунь карп форель лосось сельдь треска угорь
flower|flowers|цветок|цветка|цветков
rose tulip lily violet poppy daisy aster iris
роза тюльпан лилия фиалка мак ромашка астра ирис
insect|insects|насекомое|насекомого|насекомых
bee ant fly beetle wasp moth cricket mosquito
пчела муравей муха жук оса моль сверчок комар
school subject|school subjects|школьный предмет|школьного предмета|школьных предметов
physics chemistry biology history geography music drawing algebra
физика химия биология история география музыка рисование алгебра
"""


def _kind(names: str, en_members: str, ru_members: str) -> Kind:
    en, en_many, ru, ru_gen, ru_gen_many = names.split("|")
    members = tuple(en_members.split()), tuple(ru_members.split())
    return Kind(en, en_many, ru, ru_gen, ru_gen_many, *members)


_LINES = _KINDS.strip().splitlines()

KINDS = tuple(map(_kind, _LINES[::3], _LINES[1::3], _LINES[2::3]))

COLOURS = (
    ("red", "красный", "красная", "красное"),
    ("blue", "синий", "синяя", "синее"),
    ("green", "зелёный", "зелёная", "зелёное"),
    ("yellow", "жёлтый", "жёлтая", "жёлтое"),
    ("white", "белый", "белая", "белое"),
    ("black", "чёрный", "чёрная", "чёрное"),
    ("brown", "коричневый", "коричневая", "коричневое"),
    ("grey", "серый", "серая", "серое"),
    ("pink", "розовый", "розовая", "розовое"),
    ("orange", "оранжевый", "оранжевая", "оранжевое"),
)
"""English; Russian masculine, feminine, neuter."""

DAYS = (
    ("Monday", "понедельник", "в понедельник"),
    ("Tuesday", "вторник", "во вторник"),
    ("Wednesday", "среда", "в среду"),
    ("Thursday", "четверг", "в четверг"),
    ("Friday", "пятница", "в пятницу"),
    ("Saturday", "суббота", "в субботу"),
    ("Sunday", "воскресенье", "в воскресенье"),
)
"""English; Russian nominative; Russian "on that day"."""

MONTHS = (
    ("January", "январь", "января"),
    ("February", "февраль", "февраля"),
    ("March", "март", "марта"),
    ("April", "апрель", "апреля"),
    ("May", "май", "мая"),
    ("June", "июнь", "июня"),
    ("July", "июль", "июля"),
    ("August", "август", "августа"),
    ("September", "сентябрь", "сентября"),
    ("October", "октябрь", "октября"),
    ("November", "ноябрь", "ноября"),
    ("December", "декабрь", "декабря"),
)
"""English; Russian nominative and genitive."""

_TOWNS = """
Lowen Ловен|Tarvik Тарвик|Orlen Орлен|Belgor Белгор|Marlin Марлин|Sotnik Сотник|Kelvar Кельвар
Norden Норден|Dolmar Долмар|Vastin Вастин|Ludvik Людвик|Rotan Ротан|Feldor Фельдор|Gorvin Горвин
Halden Халден|Istran Истран|Jarmon Ярмон|Kronvik Кронвик|Lindor Линдор|Mistol Мистол
Narvin Нарвин|Oldan Олдан|Pernov Пернов|Quentor Квентор|Rimsk Римск|Selmar Сельмар|Tolvin Толвин
Umbor Умбор|Velden Вельден|Zarin Зарин|Ashton Аштон|Bristan Бристан|Corvan Корван|Dervent Дервент
Elmont Эльмонт|Fargun Фаргун|Glenmor Гленмор|Hestvik Хествик|Irkan Иркан|Kastor Кастор
"""

TOWNS = tuple(
    (en, ru)
    for en, ru in (pair.split() for pair in _TOWNS.replace("\n", "|").strip("|").split("|"))
)
"""English; Russian nominative. All end in a hard consonant, so that the prepositional is
the nominative with `е` and the genitive with `а`."""

JOBS = (
    ("doctor", "врач", "врачом"),
    ("teacher", "учитель", "учителем"),
    ("baker", "пекарь", "пекарем"),
    ("driver", "водитель", "водителем"),
    ("cook", "повар", "поваром"),
    ("tailor", "портной", "портным"),
    ("gardener", "садовник", "садовником"),
    ("painter", "художник", "художником"),
    ("engineer", "инженер", "инженером"),
    ("lawyer", "юрист", "юристом"),
    ("accountant", "бухгалтер", "бухгалтером"),
    ("manager", "менеджер", "менеджером"),
    ("courier", "курьер", "курьером"),
    ("cashier", "кассир", "кассиром"),
    ("librarian", "библиотекарь", "библиотекарем"),
    ("photographer", "фотограф", "фотографом"),
    ("paramedic", "фельдшер", "фельдшером"),
    ("pilot", "пилот", "пилотом"),
    ("sailor", "моряк", "моряком"),
    ("farmer", "фермер", "фермером"),
    ("builder", "строитель", "строителем"),
    ("mechanic", "механик", "механиком"),
    ("musician", "музыкант", "музыкантом"),
    ("writer", "писатель", "писателем"),
)
"""English; Russian nominative and instrumental."""

DRINKS = (
    ("tea", "чай"),
    ("coffee", "кофе"),
    ("milk", "молоко"),
    ("apple juice", "яблочный сок"),
    ("water", "воду"),
    ("cocoa", "какао"),
    ("lemonade", "лимонад"),
    ("kefir", "кефир"),
)
"""English; Russian accusative."""

PETS = (
    ("cat", "кот"),
    ("dog", "собака"),
    ("parrot", "попугай"),
    ("rabbit", "кролик"),
    ("hamster", "хомяк"),
    ("turtle", "черепаха"),
    ("pony", "пони"),
    ("goat", "коза"),
    ("canary", "канарейка"),
    ("hedgehog", "ёж"),
)
"""English; Russian nominative."""
