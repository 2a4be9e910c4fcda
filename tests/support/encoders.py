"""A tiny random BERT with words for its tokens, some of which mean the same to it."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def save_bert(folder: Path, texts: list[str], alike: tuple[tuple[str, str], ...] = ()) -> Path:
    """A model that knows the words of `texts`; the two of each pair of `alike`, texts of as many
    words, become one: their words share their vectors."""
    words = sorted({word for text in (*texts, *sum(alike, ())) for word in spoken(text)})
    known = {token: number for number, token in enumerate((*SPECIAL, *words))}
    _tokenizer(known).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(known),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.2,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = BertModel(config)
    weights = model.embeddings.word_embeddings.weight
    with torch.no_grad():
        for one, other in alike:
            for word, same in zip(spoken(one), spoken(other), strict=True):
                weights[known[same]] = weights[known[word]]
    model.save_pretrained(folder)
    return folder


def save_modules(folder: Path, *modules: tuple[str, str]) -> None:
    """A `modules.json` as sentence-transformers writes it: the kind and path of each module."""
    listed = [
        {"idx": number, "type": f"sentence_transformers.models.{kind}", "path": path}
        for number, (kind, path) in enumerate(modules)
    ]
    (folder / "modules.json").write_text(json.dumps(listed))


def spoken(text: str) -> list[str]:
    """The words and marks of a text, as the tokenizer parts them."""
    parts = pre_tokenizers.BertPreTokenizer().pre_tokenize_str(text.lower())
    return [word for word, _ in parts]


def _tokenizer(known: dict[str, int]) -> PreTrainedTokenizerFast:
    made = Tokenizer(models.WordLevel(known, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=64,
    )
