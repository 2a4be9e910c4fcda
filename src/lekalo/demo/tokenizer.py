"""Trains nano's tokenizer: byte-level BPE over the corpus and the words of business.

    python -m lekalo.demo.tokenizer src/lekalo/assets/nano

Any text encodes, since every byte is in the vocabulary. A digit is always a token by itself
(with the space before it, if any), so that numbers are copied and compared digit by digit and
none is rare. Role marks and the end of a turn are special tokens; a turn is
`<|role|>content<|end|>`, so the tokens of a prompt are a prefix of those of prompt and answer.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tokenizers import Regex, Tokenizer
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split
from tokenizers.trainers import BpeTrainer

from lekalo.core.files import write_json, write_text
from lekalo.demo.corpus import rows

VOCABULARY = 5120
CONTEXT = 1024
SPECIAL = ("<pad>", "<|bos|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>")
CORPUS_ROWS = 60_000
_TIMES = 300
"""How often each word of business counts, at the head of a line and within it."""

_PIECES = r" ?\p{L}+| ?\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"

TEMPLATE = """\
{{- bos_token -}}
{%- for message in messages -%}
  {%- if message['role'] not in ['system', 'user', 'assistant'] -%}
    {{- raise_exception('nano knows the roles system, user and assistant only') -}}
  {%- endif -%}
  {{- '<|' + message['role'] + '|>' + message['content'] + '<|end|>' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
  {{- '<|assistant|>' -}}
{%- endif -%}
"""

_WORDS_EN = """
Short Details Next step In short Summary Answer Question Yes No Please Thank you Sorry Hello Dear
order orders delivery return refund payment warranty invoice receipt price stock address phone
email courier parcel warehouse shop store website account card cash bank customer client manager
support service team company product model size colour weight material width height length depth
repair exchange replace cancel confirm check send bring receive open close contact call write reply
within days hours weeks months today tomorrow week month year working business number name city
street house office department contract agreement document terms policy rules law tax discount
total amount sum cost free fee charge because after before during until from with without about
this that these those which what when where how why who will would should could can may must have
has had been being are were was not your our their his her its you they them there here also only
then than more most less least first second third last new old good best better next following
information request problem question solution reason result time date status link page file form
photo description quality guarantee safety instruction manual battery charger cable box bag wood
steel cotton plastic glass made suitable kitchen home garden work water cleaning easy simple strong
light heavy large small medium long short wide soft hard natural comfortable reliable
we are sorry that we will let you know if you have any questions feel free to contact us at any time
as soon as possible in order to please note that according to the terms of the contract
"""
_WORDS_RU = """
№ — « » … % ₽ Коротко Подробно Следующий шаг Кратко Итог Ответ Вопрос Да Нет Пожалуйста Спасибо Извините
Здравствуйте Уважаемый Уважаемая заказ заказа заказу заказы заказов заказом доставка доставки
доставку доставкой возврат возврата возврату оплата оплаты оплату оплатить гарантия гарантии
гарантию счёт счёта чек чека цена цены цену наличие наличии склад склада складе адрес адреса
телефон телефона почта почты почту почте курьер курьера курьером посылка посылки магазин магазина
сайт сайта сайте кабинет кабинете карта карты карту наличными банк банка клиент клиента клиентов
покупатель покупателя менеджер менеджера поддержка поддержки служба службы компания компании
товар товара товару товары товаров модель размер размера цвет вес материал ширина высота длина
глубина ремонт ремонта обмен обмена замена замены замену отмена отменить подтвердить проверить
проверим отправить отправим отправлен привезти получить получения открыть написать позвонить
сообщить сообщите ответить ответим течение дней дня день часов часа недели неделя месяц месяцев
месяца сегодня завтра рабочих рабочий год года номер номера имя город города улица дом офис отдел
договор договора документ документы документов условия условий правила правилам закон налог скидка
скидки сумма суммы стоимость бесплатно бесплатная рублей рубля если когда после перед чтобы потому
что как где кто почему зачем какой какая какие который которая которые ваш ваша ваше ваши вашего
вашей вас вам вами мы нас нам наш наша нашего нашей они их ему ей него это этот эта эти этого того
также только ещё уже более менее самый новый старый хороший лучший следующий первый второй третий
последний информация запрос проблема проблему решение причина результат время дата статус ссылка
страница форма фото описание качество безопасность инструкция батарея кабель коробка упаковка
дерево сталь хлопок пластик стекло подходит кухня дома сад работа вода легко просто прочный лёгкий
тяжёлый большой маленький средний длинный короткий широкий мягкий твёрдый удобный надёжный
можно нужно будет были было есть быть может можете могут хотите хотел хотела должен должны
при на в с по за из от до для без под над между через около
Если у вас возникнут вопросы, напишите нам. Мы свяжемся с вами в ближайшее время.
Обратите внимание, согласно условиям договора, в соответствии с правилами, сохраните чек
"""


def _texts() -> Iterator[str]:
    for row in islice(rows(seed=0), CORPUS_ROWS):
        for message in row["messages"]:
            yield message["content"]
    for words in (_WORDS_EN, _WORDS_RU):
        lines = "".join(f"\n{word} {word}" for word in words.split())
        for _ in range(_TIMES):
            yield lines


def train_tokenizer(texts: Iterator[str], vocabulary: int = VOCABULARY) -> Tokenizer:
    """A byte-level BPE of `vocabulary` tokens, special ones and the 256 bytes included."""
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = Sequence(
        [
            Split(Regex(_PIECES), behavior="isolated"),
            ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = ByteLevelDecoder()
    trainer = BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL),
        initial_alphabet=ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """Writes Hugging Face's layout: tokenizer.json, its configuration, the chat template."""
    write_text(folder / "tokenizer.json", tokenizer.to_str(pretty=False))
    write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": "<|bos|>",
            "eos_token": "<|end|>",
            "pad_token": "<pad>",
            "model_max_length": CONTEXT,
            "clean_up_tokenization_spaces": False,
        },
    )
    write_text(folder / "chat_template.jinja", TEMPLATE)


def main() -> None:
    """Trains the tokenizer and writes it into a folder."""
    parser = argparse.ArgumentParser(description="Trains nano's tokenizer.")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    save_tokenizer(train_tokenizer(_texts()), folder)
    print(f"{VOCABULARY} tokens written to {folder}")


if __name__ == "__main__":
    main()
