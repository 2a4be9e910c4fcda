"""Words of business that nano's tokenizer should hold whole, beside those of the corpus.

Letters, orders, deliveries, returns, invoices, product cards: what a company's own examples
are likely to be written in. They are written once each; `tokenizer` says how much they count.
"""

from __future__ import annotations

WORDS_EN = """
Short Details Next step In short Summary Answer Question Yes No Please Thank you Sorry Hello Dear
order orders delivery return refund payment warranty invoice receipt price stock address phone
email courier parcel warehouse shop store website account card cash bank customer client manager
support service team company product model size colour weight material width height length depth
repair exchange replace cancel confirm check send bring receive open close contact call write
reply within days hours weeks months today tomorrow week month year working business number name
city street house office department contract agreement document terms policy rules law tax
discount total amount sum cost free fee charge because after before during until from with without
about this that these those which what when where how why who will would should could can may must
have has had been being are were was not your our their his her its they them there here also only
then than more most less least first second third last new old good best better next following
information request problem question solution reason result time date status link page file form
photo description quality guarantee safety instruction manual battery charger cable box bag wood
steel cotton plastic glass made suitable kitchen home garden work water cleaning easy simple
strong light heavy large small medium long wide soft hard natural comfortable reliable we sorry
let know if any questions feel to us at as soon possible in please note according the of for and
The item Can pay What choose want back How one code like basket goods need You money press come
password point letter day look another change tell wrong does take way paid add gift Your pickup
sent purchase Where once asking get facts help comes out ask site use missing enter part promo
late answer promise came cannot mail did too cards yourself give Will two three paper shown
damaged topic again set changed warm brought Order This find papers rule severity never coffee
clean deliver accept broken buy asks body Kettle ready collect hold all but lost person cord put
away works complete keep goes apologise now door Could see transfer thing wrap letters Write Mrs
Lamp certainly nothing morning waiting Why There left When fresh Wipe speeds Wash handle news
bought hand big Return different state got message stopped mistake ways term something copy kept
Gift companies
"""

WORDS_RU = """
№ — « » … % ₽ Коротко Подробно Следующий шаг Кратко Итог Ответ Вопрос Да Нет Пожалуйста Спасибо
Извините Здравствуйте Уважаемый Уважаемая заказ заказа заказу заказы заказов заказом доставка
доставки доставку доставкой возврат возврата возврату оплата оплаты оплату оплатить гарантия
гарантии гарантию счёт счёта чек чека цена цены цену наличие наличии склад склада складе адрес
адреса телефон телефона почта почты почту почте курьер курьера курьером посылка посылки магазин
магазина сайт сайта сайте кабинет кабинете карта карты карту наличными банк банка клиент клиента
клиентов покупатель покупателя менеджер менеджера поддержка поддержки служба службы компания
компании товар товара товару товары товаров модель размер размера цвет вес материал ширина высота
длина глубина ремонт ремонта обмен обмена замена замены замену отмена отменить подтвердить
проверить проверим отправить отправим отправлен привезти получить получения открыть написать
позвонить сообщить сообщите ответить ответим течение дней дня день часов часа недели неделя месяц
месяцев месяца сегодня завтра рабочих рабочий год года номер номера имя город города улица дом
офис отдел договор договора документ документы документов условия условий правила правилам закон
налог скидка скидки сумма суммы стоимость бесплатно бесплатная рублей рубля если когда после перед
чтобы потому что как где кто почему зачем какой какая какие который которая которые ваш ваша ваше
ваши вашего вашей вас вам вами мы нас нам наш наша нашего нашей они их ему ей него это этот эта
эти этого того также только ещё уже более менее самый новый старый хороший лучший следующий первый
второй третий последний информация запрос проблема проблему решение причина результат время дата
статус ссылка страница форма фото описание качество безопасность инструкция батарея кабель коробка
упаковка дерево сталь хлопок пластик стекло подходит кухня дома сад работа вода легко просто
прочный лёгкий тяжёлый большой маленький средний длинный короткий широкий мягкий твёрдый удобный
надёжный можно нужно будет были было есть быть может можете могут хотите хотел хотела должен
должны при на в с по за из от до для без под над между через около Если у возникнут вопросы,
напишите нам. Мы свяжемся ближайшее время. Обратите внимание, согласно условиям договора,
соответствии правилами, сохраните Можно выберите откройте Как Что пожалуйста Хочу или нажмите
заказе Хотелось мне его Мои корзине деньги пароль делать Есть Нам Курьер код выдачи нет Заказ
посылку получении жаль Мне спросили другой изменить Где вернуть разделе чайник Ваш меня три Это
введите пункт картой добавить забрать снова Возврат чего сами пришёл коробке действует сразу
нельзя Когда вернутся пока посмотрите платить Оплата страницу купить подарок промокод карточку
Товар Лампа готов точно ничего стоит коробку обменять другое так Сколько покупку пришло видно мой
Приносим извинения больше переводом Нужно пункте Ремонт отправили рядом сейчас обещаем гарантируем
корпус привёз все ищите читать могу потом Почему кофе Протирайте После прибор сделать работает
обратно Деньги денег тем путём состояние приходит выбрать заказать способы придёт заплатить
Помогите курьеру пришлём пришлите странице провода детали тот
"""
