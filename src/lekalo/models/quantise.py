"""A base's linear layers held in 4 or 8 bits by bitsandbytes, on a CPU and a GPU alike.

    nf4     4-bit NormalFloat in blocks of 64, each block's absolute maximum held in 8 bits in
            blocks of 256: 4.13 bits a weight (QLoRA, Dettmers et al. 2023, arXiv 2305.14314)
    int8    8 bits a weight and one scale a row (Dettmers et al. 2022, arXiv 2208.07339)

Embeddings, norms, biases and the head stay as they are. A product expands the weight into the
dtype of its input, and so does its gradient; what is expanded is not kept between them. Training,
evaluation and serving take this one product, so that what was trained is what is served:
bitsandbytes' own layers leave it in evaluation on a CPU (a bf16 kernel, activations in 8 bits).

Left out: fused 4-bit kernels for one token at a time on a GPU, and saving in compressed form.
"""

from __future__ import annotations

import json
import logging
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast, final

import torch
from safetensors import safe_open
from torch import Tensor, nn
from transformers import (
    MODEL_FOR_CAUSAL_LM_MAPPING,
    AutoConfig,
    BitsAndBytesConfig,
    GenerationConfig,
    PreTrainedModel,
)

from lekalo.core.errors import OutsideError
from lekalo.core.settings import Quantise
from lekalo.models import base_words as words
from lekalo.models.products import Compressed, Linear, linear, sides

_BLOCK = 64
"""Weights that share one absolute maximum in NF4."""
# what transformers leaves on a model that bitsandbytes' layers are in
_MARKS = (
    "hf_quantizer",
    "is_quantized",
    "is_loaded_in_4bit",
    "is_loaded_in_8bit",
    "quantization_method",
)


class QuantisedLinear(Compressed):
    """y = x W^T + b, W expanded from `codes` in the dtype of x. `dtype` is that of `weight`."""

    codes: Tensor

    def __init__(self, size: torch.Size, codes: Tensor, bias: Tensor | None) -> None:
        nn.Module.__init__(self)  # nn.Linear's own would make the weight in full
        self.out_features, self.in_features = size
        self.register_buffer("codes", codes)
        kept = None if bias is None else nn.Parameter(bias.detach(), requires_grad=False)
        self.register_parameter("bias", kept)

    @property
    def weight(self) -> Tensor:  # type: ignore[override]
        """The weight [out, in] in fp32, expanded at each look."""
        return self.expand(torch.float32)

    @property
    def nbytes(self) -> int:
        """Bytes of the codes and their scales."""
        return self.codes.nbytes + sum(part.nbytes for part in self.scales())

    def scales(self) -> list[Tensor]:
        """The numbers beside the codes."""
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """x [..., in] to [..., out]."""
        y: Tensor = _Product.apply(x, self.bias, self)  # type: ignore[no-untyped-call]
        return y


