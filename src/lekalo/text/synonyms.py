"""Words of business that mean the same, words that turn a question round, and phrases.

`concept` gives what a lemma stands for; lemmas of one group, in both languages, share it. Groups
marked `!` are what is done with a thing: where only one of two questions names it, they are
different questions, however alike the rest (cancel an order, change an order). Opposites part
questions likewise (before, after). What is `light` may go unsaid (check the status, the status).
Words are written as people write them; English ones are stemmed, Russian ones taken to their
first form, when the table is first used.
"""

from __future__ import annotations

from functools import cache

from lekalo.text.lemmas import lemmas

_GROUPS = """
not unable impossible fail failure problem issue trouble difficulty error fault glitch bug не нет
  нельзя невозможно невозможный проблема ошибка неполадка сбой трудность затруднение неисправность
order purchase parcel package заказ покупка заказать заказывать посылка пакет отправление
  бандероль
!contact speak talk chat call-up связаться связываться связь обратиться обращаться обращение
  поговорить говорить разговаривать
!cause reason причина вызвать вызывать
!write compose draft generate produce author сочинить сочинять написать писать составить
  составлять сгенерировать генерировать придумать придумывать
product item goods merchandise товар изделие продукт продукция вещь
time moment время
duration when long-time когда срок term period deadline
agent representative human operator оператор сотрудник специалист консультант менеджер
forget забыть забывать забытый
poem verse rhyme стих стихотворение
currency валюта
!cancel cancellation cancelling withdraw-order revoke annul abort отменить отменять отмена
  аннулировать аннулирование отказаться отказываться отказ
!change modify edit alter update amend correct adjust modification alteration изменить изменять
  изменение поменять менять редактировать исправить исправлять обновить обновлять обновление
  корректировка скорректировать
!return вернуть возвращать возврат
!refund reimbursement reimburse rebate moneyback возмещение возместить компенсация компенсировать
!exchange swap обменять обменивать обмен заменить замена заменять
!pay payment paying payable оплатить оплачивать оплата заплатить платить платеж платежный
  расплатиться уплатить
!buy purchase-verb acquire купить покупать приобрести приобретать приобретение
!order-verb оформить оформлять оформление
!deliver delivery ship shipping shipment dispatch доставить доставлять доставка привезти привозить
  отгрузка отправка доставлен
arrive arrival come reach прийти приходить прибыть прибывать приехать приезжать поступить дойти
!track locate tracing trace whereabout отследить отслеживать отслеживание
!delete remove erase deletion removal wipe удалить удалять удаление стереть убрать убирать
!create open-account registration register signup создать создавать создание зарегистрировать
  зарегистрироваться регистрация регистрировать завести заводить
add attach append include добавить добавлять добавление прибавить
!activate activation enable switch-on активировать активация включить включать включение
  подключить подключать подключение
!deactivate deactivation disable switch-off деактивировать выключить выключать отключить отключать
  отключение выключение
!block freeze заблокировать блокировать блокировка
!unblock unfreeze разблокировать разблокировка
!lock запереть
!unlock
!login войти входить вход зайти авторизоваться авторизация
!logout выйти выход
!reset restore recover recovery retrieve сбросить сброс восстановить восстанавливать
  восстановление
!complain complaint claim пожаловаться жаловаться жалоба претензия
!subscribe subscription подписаться подписка подписываться
!unsubscribe unsubscription отписаться отписка отписываться
!download скачать скачивать загрузка-с
!upload
send sent mail-verb отправить отправлять послать посылать выслать высылать прислать
receive получить получать получение
!transfer wire remit перевести переводить перевод
!withdraw withdrawal снять снимать снятие
!deposit пополнить пополнять пополнение внести topup
confirm confirmation подтвердить подтверждать подтверждение
!verify verification validate верификация верифицировать
check checking проверить проверять проверка посмотреть увидеть глянуть просмотреть
!repair fix mend починить чинить ремонт ремонтировать отремонтировать
install installation setup установить устанавливать установка настроить настраивать настройка
use usage utilize utilise использовать использование пользоваться воспользоваться
choose select pick выбрать выбирать выбор
!extend prolong renew renewal продлить продлевать продление
!book reserve reservation booking забронировать бронировать бронь бронирование
!reschedule postpone перенести переносить перенос отложить
leave submit file lodge post оставить подать подавать
!decline reject refuse отклонить отклонять отклонение отклонен
!sell продать продавать продажа
!translate translation
!summarize summarise summary summarization пересказать резюмировать
!list enumerate назвать перечислить перечислять перечисление
!describe description описать описывать описание
!compare comparison сравнить сравнивать сравнение
!calculate compute calculation вычислить посчитать рассчитать вычислять подсчитать
!classify categorize categorise классифицировать
!convert transform конвертировать преобразовать преобразовывать
!arrange sort упорядочить отсортировать сортировать
!treat treatment therapy cure лечить лечение вылечить
!diagnose diagnosis диагностировать диагноз диагностика
!prevent prevention avoid предотвратить профилактика предупредить
learn study изучить учить изучать
!increase raise grow boost увеличить увеличивать увеличение повысить повышать повышение
!decrease reduce lower lessen уменьшить уменьшать снизить снижать снижение понизить
start begin commence launch начать начинать начало запустить
finish complete-verb закончить завершить завершать завершение
!close shut закрыть закрывать закрытие
!lose lost потерять терять потеря утерять утеря
!steal theft украсть кража
find discover найти находить нахождение
shop store магазин
price cost rate-of цена стоимость стоить почем
fee charge commission tariff комиссия плата сбор
expensive costly pricey дорогой
cheap inexpensive дешевый недорогой
invoice bill счет накладная
receipt чек квитанция
account profile аккаунт учетный учетная профиль кабинет
password passcode passphrase пароль
user customer-account пользователь
address location адрес
phone telephone mobile cellphone smartphone телефон смартфон мобильный
mail email почта мейл имейл
letter message сообщение письмо
customer client buyer покупатель клиент
support helpdesk поддержка
employee worker staff personnel работник персонал
courier deliveryman курьер доставщик
discount markdown скидка
promo coupon voucher promocode промокод купон
guarantee warranty гарантия гарантийный
break broken damaged defective faulty сломаться сломать сломанный повредить поврежденный
  бракованный брак испортиться
fast quick quickly rapidly rapid speedy soon быстро быстрый скоро скорее оперативно
urgent urgently срочно срочный
late delay delayed overdue задержка задерживаться опоздать опаздывать задержаться
big large huge большой крупный
small little tiny маленький небольшой мелкий
wrong incorrect mistaken неправильный неверный ошибочный неверно неправильно
right-adj proper верный правильный
free gratis complimentary бесплатный бесплатно даром
available availability in-stock наличие доступный имеющийся
option variant alternative вариант опция
method means-of метод метода
type kind sort-of вид тип разновидность
work function operate работать функционировать
happen occur произойти происходить случиться случаться
allow permit permitted разрешить позволить разрешать позволять
require required requirement necessary требоваться требовать понадобиться
documents document paper документ бумага
money cash funds деньги наличные средства
card банковская-карта карта карточка
bank банк
bonus reward бонус балл
gift present подарок подарить
set kit набор комплект
size dimension размер габарит
colour color цвет расцветка
quality качество
photo picture image photograph фото фотография картинка изображение снимок
car automobile vehicle машина автомобиль авто
doctor physician врач доктор
illness disease sickness болезнь заболевание
!symptom sign-of симптом признак
medicine drug medication лекарство препарат
house home дом
apartment flat квартира
child kid ребенок
city town город
country страна
trip journey travel поездка путешествие
job occupation работа
company firm business enterprise компания фирма предприятие организация
contract agreement договор контракт
tax налог
salary wage зарплата оклад
meeting appointment встреча
schedule timetable hours расписание график режим
site website сайт вебсайт
app application приложение
page страница
button кнопка
example instance sample пример образец
sentence phrase предложение фраза
story tale narrative рассказ история
text passage paragraph текст отрывок абзац
title headline heading заголовок название
idea concept идея
benefit advantage преимущество плюс польза выгода
drawback disadvantage недостаток минус
difference distinction разница отличие отличаться различие
meaning sense значение смысл значить означать
answer reply response ответ ответить отвечать
fact факт
similar alike похожий схожий
important significant essential важный значимый существенный
main primary principal chief главный основной
several multiple few несколько
various diverse different различный разный разнообразный
new fresh новый
old прежний старый
beautiful lovely pretty красивый прекрасный
happy glad joyful счастливый радостный
sad unhappy грустный печальный
smart clever intelligent умный сообразительный
easy simple легкий простой
hard difficult tough сложный трудный
quickly-get obtain acquire-get
current present-day existing текущий нынешний
annual yearly ежегодный годовой
begin-date
currently now сейчас теперь
today сегодня
tomorrow завтра
abroad overseas foreign international заграница зарубежный международный иностранный
limit maximum cap restriction лимит ограничение предел
identity личность
balance баланс остаток
statement выписка
pin пин
atm cashpoint банкомат
appear show-up появиться появляться отобразиться отображаться
near nearby close-to рядом поблизости ближайший
review feedback отзыв
newsletter mailing рассылка
point location-of пункт точка
manual instruction guide инструкция руководство
2 two два двое пара couple
3 three три трое
4 four четыре
5 five пять
6 six шесть
7 seven семь
8 eight восемь
9 nine девять
10 ten десять
100 hundred сто
1000 thousand тысяча
"""

