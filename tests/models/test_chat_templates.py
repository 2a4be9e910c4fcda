"""Over 44 real chat templates and ten real tokenizers: exactly the answers with their
end-of-turn are trained, what a prompt says is how its row begins, and BOS stays single.

What each template writes around an answer was read off the templates by eye.
"""

from __future__ import annotations

from itertools import groupby

import pytest
from transformers.utils.chat_template_utils import render_jinja_template

from lekalo.core.records import Message
from lekalo.models.chat import Renderer
from support.real import TEMPLATES, TOKENIZERS, real_tokenizer, template_source
from support.tiny import CHATML, tiny_tokenizer

# name: (between the generation prompt and the answer, the end-of-turn; "" where there is none)
EOS = "EOS"
AROUND = {
    "alpaca": ("", EOS),
    "amberchat": (" ", ""),
    "chatml": ("", "<|im_end|>"),
    "chatqa": (" ", ""),
    "falcon-instruct": (" ", ""),
    "gemma-it": ("", "<end_of_turn>"),
    "granite-3.0-instruct": ("", "<|end_of_text|>"),
    "llama-2-chat": (" ", " " + EOS),
    "llama-3-instruct": ("", "<|eot_id|>"),
    "mistral-instruct": (" ", EOS),
    "openchat-3.5": (" ", "<|end_of_turn|>"),
    "phi-3": ("", "<|end|>"),
    "phi-3-small": ("", "<|end|>"),
    "qwen2.5-instruct": ("", "<|im_end|>"),
    "saiga": ("", EOS),
    "solar-instruct": ("", ""),
    "vicuna": (" ", EOS),
    "zephyr": ("", EOS),
    "NousResearch-Hermes-2-Pro-Llama-3-8B-default": ("", "<|im_end|>"),
    "NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use": ("", "<|im_end|>"),
    "NousResearch-Hermes-3-Llama-3.1-70B-default": ("", "<|im_end|>"),
    "OrionStarAI-Orion-14B-Chat": ("", EOS),
    "Qwen-Qwen2-7B-Instruct": ("", "<|im_end|>"),
    "Qwen-Qwen2-VL-7B-Instruct": ("", "<|im_end|>"),
    "Qwen-Qwen2.5-7B-Instruct": ("", "<|im_end|>"),
    "Qwen-Qwen2.5-Math-7B-Instruct": ("", "<|im_end|>"),
    "Qwen-Qwen3-Coder-30B-A3B-Instruct": ("", "<|im_end|>"),
    "TheBloke-FusionNet_34Bx2_MoE-AWQ": (" ", " " + EOS),
    "abacusai-Fewshot-Metamath-OrcaVicuna-Mistral": ("", EOS),
    "bofenghuang-vigogne-2-70b-chat": (" ", " " + EOS),
    "deepseek-ai-DeepSeek-Coder-V2-Instruct": (" ", EOS),
    "deepseek-ai-DeepSeek-V2.5": ("", "<｜end▁of▁sentence｜>"),
    "deepseek-ai-deepseek-coder-33b-instruct": ("", "\n<|EOT|>"),
    "indischepartij-MiniCPM-3B-OpenHermes-2.5-v2": ("", ""),
    "meetkai-functionary-medium-v3.1": ("", "<|eot_id|>"),
    # its generation prompt ends in ">>>", after which the model names whom it speaks to
    "meetkai-functionary-medium-v3.2": ("all\n", "<|eot_id|>"),
    "microsoft-Phi-3-medium-4k-instruct": ("", "<|end|>"),
    "microsoft-Phi-3-mini-4k-instruct": ("", "<|end|>"),
    "microsoft-Phi-3-small-8k-instruct": ("", "<|end|>"),
    "microsoft-Phi-3.5-mini-instruct": ("", "<|end|>"),
    "microsoft-Phi-3.5-vision-instruct": ("", "<|end|>"),
    "mlabonne-AlphaMonarch-7B": ("", EOS),
    "openchat-openchat-3.5-0106": (" ", "<|end_of_turn|>"),
    "teknium-OpenHermes-2.5-Mistral-7B": ("", "<|im_end|>"),
}
# These write no system message, or refuse one: it is folded into the first user's text.
FOLDED = {"OrionStarAI-Orion-14B-Chat", "microsoft-Phi-3-medium-4k-instruct"}

ANSWERS = ("Open Settings,\nthen Keys.", "Да: 2 ключа — «А» и «Б».")
CHAT = (
    Message("system", "Отвечай кратко."),
    Message("user", "How do I add a key?"),
    Message("assistant", ANSWERS[0]),
    Message("user", "А ещё один? "),
    Message("assistant", ANSWERS[1]),
)
by_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)