@final
class Nf4Linear(QuantisedLinear):
    """Codes of 4 bits, two a byte [out * in / 2, 1]; `state` is bitsandbytes' QuantState."""

    def __init__(self, codes: Tensor, state: Any, bias: Tensor | None) -> None:
        super().__init__(state.shape, codes, bias)
        self.state = state
        # 0.50's AVX-512 kernel finds a block by its row, which is wrong where a row is no whole
        # number of blocks; as one block a row it is right, and faster. A GPU counts blocks alone.
        count = state.shape.numel()
        state.shape = torch.Size((count // _BLOCK, _BLOCK) if count % _BLOCK == 0 else (1, count))

    def expand(self, dtype: torch.dtype) -> Tensor:
        """The weight [out, in] in `dtype`."""
        self.state.dtype = dtype
        flat = library().functional.dequantize_4bit(self.codes, self.state)
        return cast(Tensor, flat.view(self.out_features, self.in_features))

    def scales(self) -> list[Tensor]:
        """Blocks' maxima in 8 bits, their scales and mean, and both code tables."""
        inner = self.state.state2
        return [self.state.absmax, inner.absmax, self.state.offset, self.state.code, inner.code]

    def _apply(self, fn: Any, recurse: bool = True) -> Nf4Linear:
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        self.state.to(self.codes.device)  # follows the codes, and never changes its dtypes
        return self


@final
class Int8Linear(QuantisedLinear):
    """Codes [out, in] from -127 to 127; row r is codes[r] * scale[r] / 127, scale in fp32."""

    def __init__(self, codes: Tensor, scale: Tensor, bias: Tensor | None) -> None:
        super().__init__(codes.shape, codes, bias)
        self.scale = scale

    def expand(self, dtype: torch.dtype) -> Tensor:
        """The weight [out, in] in `dtype`."""
        return self.codes.to(dtype).mul_((self.scale / 127).to(dtype)[:, None])

    def scales(self) -> list[Tensor]:
        """The scale of each row."""
        return [self.scale]

    def _apply(self, fn: Any, recurse: bool = True) -> Int8Linear:
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        self.scale = self.scale.to(self.codes.device)
        return self


class _Product(torch.autograd.Function):
    """x W^T + b; both passes expand the weight, and neither keeps it or x."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, bias: Tensor | None, layer: QuantisedLinear) -> Tensor:
        ctx.layer = layer
        flat = x.reshape(-1, x.shape[-1])
        return linear(flat, layer.expand(x.dtype), bias).view(*x.shape[:-1], -1)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        need_x, need_bias, _ = ctx.needs_input_grad
        flat = grad.reshape(-1, grad.shape[-1])
        d_x = linear(flat, ctx.layer.expand(grad.dtype).T) if need_x else None
        d_bias = flat.sum(0) if need_bias else None
        return None if d_x is None else d_x.view(*grad.shape[:-1], -1), d_bias, None


def library() -> Any:
    """bitsandbytes; `OutsideError` where it is not installed."""
    if "bitsandbytes" not in sys.modules:
        # a warning that a kernel was not fetched, which is as it should be
        logging.getLogger("bitsandbytes.backends.cpu.ops").setLevel(logging.ERROR)
    try:
        with _nothing_fetched():
            import bitsandbytes
    except ImportError as error:
        raise OutsideError(words.NO_BITSANDBYTES) from error
    return bitsandbytes


@contextmanager
def _nothing_fetched() -> Iterator[None]:
    """bitsandbytes asks the `kernels` package, where that is installed, to download compiled
    code as it is imported; it has its own without that."""
    absent = "kernels" not in sys.modules
    if absent:
        sys.modules["kernels"] = cast(Any, None)  # its import fails
    try:
        yield
    finally:
        if absent:
            del sys.modules["kernels"]


def read_compressed(
    folder: Path, dtype: torch.dtype, quantise: Quantise, how: dict[str, Any]
) -> tuple[PreTrainedModel, dict[str, Any]]:
    """The causal model in `folder`, and what transformers says of its loading. Each weight is
    read and compressed by itself, so that the full model never stands in memory: not as a map of
    its file either, whose pages would count as this process's own."""
    config = AutoConfig.from_pretrained(str(folder), **how)
    settings = _settings(quantise)
    model, info = MODEL_FOR_CAUSAL_LM_MAPPING[type(config)].from_pretrained(
        None,
        config=config,
        state_dict=_slices(folder),
        dtype=dtype,
        quantization_config=settings,
        device_map={"": "cpu"},
        output_loading_info=True,
    )
    if (folder / "generation_config.json").is_file():
        model.generation_config = GenerationConfig.from_pretrained(str(folder), **how)
    _adopt(model)
    return model, info


def _slices(folder: Path) -> dict[str, Any]:
    """Every tensor of the folder by name, not read yet."""
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        names = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        files = [folder / name for name in sorted(names)]
    else:
        files = sorted(folder.glob("*.safetensors"))
    opened: list[Any] = [safe_open(file, framework="pt", backend="pread") for file in files]
    return {name: file.get_slice(name) for file in opened for name in file.keys()}  # noqa: SIM118


def _settings(quantise: Quantise) -> BitsAndBytesConfig:
    library()
    how = (
        {"load_in_8bit": True}
        if quantise == "int8"
        else {
            "load_in_4bit": True,
            "bnb_4bit_quant_type": "nf4",
            "bnb_4bit_use_double_quant": True,
        }
    )
    return BitsAndBytesConfig(**how)


def _adopt(model: PreTrainedModel) -> None:
    """Puts our layers in place of bitsandbytes', around the very same codes, and makes the
    model an ordinary one again: its config says nothing of how it is held."""
    bnb = library().nn
    for path, module in list(model.named_modules()):
        if isinstance(module, bnb.Linear4bit):
            weight = module.weight
            model.set_submodule(path, Nf4Linear(weight.data, weight.quant_state, module.bias))
        elif isinstance(module, bnb.Linear8bitLt):
            weight = module.weight
            model.set_submodule(path, Int8Linear(weight.data, weight.SCB, module.bias))
    for name in _MARKS:
        if name in vars(model):
            delattr(model, name)
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config


def weight_count(model: nn.Module) -> int:
    """Weights of the model, those in codes included, tied ones once."""
    whole = sum(parameter.numel() for parameter in model.parameters())
    layers = (m for m in model.modules() if isinstance(m, Compressed))
    return whole + sum(layer.in_features * layer.out_features for layer in layers)


def own_bytes(model: nn.Module) -> int:
    """Bytes of the model's weights as they are held now."""
    whole: int = sum(parameter.nbytes for parameter in model.parameters())
    return whole + sum(m.nbytes for m in model.modules() if isinstance(m, QuantisedLinear))


def held_bytes(model: PreTrainedModel, quantise: Quantise, size: int) -> int:
    """Bytes that the model's weights will take held in `quantise`, those left whole at `size`
    bytes each; the model may be held in any way now, or on the meta device."""
    layers = compressible(model) if quantise != "none" else []
    coded = sum(math.prod(sides(layer)) for layer in layers)
    codes = sum(_layer_bytes(layer, quantise) for layer in layers)
    return codes + size * (weight_count(model) - coded)


def compressible(model: PreTrainedModel) -> list[Linear]:
    """The layers that are held in fewer bits where that is asked: every linear one but the head,
    and no module that shares the head's weight."""
    head = model.get_output_embeddings()
    return [m for m in model.modules() if isinstance(m, Linear) and m is not head]


def _layer_bytes(layer: Linear, quantise: Quantise) -> int:
    count = math.prod(sides(layer))
    if quantise == "int8":
        return count + 4 * sides(layer)[0]
    blocks = -(-count // _BLOCK)  # a byte each; fp32: a scale for 256 of them, mean, both tables
    return -(-count // 2) + blocks + 4 * (-(-blocks // 256) + 1 + 16 + 256)