_PHRASES = """
send back:return
give back:return
bring back:return
take back:return
money back:refund
call off:cancel
back out:cancel
sign up:create
set up:install
sign in:login
log in:login
log on:login
log into:login
sign into:login
log out:logout
sign out:logout
log off:logout
turn on:activate
switch on:activate
turn off:deactivate
switch off:deactivate
get rid:delete
top up:deposit
get touch:contact
reach out:contact
find out:check
look up:check
pick up:collect
put off:reschedule
how long:duration
how much:price
how many:count
not work:not
forget password:reset password
lose password:reset password
забыть пароль:reset password
потерять пароль:reset password
другой страна:abroad
foreign country:abroad
follow status:track
check status:track
free charge:free
no charge:free
без плата:free
не работать:not
сдать обратно:return
промо код:promo
promo code:promo
coupon code:promo
no longer:not
сколько стоить:price
сколько время:duration
как долго:duration
как скоро:duration
личный кабинет:account
учетный запись:account
деньги назад:refund
расторгнуть заказ:cancel
not able:not
"""

_OPPOSITES = """
before after
earlier later
with without
on off
in out
up down
first last
enable disable
activate deactivate
block unblock
lock unlock
subscribe unsubscribe
login logout
download upload
send receive
withdraw deposit
increase decrease
open close
start finish
add delete
buy sell
maximum minimum
minimal maximal
cheap expensive
big small
easy hard
happy sad
old new
early late
today tomorrow
yesterday today
yesterday tomorrow
benefit drawback
import export
incoming outgoing
inbound outbound
internal external
public private
left right
top bottom
inside outside
domestic foreign
physical virtual
debit credit
male female
man woman
hot cold
day night
long short
high low
input output
positive negative
present absent
paid free
long-term short-term
hyper hypo
до после
раньше позже
утро вечер
входящий исходящий
ввести вывести
ввод вывод
ввозить вывозить
импорт экспорт
мужской женский
мужчина женщина
летний зимний
лето зима
верхний нижний
вверх вниз
левый правый
горячий холодный
день ночь
первый последний
внутренний внешний
максимальный минимальный
минимум максимум
высокий низкий
длинный короткий
физический юридический
дебетовый кредитный
вчера сегодня
вчера завтра
плюс минус
приход уход
"""