def expected_answers(name: str, eos: str) -> list[str]:
    head, end = AROUND[name]
    end = end.replace(EOS, eos) if end else eos
    return [head + answer + end for answer in ANSWERS]


def runs(row) -> list[tuple[int, int]]:
    """[start, end) of each stretch of trained tokens."""
    places = [list(group) for _, group in groupby(range(len(row.trained)), row.trained.__getitem__)]
    return [(group[0], group[-1] + 1) for group in places if row.trained[group[0]]]


def by_transformers(path, chat, **options) -> str:
    # a template for tools only cannot do without them
    tools = [] if path.stem.endswith("tool_use") else None
    rendered, _ = render_jinja_template(
        [[{"role": m.role, "content": m.content} for m in chat]],
        chat_template=template_source(path),
        tools=tools,
        bos_token="<s>",
        eos_token="</s>",
        **options,
    )
    return rendered[0]


def test_every_real_template_is_here():
    if not TEMPLATES:
        pytest.skip("the real templates are not beside the project")
    assert {path.stem for path in TEMPLATES} == set(AROUND)
    assert len(TEMPLATES) == 44


@by_template
def test_spans_lie_end_to_end_in_what_transformers_renders(path):
    tokenizer = real_tokenizer("mistral_v0.2")
    renderer = Renderer(tokenizer, template_source(path))
    chat = list(CHAT)
    if path.stem in FOLDED:
        chat = [Message("user", f"{CHAT[0].content}\n\n{CHAT[1].content}"), *CHAT[2:]]
    if not AROUND[path.stem][1]:
        chat = [Message(m.role, m.content + "</s>") if m.role == "assistant" else m for m in chat]
    rendered = by_transformers(path, chat)
    spans = renderer.spans(CHAT)
    assert "".join(span.text for span in spans) == rendered
    assert [span.text for span in spans if span.answer] == expected_answers(path.stem, "</s>")


@by_template
def test_prompt_is_the_template_s_own(path):
    """In all 44 templates the generation prompt is a beginning of the row it asks for."""
    renderer = Renderer(tiny_tokenizer(), template_source(path))
    chat = [Message("user", "Hi")]
    rendered = by_transformers(path, chat, add_generation_prompt=True)
    tokenizer = tiny_tokenizer()
    expected = tokenizer.encode(rendered, add_special_tokens=False)
    assert list(renderer.prompt(chat)) == expected


@pytest.mark.parametrize("name", TOKENIZERS)
@by_template
def test_exactly_the_answers_are_trained(path, name):
    tokenizer = real_tokenizer(name)
    renderer = Renderer(tokenizer, template_source(path))
    row = renderer.row(CHAT)
    shown = []
    for start, end in runs(row):
        # decoded with what stands before: a SentencePiece decoder drops the first space
        before = tokenizer.decode(row.tokens[:start], clean_up_tokenization_spaces=False)
        whole = tokenizer.decode(row.tokens[:end], clean_up_tokenization_spaces=False)
        assert whole.startswith(before)
        shown.append(whole[len(before) :])
    expected = expected_answers(path.stem, tokenizer.eos_token)
    if name == "stories260K":  # 512 pieces, no Cyrillic: bytes it cannot decode stand for it
        shown, expected = shown[:1], expected[:1]
    if name.startswith(("mistral", "stories")):
        # their decoders write a space for each "▁", and one beside special tokens
        shown = [text.strip(" ") for text in shown]
        expected = [text.replace("▁", " ").strip(" ") for text in expected]
    assert shown == expected
    assert row.tokens[runs(row)[-1][1] - 1] in renderer.end_ids


@pytest.mark.parametrize("name", TOKENIZERS)
@by_template
def test_a_prompt_is_the_beginning_of_its_row_and_bos_is_single(path, name):
    tokenizer = real_tokenizer(name)
    renderer = Renderer(tokenizer, template_source(path))
    row = renderer.row(CHAT)
    for turns, (start, _) in zip((2, 4), runs(row), strict=True):
        assert renderer.prompt(CHAT[:turns]) == row.tokens[:start]
    bos = tokenizer.bos_token
    if bos is not None and bos != tokenizer.eos_token:
        text = "".join(span.text for span in renderer.spans(CHAT))
        assert row.tokens.count(tokenizer.bos_token_id) == text.count(bos)


@pytest.mark.parametrize("name", TOKENIZERS)
def test_rows_are_the_whole_text_s_own_tokens(name):
    """Cutting at the borders changes nothing where the tokenizer's merges respect them, as
    they do in ChatML, whose borders are a line feed before a word, and a special token."""
    tokenizer = real_tokenizer(name)
    renderer = Renderer(tokenizer, CHATML)
    text = "".join(span.text for span in renderer.spans(CHAT))
    assert list(renderer.row(CHAT).tokens) == tokenizer.encode(text, add_special_tokens=False)
