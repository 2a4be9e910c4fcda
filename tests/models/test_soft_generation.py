"""Answers written with soft prompts and prefixes: token for token PEFT's, alone and in one batch
with other adapters."""

import pytest
import torch
from peft import PeftModel

from lekalo.core.errors import ModelError, UserError
from lekalo.core.settings import AdapterSettings
from lekalo.models.adapters import load_adapter
from lekalo.models.adapters._mix import Share, use
from lekalo.models.generate import Decoder, Sampling, generate
from support.adapters import peft, trained
from support.tiny import tiny_base, tiny_model

SETTINGS = {
    "prompt": AdapterSettings(name="prompt", tokens=5),
    "ptuning": AdapterSettings(name="ptuning", tokens=7),
    "prefix": AdapterSettings(name="prefix", tokens=6),
    "lora": AdapterSettings(rank=4),
    "bottleneck": AdapterSettings(name="bottleneck", rank=4),
    "ia3": AdapterSettings(name="ia3"),
    "layers": AdapterSettings(name="layers", targets=["layers.1"]),
}
PROMPTS = [list(range(5, 12)), [60, 61, 70], list(range(90, 130)), [8, 9]]
GREEDY = Sampling(max_tokens=24)


def _saved(folder, architecture, kinds):
    for seed, kind in enumerate(kinds):
        (folder / kind).mkdir()
        trained(tiny_model(architecture), SETTINGS[kind], seed, 0.5).save(folder / kind, "tiny")


def _answers(base, prompts):
    return [list(c.tokens) for c in generate(base, prompts, GREEDY, end_ids=())]


@pytest.mark.parametrize("kind", ["prompt", "ptuning", "prefix"])
@pytest.mark.parametrize("architecture", ["llama", "qwen3", "gemma3_text"])
def test_greedy_answers_are_pefts_token_for_token(tmp_path, kind, architecture):
    _saved(tmp_path, architecture, [kind])
    base = tiny_base(architecture)
    plain = _answers(base, PROMPTS)
    load_adapter(base.model, tmp_path / kind)
    ours = _answers(base, PROMPTS)  # one batch of unlike lengths
    assert ours != plain
    theirs = peft(PeftModel.from_pretrained, tiny_model(architecture), str(tmp_path / kind))
    for prompt, answer in zip(PROMPTS, ours, strict=True):
        ids = torch.tensor([prompt])
        written = peft(
            theirs.generate,
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=GREEDY.max_tokens,
            do_sample=False,
            eos_token_id=None,
            pad_token_id=0,
        )
        assert answer == written[0, len(prompt) :].tolist()


@pytest.mark.parametrize("architecture", ["llama", "gemma3_text"])
def test_every_kind_in_one_batch_answers_as_it_does_alone(tmp_path, architecture):
    _saved(tmp_path, architecture, SETTINGS)
    alone = {"": _answers(tiny_base(architecture), PROMPTS)}
    shared = tiny_base(architecture)
    for kind in SETTINGS:
        single = tiny_base(architecture)
        load_adapter(single.model, tmp_path / kind)
        alone[kind] = _answers(single, PROMPTS)
        load_adapter(shared.model, tmp_path / kind, slot=kind)
    use(shared.model, ())
    decoder, wanted, written = Decoder(shared, end_ids=()), {}, {}
    for turn, kind in enumerate(alone):  # they come one after another, while others are answered
        prompt = turn % len(PROMPTS)
        mixture = (Share(kind),) if kind else ()
        key = decoder.add(PROMPTS[prompt], GREEDY, mixture)
        wanted[key] = alone[kind][prompt]
        if turn % 3 == 2:
            written |= {p.key: list(p.completion.tokens) for p in decoder.step() if p.completion}
    while decoder.busy:
        written |= {p.key: list(p.completion.tokens) for p in decoder.step() if p.completion}
    assert written == wanted
    assert len({tuple(answers[0]) for answers in alone.values()}) > 4  # of eight kinds


def test_the_context_counts_what_stands_before(tmp_path):
    _saved(tmp_path, "llama", ["prefix"])
    base = tiny_base(max_position_embeddings=32)
    load_adapter(base.model, tmp_path / "prefix")
    (answer,) = generate(base, [list(range(5, 20))], Sampling(max_tokens=99), end_ids=())
    assert (answer.prompt_tokens, len(answer.tokens)) == (15, 32 - 15 - 6)
    with pytest.raises(UserError, match="26 tokens, the adapter 6 places more"):
        Decoder(base).add(list(range(5, 31)), GREEDY)


def test_a_request_for_what_cannot_be_mixed_is_refused(tmp_path):
    _saved(tmp_path, "llama", ["prefix", "prompt"])
    base = tiny_base()
    for kind in ("prefix", "prompt"):
        load_adapter(base.model, tmp_path / kind, slot=kind)
    decoder = Decoder(base)
    with pytest.raises(ModelError, match="two soft prompts"):
        decoder.add([5, 6], GREEDY, (Share("prefix"), Share("prompt")))
    with pytest.raises(ModelError, match="no strength but 1"):
        decoder.add([5, 6], GREEDY, (Share("prefix", 0.5),))
    assert not decoder.busy
