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
from lekalo.demo.world_business import WORDS_EN, WORDS_RU

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


def _texts() -> Iterator[str]:
    for row in islice(rows(seed=0), CORPUS_ROWS):
        for message in row["messages"]:
            yield message["content"]
    for words in (WORDS_EN, WORDS_RU):
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
