"""Several LoRAs at once: rows of one batch, weights, strengths, against each alone and PEFT."""

import warnings

import pytest
import torch
from peft import LoraConfig as PeftConfig
from peft import get_peft_model

from lekalo.core.errors import ModelError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter
from lekalo.models.adapters._linear import LoraLinear
from lekalo.models.adapters._mix import Adapted, Share, adapted, drop, places, use, wrap
from lekalo.models.adapters.lora import Lora
from support.adapters import logits
from support.tiny import tiny_model

IDS = torch.arange(5, 85).view(4, 20)
MIXTURE = (Share("a", rows=(0, 3)), Share("b", rows=(1,)), Share("a", 0.25, rows=(1,)))


def _logits(model, ids=IDS):
    return logits(model, ids)


@pytest.fixture
def model(tmp_path):
    """Two LoRAs of unlike ranks and targets, away from the start, in the slots a and b."""
    settings = {
        "a": AdapterSettings(rank=4, alpha=8),
        "b": AdapterSettings(rank=2, targets=["q_proj"]),
    }
    shared = tiny_model()
    for seed, (slot, chosen) in enumerate(settings.items()):
        adapter = attach_adapter(tiny_model(), chosen, seed)
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for weight in adapter.parameters().values():
                weight += 0.1 * torch.randn(weight.shape, generator=generator)
        (tmp_path / slot).mkdir()
        adapter.save(tmp_path / slot, "tiny")
        Lora.load(shared, tmp_path / slot, slot=slot)
    return shared


def test_rows_of_one_batch_answer_as_each_alone(model):
    use(model, MIXTURE)
    mixed = _logits(model)
    for row, shares in enumerate([[("a", 1)], [("b", 1), ("a", 0.25)], [], [("a", 1)]]):
        use(model, [Share(slot, strength) for slot, strength in shares])
        torch.testing.assert_close(mixed[row : row + 1], _logits(model, IDS[row : row + 1]))
    assert torch.equal(mixed[2:3], _logits(tiny_model())[2:3])


def test_the_same_mixture_serves_batches_of_other_sizes(model):
    use(model, (Share("a", rows=(0,)),))
    two = _logits(model, IDS[:2])
    torch.testing.assert_close(_logits(model, IDS[:1])[0], two[0])
    torch.testing.assert_close(_logits(tiny_model(), IDS[:2])[1], two[1])


def test_with_a_gradient_the_mixture_is_the_same_and_its_gradient_true(model):
    use(model, MIXTURE)
    torch.testing.assert_close(model(IDS).logits.detach(), _logits(model))
    update = model.get_submodule("model.layers.0.self_attn.q_proj").updates["a"]
    update.requires_grad_(True)
    out = model(IDS).logits[0].sum()
    out.backward()
    step = torch.zeros_like(update.b)
    step[0, 0] = 1e-2
    sums = []
    for sign in (1, -1):
        with torch.no_grad():
            update.b += sign * step
            use(model, MIXTURE)
            sums.append(_logits(model)[0].double().sum())
            update.b -= sign * step
    expected = (sums[0] - sums[1]) / 2e-2
    assert update.b.grad[0, 0].item() == pytest.approx(expected.item(), rel=2e-2)


def test_strength_scales_the_update_itself(model):
    """Half the strength is the LoRA with half its alpha; none is the base."""
    use(model, (Share("a", 0.0),))
    torch.testing.assert_close(_logits(model), _logits(tiny_model()))
    use(model, (Share("a", 0.5),))
    half = _logits(model)
    for layers in adapted(model).values():
        layers[0].updates["a"].scale /= 2
    use(model, (Share("a"),))
    torch.testing.assert_close(half, _logits(model))


def test_a_combination_by_weights_is_pefts(tmp_path):
    """PEFT's `cat` makes one LoRA of the weighted ranks of two."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        torch.manual_seed(0)
        config = PeftConfig(r=4, target_modules=["q_proj", "up_proj"], init_lora_weights=False)
        theirs = get_peft_model(tiny_model(), config)
        theirs.add_adapter("b", config)
        theirs.add_weighted_adapter(["default", "b"], [0.7, 0.3], "sum", combination_type="cat")
        theirs.save_pretrained(str(tmp_path), selected_adapters=["default", "b"])
        theirs.set_adapter("sum")
    ours = tiny_model()
    Lora.load(ours, tmp_path, slot="a")
    Lora.load(ours, tmp_path / "b", slot="b")
    use(ours, (Share("a", 0.7), Share("b", 0.3)))
    torch.testing.assert_close(_logits(ours), _logits(theirs), rtol=1e-5, atol=1e-5)


class _Louder(Adapted):
    def change(self, update, x, y):
        return y * update.weight


def test_wrappers_of_two_kinds_stand_around_one_module_and_leave_it_whole(model):
    path = "model.layers.0.self_attn.q_proj"
    plain = [place.address for place in places(tiny_model())]
    wrap(model, path, _Louder).updates["c"] = torch.nn.Linear(1, 1)
    wrap(model, "model.layers.0.self_attn", _Louder).updates["c"] = torch.nn.Linear(1, 1)
    assert wrap(model, path, LoraLinear) is adapted(model)[path][0]
    assert [type(m) for m in adapted(model)[path]] == [LoraLinear, _Louder]
    assert list(dict.fromkeys(place.address for place in places(model))) == plain
    drop(model, "a")
    assert [type(m) for m in adapted(model)[path]] == [LoraLinear, _Louder]
    drop(model, "b")
    drop(model, "c")
    assert not adapted(model)
    assert torch.equal(_logits(model), _logits(tiny_model()))


def test_a_layer_that_sees_rows_as_one_refuses_a_mixed_batch(model):
    use(model, MIXTURE)
    layer = adapted(model)["model.layers.0.mlp.down_proj"][0]
    with pytest.raises(ModelError, match="rows of a batch as one"):
        layer(torch.zeros(80, layer.base.in_features))
