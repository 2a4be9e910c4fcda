"""What a tokenizer and its chat template do, found by asking them.

A template says nowhere whether it takes a system message or what it ends an answer with, so it is
given a small chat with a probe for a text and its writing is looked at.
"""

from __future__ import annotations

from transformers import PreTrainedTokenizerBase

from lekalo.core.records import Message
from lekalo.models.templates import Template, TemplateRefusedError

PROBE = "Zq7"
"""Stands for a message's text where only the template's own writing is of interest."""


def takes_system(template: Template) -> bool:
    """Whether a chat may begin with a system message."""
    chat = [Message("system", "Sy5"), Message("user", PROBE), Message("assistant", PROBE)]
    try:
        template.place(chat)
    except TemplateRefusedError:
        return False
    return True


def written_end(template: Template, tokenizer: PreTrainedTokenizerBase) -> str:
    """The token that the template puts after an answer; empty where it puts none."""
    chat = [Message("user", PROBE), Message("assistant", PROBE)]
    placed = template.place(chat)
    tail = placed.text[placed.places[-1][1] :].lstrip()
    added = (str(token) for token in tokenizer.added_tokens_decoder.values())
    return max((token for token in added if tail.startswith(token)), key=len, default="")


def own_template(tokenizer: PreTrainedTokenizerBase) -> str | None:
    """The source of the tokenizer's own template for chats, if it has one."""
    own = tokenizer.chat_template
    if isinstance(own, dict):  # several, by purpose
        own = own.get("default")
    return own or None


def special_tokens(tokenizer: PreTrainedTokenizerBase) -> dict[str, str]:
    """The special tokens that templates know by name."""
    special = {"bos_token": "", "eos_token": "", "pad_token": "", "unk_token": ""}
    return special | {name: str(token) for name, token in tokenizer.special_tokens_map.items()}


def adds_space(tokenizer: PreTrainedTokenizerBase) -> bool:
    """Whether it puts a space before whatever it is given, as SentencePiece does."""

    def encode(text: str) -> list[int]:
        return list(tokenizer.encode(text, add_special_tokens=False))

    return encode("\na") != encode("\n") + encode("a")
