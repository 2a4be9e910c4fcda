"""DoRA, rsLoRA, ranks by layer, the head and the embeddings: against PEFT both ways, against
the formula in float64, and the base's own card."""

import json
import math

import pytest
import torch
from peft import LoraConfig as PeftConfig
from peft import PeftModel, get_peft_model

from lekalo.core.errors import ModelError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter, load_adapter
from lekalo.models.adapters._linear import LoraLinear, LowRank
from lekalo.models.adapters._mix import Share, adapted, use
from lekalo.models.base import load_base, save_base
from support.adapters import logits, peft, trained
from support.tiny import tiny_base, tiny_model

KINDS = {
    "rslora": {"rslora": True, "rank": 8},
    "dora": {"dora": True},
    "ranks": {"rank_pattern": {"layers.1.self_attn.q_proj": 2, "down_proj": 6}},
    "alphas": {"alpha_pattern": {"q_proj": 1.0}, "rslora": True},
    "head": {"targets": ["lm_head", "v_proj"]},
    "embeddings": {"targets": ["embed_tokens", "q_proj"]},
    "all": {
        "targets": ["embed_tokens", "lm_head", "o_proj"],
        "dora": True,
        "rslora": True,
        "rank_pattern": {"lm_head": 3},
    },
}
CASES = [(kind, "llama") for kind in KINDS] + [("dora", "phi3"), ("embeddings", "gemma3_text")]


def _trained(model, **settings):
    return trained(model, AdapterSettings(**{"rank": 4, "alpha": 8, **settings}))


def _untied(architecture="llama"):
    return tiny_model(architecture, tie_word_embeddings=False)


@pytest.mark.parametrize("kind", KINDS)
def test_at_the_start_the_output_is_the_bases(kind):
    model = _untied()
    adapter = attach_adapter(model, AdapterSettings(**KINDS[kind] | {"rank": 4}), 0)
    torch.testing.assert_close(logits(model), logits(_untied()), rtol=1e-6, atol=1e-6)
    adapter.detach()
    assert torch.equal(logits(model), logits(_untied()))


@pytest.mark.parametrize(("kind", "architecture"), CASES)
def test_peft_loads_what_we_save_and_merging_changes_nothing(tmp_path, kind, architecture):
    model = _untied(architecture)
    adapter = _trained(model, **KINDS[kind])
    adapter.save(tmp_path, "tiny")
    ours = logits(model)
    assert (ours - logits(_untied(architecture))).abs().max() > 0.05
    theirs = peft(PeftModel.from_pretrained, _untied(architecture), str(tmp_path))
    torch.testing.assert_close(ours, logits(theirs), rtol=1e-5, atol=1e-5)
    adapter.merge()
    assert not adapted(model)
    torch.testing.assert_close(logits(model), ours, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("kind", "architecture"), CASES)
def test_we_load_what_peft_saves(tmp_path, kind, architecture):
    settings = AdapterSettings(**{"rank": 4, "alpha": 8, **KINDS[kind]})
    whole = settings.targets == "all-linear"
    config = PeftConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,
        target_modules="all-linear" if whole else settings.targets,
        use_rslora=settings.rslora,
        use_dora=settings.dora,
        rank_pattern=settings.rank_pattern,
        alpha_pattern=settings.alpha_pattern,
        init_lora_weights=False,
        task_type="CAUSAL_LM",
    )
    torch.manual_seed(0)
    theirs = peft(get_peft_model, _untied(architecture), config)
    with torch.no_grad():  # magnitudes away from the norms, too
        for name, weight in theirs.named_parameters():
            if "lora_magnitude" in name:
                weight.mul_(1 + 0.2 * torch.rand_like(weight))
            elif "lora_" in name:
                weight.mul_(0.3)
    expected = logits(theirs)
    peft(theirs.save_pretrained, str(tmp_path))
    model = _untied(architecture)
    load_adapter(model, tmp_path)
    torch.testing.assert_close(logits(model), expected, rtol=1e-5, atol=1e-5)


def _exact(x, weight, bias, a, b, m, scale):
    """DoRA's output with the norm a constant, in float64, by autograd."""
    whole = weight + scale * b @ a
    norm = whole.detach().norm(dim=1)
    return x @ ((m / norm)[:, None] * whole).T + bias


def test_doras_hand_written_step_is_the_papers():
    torch.manual_seed(0)
    base = torch.nn.Linear(6, 5).requires_grad_(False)
    layer = LoraLinear(base)
    m = base.weight.norm(dim=1) * 1.3
    layer.updates["x"] = update = LowRank(torch.randn(3, 6), torch.randn(5, 3), 0.7, 0.0, m)
    layer.share((Share("x"),))
    x = torch.randn(2, 4, 6, requires_grad=True)
    given = torch.randn(2, 4, 5)
    own = torch.autograd.grad((layer(x) * given).sum(), [x, update.a, update.b, update.magnitude])
    exact = [t.detach().double().requires_grad_() for t in (x, update.a, update.b, m)]
    out = _exact(exact[0], base.weight.double(), base.bias.double(), *exact[1:], 0.7)
    torch.testing.assert_close(layer(x).double(), out, rtol=1e-5, atol=1e-5)
    for mine, theirs in zip(own, torch.autograd.grad((out * given).sum(), exact), strict=True):
        torch.testing.assert_close(mine.double(), theirs, rtol=1e-4, atol=1e-4)


