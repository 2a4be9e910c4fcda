"""Adapters of unlike kinds in one batch of one decoder, each answering as it does alone."""

import pytest
import torch

from lekalo.core.errors import ModelError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import attach_adapter
from lekalo.models.adapters.switch import AdapterSet
from support.adapters import answers
from support.tiny import tiny_base

KINDS = {
    "prompt": {"name": "prompt", "tokens": 3},
    "prefix": {"name": "prefix", "tokens": 2},
    "lora": {"rank": 4},
    "dora": {"rank": 2, "dora": True, "targets": ["q_proj", "lm_head"]},
}
PROMPTS = [range(10, 20), range(30, 35), range(50, 58), range(70, 90), range(5, 12)]


@pytest.fixture(scope="module")
def base():
    return tiny_base(tie_word_embeddings=False)


@pytest.fixture(scope="module")
def adapters(base, tmp_path_factory):
    held = AdapterSet(base.model)
    for name, keys in KINDS.items():
        folder = tmp_path_factory.mktemp(name)
        made = attach_adapter(
            tiny_base(tie_word_embeddings=False).model, AdapterSettings(**keys), 1
        )
        generator = torch.Generator().manual_seed(3)
        with torch.no_grad():
            for weight in made.parameters().values():
                weight += 0.3 * torch.randn(weight.shape, generator=generator)
        made.save(folder, base.ref)
        held.add(name, folder)
    return held


def test_unlike_adapters_share_a_batch(base, adapters):
    strengths = [{"prompt": 1.0}, {"lora": 0.5, "dora": 1.5}, {"prefix": 1.0, "lora": 1.0}, {}]
    strengths.append({"dora": 1.0})
    mixtures = [adapters.mixture(own) for own in strengths]
    requests = list(zip(PROMPTS, mixtures, strict=True))
    alone = [answers(base, [request], 10)[0] for request in requests]
    assert len({tuple(answer) for answer in alone}) == len(requests)
    assert answers(base, requests, 10) == alone
    (bare,) = answers(tiny_base(tie_word_embeddings=False), [(PROMPTS[3], None)], 10)
    assert alone[3] == bare


@pytest.mark.parametrize("strengths", [{"prompt": 0.5}, {"prompt": 1.0, "prefix": 1.0}])
def test_a_soft_prompt_has_no_strength_and_stands_alone(adapters, strengths):
    with pytest.raises(ModelError, match="prompt is a soft prompt"):
        adapters.mixture(strengths)
