"""Adapters on mixtures of experts: beside PEFT, merged, and many of them in one batch."""

import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model

from lekalo.core.errors import ModelError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter, load_adapter
from lekalo.models.adapters._blocks import blocks
from lekalo.models.adapters._mix import Share, by_rows, use
from lekalo.models.adapters.switch import AdapterSet
from support.adapters import IDS, answers, logits, peft, trained
from support.tiny import EXPERTS, tiny_base, tiny_model

SHARED = ["q_proj", "shared_expert.gate_proj", "shared_expert.down_proj"]
"""Of a base whose shared expert is shown all rows as one."""
KINDS = {
    "lora": {"rank": 4, "targets": SHARED},
    "dora": {"rank": 4, "dora": True, "targets": SHARED},
    "ia3": {"name": "ia3", "targets": SHARED},
    "bottleneck": {"name": "bottleneck", "rank": 4, "placement": "parallel"},
    "layers": {"name": "layers", "targets": SHARED},
}
PROMPTS = [range(10, 20), range(30, 35), range(50, 58), range(70, 90), range(5, 12), range(9, 14)]
each = pytest.mark.parametrize("architecture", list(EXPERTS))


@each
def test_a_block_of_experts_is_found(architecture):
    (_, second) = blocks(tiny_model(architecture))
    assert second.mlp == "model.layers.1.mlp"
    last = {"qwen2_moe": "model.layers.1.mlp.shared_expert_gate"}.get(architecture)
    assert second.mlp_close == last


@each
@pytest.mark.parametrize("dora", [False, True])
def test_lora_goes_to_peft_and_comes_back_and_merges(tmp_path, architecture, dora):
    targets = SHARED if architecture == "qwen2_moe" else ["q_proj", "o_proj"]
    settings = AdapterSettings(rank=4, targets=targets, dora=dora)
    model = tiny_model(architecture)
    adapter, base = trained(model, settings), logits(tiny_model(architecture))
    adapter.save(tmp_path, "tiny")
    theirs = peft(PeftModel.from_pretrained, tiny_model(architecture), str(tmp_path))
    expected = peft(logits, theirs)
    assert (expected - base).abs().max() > 0.01
    torch.testing.assert_close(logits(model), expected, rtol=1e-5, atol=1e-5)
    adapter.merge()
    torch.testing.assert_close(logits(model), expected, rtol=1e-4, atol=1e-4)

    config = LoraConfig(r=4, lora_alpha=8, target_modules=targets, use_dora=dora)
    theirs = peft(get_peft_model, tiny_model(architecture), config)
    torch.manual_seed(3)
    with torch.no_grad():
        for name, weight in theirs.named_parameters():
            if "lora_" in name:
                weight += 0.1 * torch.randn_like(weight)
    peft(theirs.save_pretrained, str(tmp_path / "theirs"))
    again = tiny_model(architecture)
    load_adapter(again, tmp_path / "theirs")
    torch.testing.assert_close(logits(again), peft(logits, theirs), rtol=1e-5, atol=1e-5)


@pytest.fixture(scope="module")
def base():
    return tiny_base("qwen2_moe")


@pytest.fixture(scope="module")
def adapters(base, tmp_path_factory):
    held = AdapterSet(base.model)
    for name, keys in KINDS.items():
        folder = tmp_path_factory.mktemp(name)
        trained(tiny_base("qwen2_moe").model, AdapterSettings(**keys), 1, 0.3).save(folder, "tiny")
        held.add(name, folder)
    return held


def test_requests_of_unlike_adapters_share_a_batch(base, adapters):
    strengths = [{kind: 1.0} for kind in KINDS] + [{}]
    mixtures = [adapters.mixture(own) for own in strengths]
    requests = list(zip(PROMPTS, mixtures, strict=True))
    alone = [answers(base, [request], 8)[0] for request in requests]
    assert len({tuple(answer) for answer in alone}) == len(requests)
    assert answers(base, requests, 8) == alone


@torch.no_grad()
def test_the_rows_of_a_layer_that_sees_them_as_one_are_told_apart(base, adapters):
    """Each row's logits are those of the row under its own adapter over the whole batch."""
    mixtures = [adapters.mixture({"lora": 1.0}), adapters.mixture({"dora": 0.5, "ia3": 1.5})]
    expected = []
    for row, mixture in enumerate(mixtures):
        use(base.model, mixture)
        expected.append(logits(base.model)[row])
    use(base.model, by_rows(mixtures))
    torch.testing.assert_close(logits(base.model), torch.stack(expected), rtol=1e-5, atol=1e-5)
    assert (expected[0] - logits(base.model)[1]).abs().max() > 0.01
    use(base.model, [Share(s.slot, s.strength, s.rows) for s in by_rows(mixtures)])
    with pytest.raises(ModelError, match="sees the rows of a batch as one"):
        logits(base.model)
    use(base.model, ())


def test_trained_experts_stand_alone():
    """Experts take a choice and routers give one, so a copy is used whole or not at all."""
    settings = AdapterSettings(name="layers", targets=["layers.1.mlp"])
    model = tiny_model("mixtral")
    before = logits(model)
    adapter = attach_adapter(model, settings, 0)
    assert torch.equal(logits(model), before)
    weights = adapter.parameters()
    assert {name.rpartition(".mlp.")[2] for name in weights} == {
        "gate.weight",
        "experts.gate_up_proj",
        "experts.down_proj",
    }
    with torch.no_grad():
        for weight in weights.values():
            weight += 0.1 * torch.randn(weight.shape, generator=torch.Generator().manual_seed(1))
    expected = tiny_model("mixtral")
    expected.load_state_dict(
        {k.removeprefix("base_model.model."): w for k, w in weights.items()}, strict=False
    )
    assert torch.equal(logits(model), logits(expected))
    for mixture in [(Share("default", 0.5),), (Share("default", rows=(0,), of=len(IDS)),)]:
        use(model, mixture)
        with pytest.raises(ModelError, match="Serve this adapter alone"):
            logits(model)
    adapter.enabled(False)
    assert torch.equal(logits(model), before)