def test_doras_dropout_is_pefts(tmp_path):
    model = _untied()
    _trained(model, rank=4, alpha=8, dora=True, dropout=0.3).save(tmp_path, "tiny")
    theirs = peft(PeftModel.from_pretrained, _untied(), tmp_path).train()
    # one layer each, in one state of the random numbers, so that both drop the same
    mine = next(m for m in model.modules() if isinstance(m, LoraLinear))
    path = next(p for p, m in model.named_modules() if m is mine)
    other = theirs.base_model.model.get_submodule(path)
    x = torch.randn(2, 5, mine.in_features)
    for layer in (mine.train(), other):
        torch.manual_seed(4)
        layer.seen = layer(x)
    assert not torch.allclose(mine.seen, mine.eval()(x), atol=1e-3)
    torch.testing.assert_close(mine.seen, other.seen, rtol=1e-5, atol=1e-5)


def test_a_dora_in_evaluation_follows_weights_that_change():
    """The norm is kept between tokens, and never beyond a step of the optimizer."""
    model = _untied()
    adapter = _trained(model, dora=True)
    before = logits(model)
    with torch.no_grad():
        for weight in adapter.parameters().values():
            weight += 0.05
    after = logits(model)
    adapter.enabled(True)
    assert not torch.allclose(before, after, atol=1e-3)
    assert torch.equal(after, logits(model))


def test_rows_with_loras_and_doras_answer_as_each_alone(tmp_path):
    shared = _untied()
    for slot, kind in {"a": "all", "b": "head", "c": "dora"}.items():
        (tmp_path / slot).mkdir()
        _trained(_untied(), **KINDS[kind]).save(tmp_path / slot, "tiny")
        load_adapter(shared, tmp_path / slot, slot=slot)
    use(shared, (Share("a", rows=(1,)), Share("b", 0.5, rows=(0,)), Share("c", rows=(0,))))
    mixed = logits(shared)
    use(shared, (Share("b", 0.5), Share("c")))
    torch.testing.assert_close(mixed[0], logits(shared)[0], rtol=1e-5, atol=1e-5)
    use(shared, (Share("a"),))
    torch.testing.assert_close(mixed[1], logits(shared)[1], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("target", ["embed_tokens", "lm_head"])
def test_merging_one_of_two_tied_matrices_parts_them(tmp_path, target):
    base = tiny_base(tie_word_embeddings=True)
    adapter = _trained(base.model, targets=[target])
    before = logits(base.model)
    assert (before - logits(tiny_model(tie_word_embeddings=True))).abs().max() > 0.05
    adapter.merge()
    torch.testing.assert_close(logits(base.model), before, rtol=1e-4, atol=1e-4)
    save_base(base, tmp_path)
    again = load_base(str(tmp_path)).model
    torch.testing.assert_close(logits(again), before, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"rank": 33}, r"rank 33 is above the size of \S+q_proj, which is 32 x 32.*at most 32"),
        ({"rank_pattern": {"q_prj": 2}}, r"rank_pattern names 'q_prj'.*did you mean 'q_proj'"),
        ({"alpha_pattern": {"lm_head": 2}}, r"alpha_pattern names 'lm_head'"),
        ({"alpha_pattern": {"q_(proj": 2}}, r"'q_\(proj' is no pattern"),
        ({"targets": ["embed_token"]}, r"'embed_token'.*did you mean 'embed_tokens'"),
    ],
)
def test_what_does_not_fit_the_base_is_refused_by_name(settings, sentence):
    with pytest.raises(ModelError, match=sentence):
        attach_adapter(_untied(), AdapterSettings(**settings), 0)


def test_an_adapter_of_another_base_of_the_same_shape_is_refused(tmp_path):
    """Two bases of one shape: nothing but the hash that is kept beside can tell."""
    base, other = tiny_base(seed=0), tiny_base(seed=1)
    _trained(base.model).save(tmp_path, base.ref)
    with pytest.raises(ModelError, match=r"made above another base: tiny:llama \(\w{12}\)"):
        load_adapter(other.model, tmp_path)
    load_adapter(tiny_base(seed=0).model, tmp_path)
    load_adapter(tiny_model(seed=1), tmp_path)  # whose it is is not known: shapes alone tell
    (tmp_path / "lekalo.json").write_text("[]")
    with pytest.raises(ModelError, match="not an adapter's card"):
        load_adapter(base.model, tmp_path)


def test_numbers_that_are_not_finite_are_refused(tmp_path):
    """In one batch with others they would spoil the others' rows."""
    adapter = _trained(tiny_model())
    with torch.no_grad():
        next(iter(adapter.parameters().values()))[0, 0] = math.nan
    adapter.save(tmp_path, "tiny")
    with pytest.raises(ModelError, match="not finite"):
        load_adapter(tiny_model(), tmp_path)


def test_targets_that_peft_limited_to_some_layers_are_kept(tmp_path):
    config = PeftConfig(r=2, target_modules=["q_proj"], layers_to_transform=[1])
    peft(get_peft_model, tiny_model(), config).save_pretrained(str(tmp_path))
    model = tiny_model()
    load_adapter(model, tmp_path).save(tmp_path, "tiny")
    saved = json.loads((tmp_path / "adapter_config.json").read_text())
    assert saved["target_modules"] == ["model.layers.1.self_attn.q_proj"]