_LIGHT = """
accept take come go follow status provide available work name number code policy detail process
current brief short theme topic given below another other follow go page system option type
where duration why request receive send find check use choose start finish leave arrive add confirm
install new time first now still time do different
делать куда где находиться есть каковой предоставлять занятие тема принимать приниматься принять
ждать другой сколько час учетный банковский средство обратно номер статус информация почему
должный получаться support стать идти мочь происходить следующий данный
"""

NEGATIONS = frozenset(("not", "never", "without", "никогда", "без"))
"""Concepts that one of two questions having and the other not parts them; a problem with a thing
is a `not` too: what fails, does not go."""


@cache
def groups() -> dict[str, str]:
    """Lemma to its concept, which is the first word of its group."""
    table: dict[str, str] = {}
    for line in _lines(_GROUPS):
        first, *others = line.lstrip("!").split()
        for word in (first, *others):
            for lemma in _single(word):
                table.setdefault(lemma, first)
    return table


@cache
def operations() -> frozenset[str]:
    """The concepts of which a question has one at its heart."""
    return frozenset(line[1:].split()[0] for line in _lines(_GROUPS) if line[0] == "!")


@cache
def light() -> frozenset[str]:
    """Concepts that add little: a question with them and one without may well be the same."""
    return frozenset(concept(word) for word in _LIGHT.split())


@cache
def phrases() -> dict[str, tuple[tuple[str, str], ...]]:
    """First lemma of a phrase of two words to its second lemma and what they mean together."""
    table: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in _lines(_PHRASES):
        said, _, meant = line.partition(":")
        lemma = lemmas(said)
        first, second = lemma[-2], lemma[-1]
        table[first] = (*table.get(first, ()), (second, meant))
    return table


@cache
def opposites() -> frozenset[tuple[str, str]]:
    """Pairs of concepts, in both orders, that part two questions."""
    pairs: set[tuple[str, str]] = set()
    for line in _lines(_OPPOSITES):
        one, two = (concept(word) for word in line.split())
        pairs |= {(one, two), (two, one)}
    return frozenset(pairs)


def concept(word: str) -> str:
    """What a word (in any form) stands for."""
    found = lemmas(word)
    return groups().get(found[0], found[0]) if len(found) == 1 else word


def _single(word: str) -> list[str]:
    found = lemmas(word)
    return found if len(found) == 1 else []


def _lines(table: str) -> list[str]:
    """The table's lines; one that begins with a space goes on with the line before it."""
    return [line for line in table.replace("\n ", " ").splitlines() if line.strip()]
