"""The hand-written attention of rows, beside torch's own and beside numerical gradients."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from lekalo.models import row_attention as module
from lekalo.models.row_attention import row_attention


def states(
    heads: int, groups: int, tokens: int, keys: int, dtype: torch.dtype
) -> list[torch.Tensor]:
    """Query [H, N, 8], key and value [G, K, 8] that want gradients, laid as a model lays them."""
    generator = torch.Generator().manual_seed(5)
    shapes = ((tokens, heads, 8), (keys, groups, 8), (keys, groups, 8))
    return [
        torch.randn(shape, generator=generator, dtype=torch.float64)
        .to(dtype)
        .transpose(0, 1)
        .requires_grad_()
        for shape in shapes
    ]


def reference(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    starts: tuple[int, ...],
    key_starts: tuple[int, ...],
    window: int | None,
) -> torch.Tensor:
    """torch's attention, a row at a time, with its mask written out token by token."""
    rows = []
    for (a, b), (c, d) in zip(
        itertools.pairwise(starts), itertools.pairwise(key_starts), strict=True
    ):
        ahead = (d - c) - (b - a)
        visible = [
            [k <= ahead + q and (window is None or ahead + q - k < window) for k in range(d - c)]
            for q in range(b - a)
        ]
        rows.append(
            scaled_dot_product_attention(
                query[None, :, a:b],
                key[None, :, c:d],
                value[None, :, c:d],
                attn_mask=torch.tensor(visible),
                scale=0.3,
                enable_gqa=True,
            )[0].transpose(0, 1)
        )
    return torch.cat(rows)


@pytest.fixture(params=[1, 2])
def cores(request: pytest.FixtureRequest) -> Iterator[None]:
    """One core multiplies by NumPy, several by PyTorch and oneDNN."""
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("cores")
@pytest.mark.parametrize("window", [None, 3])
@pytest.mark.parametrize("ahead", [0, 2])
def test_gradients_are_the_numerical_ones(
    monkeypatch: pytest.MonkeyPatch, window: int | None, ahead: int
) -> None:
    monkeypatch.setattr(module, "_BLOCK", 4)
    monkeypatch.setattr(module, "_SMALL_BLOCK", 4)
    monkeypatch.setattr(module, "_KEPT", 6)  # one row's weights are kept, the other's made anew
    starts, key_starts = (0, 3, 12), (0, 3 + ahead, 12 + 2 * ahead)
    inputs = states(4, 2, 12, key_starts[-1], torch.float64)

    def attend(*given: torch.Tensor) -> torch.Tensor:
        return row_attention(*given, starts, key_starts, 0.3, window)

    assert torch.autograd.gradcheck(attend, inputs)
    expected = reference(*inputs, starts, key_starts, window)
    torch.testing.assert_close(attend(*inputs), expected, rtol=0, atol=1e-12)


@pytest.mark.usefixtures("cores")
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 2e-6), (torch.bfloat16, 0.03)])
@pytest.mark.parametrize("groups", [6, 2])
def test_long_rows_equal_torchs(dtype: torch.dtype, tolerance: float, groups: int) -> None:
    starts = (
        0,
        7,
        600,
        1000,
    )  # the second takes several blocks, and on two cores oneDNN's products
    inputs = states(6, groups, 1000, 1000, dtype)
    wide = [t.detach().double().requires_grad_() for t in inputs]
    weights = torch.randn(1000, 6, 8, generator=torch.Generator().manual_seed(6)).to(dtype)
    got = row_attention(*inputs, starts, starts, 0.3)
    expected = reference(*wide, starts, starts, None)
    torch.testing.assert_close(got.double(), expected, rtol=0, atol=tolerance)
    found = torch.autograd.grad(got, inputs, weights)
    true = torch.autograd.grad(expected, wide, weights.double())
    for ours, theirs in zip(found, true, strict=True):
        spread = theirs.std()
        torch.testing.assert_close(
            ours.double() / spread, theirs / spread, rtol=2 * tolerance, atol=4 * tolerance
        )
