"""Real tokenizers and chat templates from the data beside the project; skips where absent."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers
from transformers import GPT2Tokenizer, PreTrainedTokenizerBase, PreTrainedTokenizerFast
from transformers.convert_slow_tokenizer import TikTokenConverter

DATA = Path(__file__).resolve().parents[2] / "../shared/data"
TEMPLATES = sorted((DATA / "chat_templates").glob("*/*.jinja"))
TOKENIZERS = (
    "gpt2",
    "pythia",
    "drive_1109",
    "llama3",
    "qwen",
    "mistral_v0.2",
    "mistral_v1",
    "mistral_v3",
    "mistral_v7",
    "stories260K",
)
# the special tokens that the templates write beside bos and eos
MARKS = (
    "<|im_start|>",
    "<|im_end|>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "<|eot_id|>",
    "<start_of_turn>",
    "<end_of_turn>",
    "<|start_of_role|>",
    "<|end_of_role|>",
    "<|end_of_text|>",
    "<|end_of_turn|>",
    "<|system|>",
    "<|user|>",
    "<|assistant|>",
    "<|end|>",
    "<|EOT|>",
    "<｜User｜>",
    "<｜Assistant｜>",
    "<｜end▁of▁sentence｜>",
)
_LLAMA = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
_GPT = {"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>"}


def need_data(name: str = "") -> Path:
    """The data folder, or a skipped test."""
    if not (DATA / name).exists():
        pytest.skip(f"real data is not beside the project: {name or 'shared/data'}")
    return DATA / name


def template_source(path: Path) -> str:
    """A template as its model uses it: chujiezheng's files are indented for reading, and are
    to be stripped of that (its README); those that strip themselves are left alone."""
    source = path.read_text(encoding="utf-8")
    if path.parent.name != "chujiezheng" or source.startswith("{%-"):
        return source
    return source.replace("    ", "").replace("\n", "")


@lru_cache
def real_tokenizer(name: str, marks: tuple[str, ...] = MARKS) -> PreTrainedTokenizerBase:
    """One of TOKENIZERS, with `marks` added as special tokens."""
    tokenizer = _load(name, need_data("tokenizers"))
    tokenizer.add_special_tokens({"additional_special_tokens": list(marks)})
    return tokenizer


def _load(name: str, folder: Path) -> PreTrainedTokenizerBase:
    if name == "gpt2":
        return GPT2Tokenizer(
            vocab=str(folder / "gpt2/vocab.json"), merges=str(folder / "gpt2/merges.txt")
        )
    if name in ("llama3", "qwen"):
        return _tiktoken(name, folder)
    if name == "stories260K":
        return _fast(folder / "../stories260K/hf/tokenizer.json", **_LLAMA)
    files = {"pythia": "pythia/tokenizer.json", "drive_1109": "drive_1109_tokenizer.json"}
    if name in files:
        return _fast(folder / files[name], **_GPT)
    if name == "mistral_v0.2":
        return _fast(folder / "mistral7b_v0.2/tokenizer.json", **_LLAMA)
    return _sentencepiece(next((folder / "mistral").glob(f"*.model.{name[-2:]}")), name)


def _fast(path: Path, **special: str) -> PreTrainedTokenizerFast:
    return PreTrainedTokenizerFast(tokenizer_file=str(path), **special)


def _tiktoken(name: str, folder: Path) -> PreTrainedTokenizerFast:
    file = {"llama3": "llama3/tokenizer.model", "qwen": "qwen/qwen.tiktoken"}[name]
    special = {
        "llama3": {"bos_token": "<|begin_of_text|>", "eos_token": "<|end_of_text|>"},
        "qwen": {"eos_token": "<|endoftext|>"},
    }[name]
    made = TikTokenConverter(
        vocab_file=str(folder / file), extra_special_tokens=list(special.values())
    )
    return PreTrainedTokenizerFast(tokenizer_object=made.converted(), **special)


def _sentencepiece(path: Path, name: str) -> PreTrainedTokenizerFast:
    """Pieces and scores into the tokenizers library's BPE: v1 in the older way (a space put
    before each stretch between special tokens), v3 and v7 in the newer (before the first)."""
    sentencepiece = pytest.importorskip("sentencepiece")
    model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    pieces = [model.id_to_piece(i) for i in range(model.get_piece_size())]
    vocabulary = {piece: index for index, piece in enumerate(pieces)}
    merges = [
        (piece[:cut], piece[cut:])
        for piece in sorted(pieces, key=lambda piece: -model.get_score(vocabulary[piece]))
        if not re.fullmatch(r"<.*>|\[.*\]", piece)
        for cut in range(1, len(piece))
        if piece[:cut] in vocabulary and piece[cut:] in vocabulary
    ]
    bpe = models.BPE(vocabulary, merges, unk_token="<unk>", byte_fallback=True, fuse_unk=True)
    made = Tokenizer(bpe)
    if name == "mistral_v1":
        made.normalizer = normalizers.Sequence(
            [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
        )
    else:
        made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    made.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    return PreTrainedTokenizerFast(tokenizer_object=made, **_LLAMA)
