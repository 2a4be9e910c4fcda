"""Nano's own tokenizer and chat template, as they are in the package."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer, PreTrainedTokenizerBase

import lekalo
from lekalo.demo.corpus import rows
from lekalo.demo.tokenizer import CONTEXT, SPECIAL, TEMPLATE, VOCABULARY

FOLDER = Path(lekalo.__file__).parent / "assets" / "nano"
TOKENIZER: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(FOLDER)


def rendered(messages: list[dict[str, str]], prompt: bool = False) -> list[int]:
    return TOKENIZER.apply_chat_template(messages, add_generation_prompt=prompt, return_dict=False)


@given(st.text())
def test_any_text_comes_back_as_it_went_in(text: str) -> None:
    tokens = TOKENIZER.encode(text.replace("<|", "<"), add_special_tokens=False)
    assert TOKENIZER.decode(tokens) == text.replace("<|", "<")


def test_every_first_byte_of_utf8_encodes() -> None:
    # the same by UTF-8's own bounds: a character of one, two, three and four bytes of each kind
    heads = [bytes([b]) for b in range(0x80)]
    heads += [bytes([b, 0x80]) for b in range(0xC2, 0xE0)]
    heads += [bytes([b, 0xA0 if b == 0xE0 else 0x80, 0x80]) for b in range(0xE0, 0xF0)]
    heads += [bytes([b, 0x90 if b == 0xF0 else 0x80, 0x80, 0x80]) for b in range(0xF0, 0xF5)]
    for text in (head.decode() for head in heads):
        assert TOKENIZER.decode(TOKENIZER.encode(text, add_special_tokens=False)) == text


@given(st.integers(0, 10**9))
def test_a_number_is_read_digit_by_digit(number: int) -> None:
    tokens = TOKENIZER.encode(f"at {number}.", add_special_tokens=False)
    pieces = [TOKENIZER.decode([token]).strip() for token in tokens]
    assert [piece for piece in pieces if piece] == ["at", *str(number), "."]


def test_special_tokens_stand_first_and_the_size_is_said() -> None:
    assert tuple(TOKENIZER.convert_ids_to_tokens(range(len(SPECIAL)))) == SPECIAL
    assert len(TOKENIZER) == VOCABULARY
    assert (TOKENIZER.bos_token, TOKENIZER.eos_token) == ("<|bos|>", "<|end|>")
    assert TOKENIZER.pad_token == "<pad>"
    assert TOKENIZER.model_max_length == CONTEXT


def test_a_prompt_is_the_beginning_of_prompt_and_answer() -> None:
    for row in islice(rows(6), 200):
        messages = row["messages"]
        whole = rendered(messages)
        for at, message in enumerate(messages):
            if message["role"] == "assistant":
                prompt = rendered(messages[:at], prompt=True)
                assert whole[: len(prompt)] == prompt
        assert whole.count(TOKENIZER.bos_token_id) == 1
        assert whole.count(TOKENIZER.eos_token_id) == len(messages)


def test_the_template_in_the_package_is_the_one_in_the_code() -> None:
    assert TOKENIZER.chat_template == TEMPLATE
    shown = TOKENIZER.apply_chat_template(
        [{"role": "system", "content": "A"}, {"role": "user", "content": "б "}],
        tokenize=False,
        add_generation_prompt=True,
    )
    assert shown == "<|bos|><|system|>A<|end|><|user|>б <|end|><|assistant|>"


def test_a_tools_turn_is_refused() -> None:
    with pytest.raises(Exception, match="system, user and assistant only"):
        rendered([{"role": "tool", "content": "4"}])


def test_every_row_fits_the_context_and_a_word_of_the_corpus_is_short() -> None:
    texts = [rendered(row["messages"]) for row in islice(rows(8), 3000)]
    assert 200 < max(map(len, texts)) <= CONTEXT


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("Коротко: Подробно: Следующий шаг: Ваш заказ", 9),
        ("Short: Details: Next step: Your order", 9),
        (" доставка гарантия возврат оплата накладная", 7),
        (" delivery warranty refund payment invoice", 5),
    ],
)
def test_words_of_business_are_few_tokens(text: str, most: int) -> None:
    assert len(TOKENIZER.encode(text, add_special_tokens=False)) <= most
