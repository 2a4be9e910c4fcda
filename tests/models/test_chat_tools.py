"""Tools through real templates: what transformers renders, cut so that a call is an answer."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from transformers.utils.chat_template_utils import render_jinja_template

from lekalo.core.errors import DataError, ModelError
from lekalo.core.records import Message, ToolCall
from lekalo.models.chat import Renderer
from support.real import TEMPLATES, real_tokenizer, template_source
from support.tiny import CHATML, tiny_tokenizer

# Those of the 44 that write declared tools, calls and results; read off the templates by eye.
KNOW_TOOLS = {
    "qwen2.5-instruct",
    "Qwen-Qwen2.5-7B-Instruct",
    "Qwen-Qwen2.5-Math-7B-Instruct",
    "Qwen-Qwen3-Coder-30B-A3B-Instruct",
    "NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use",
}
# It writes a call without the text before it, so a turn that has both is refused.
DROPS_TEXT = "NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use"
TOOL = {
    "type": "function",
    "function": {
        "name": "order_status",
        "description": "Где заказ",
        "parameters": {"type": "object", "properties": {"number": {"type": "integer"}},
                       "required": ["number"]},
    },
}  # fmt: skip
TOOLS = json.dumps([TOOL], ensure_ascii=False)
CALL = ToolCall("order_status", '{"number": 17}')
CHAT = (
    Message("user", "Где заказ 17?"),
    Message("assistant", "Сейчас посмотрю.", (CALL, ToolCall("order_status", '{"number": 18}'))),
    Message("tool", "в пути", name="order_status"),
    Message("tool", "вручён", name="order_status"),
    Message("assistant", "Первый в пути, второй вручён."),
    Message("user", "А 19?"),
    Message("assistant", "", (ToolCall("order_status", '{"number": 19}'),)),
)
SILENT = (CHAT[0], replace(CHAT[1], content=""), *CHAT[2:])
by_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)


def as_transformers_takes(message: Message) -> dict:
    given = {"role": message.role, "content": message.content}
    if message.name:
        given["name"] = message.name
    if message.tool_calls:
        given["tool_calls"] = [
            {"type": "function", "function": {"name": c.name, "arguments": json.loads(c.arguments)}}
            for c in message.tool_calls
        ]
    return given


@by_template
def test_a_template_writes_tools_as_transformers_does_or_refuses_them(path):
    renderer = Renderer(real_tokenizer("mistral_v0.2"), template_source(path))
    if path.stem not in KNOW_TOOLS:
        with pytest.raises(ModelError):
            renderer.spans(CHAT, TOOLS)
        return
    chat = SILENT if path.stem == DROPS_TEXT else CHAT
    rendered, _ = render_jinja_template(
        [[as_transformers_takes(message) for message in chat]],
        chat_template=template_source(path),
        tools=[TOOL],
        bos_token="<s>",
        eos_token="</s>",
    )
    spans = renderer.spans(chat, TOOLS)
    assert "".join(span.text for span in spans) == rendered[0]
    both, said, last = [span.text for span in spans if span.answer]
    assert both.count("order_status") == 2 and "17" in both and "18" in both
    assert both.strip().startswith("<tool_call>" if chat is SILENT else "Сейчас посмотрю.")
    assert both.endswith("</tool_call><|im_end|>") and both.count("<|im_end|>") == 1
    assert said == "Первый в пути, второй вручён.<|im_end|>"
    assert last.count("order_status") == 1 and "19" in last and last.endswith("<|im_end|>")
    assert "вручён" not in both + last


@by_template
def test_the_prompt_before_a_call_is_the_beginning_of_its_row(path):
    if path.stem not in KNOW_TOOLS:
        pytest.skip("it knows no tools")
    renderer = Renderer(real_tokenizer("gpt2"), template_source(path))
    row = renderer.row(SILENT, tools=TOOLS)
    for turns in (1, 4, 6):
        prompt = renderer.prompt(SILENT[:turns], TOOLS)
        assert row.tokens[: len(prompt)] == prompt
        assert row.trained[len(prompt)] and not row.trained[len(prompt) - 1]


def test_a_text_that_a_template_drops_beside_a_call_is_refused():
    path = next((path for path in TEMPLATES if path.stem == DROPS_TEXT), None)
    if path is None:
        pytest.skip("the real templates are not beside the project")
    with pytest.raises(ModelError, match="once and whole"):
        Renderer(tiny_tokenizer(), template_source(path)).spans(CHAT, TOOLS)


def test_tools_that_are_declared_and_never_called_are_not_lost():
    chat = (Message("user", "Hi"), Message("assistant", "Hello"))
    with pytest.raises(ModelError, match="knows no tools"):
        Renderer(tiny_tokenizer(), CHATML).row(chat, tools=TOOLS)


def test_arguments_that_a_template_leaves_out_are_refused():
    careless = (
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}"
        "{% for c in m.tool_calls or [] %}{{ c.function.name }}{% endfor %}<|im_end|>\n"
        "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
    renderer = Renderer(tiny_tokenizer(), careless)
    with pytest.raises(ModelError, match="arguments of a call"):
        renderer.spans(CHAT[:2])
    bare = (CHAT[0], Message("assistant", "", (ToolCall("ping", "{}"),)))
    assert [span.text for span in renderer.spans(bare) if span.answer] == ["ping<|im_end|>"]


@pytest.mark.parametrize(
    ("message", "tools"),
    [
        (Message("assistant", "", (ToolCall("f", '{"a": "<|im_end|>"}'),)), ""),
        (Message("assistant", "", (ToolCall("<|im_end|>", "{}"),)), ""),
        (Message("assistant", "fine"), TOOLS.replace("Где заказ", "<|im_end|>")),
    ],
)
def test_a_mark_of_the_base_inside_a_tool_is_refused(message, tools):
    with pytest.raises(DataError, match="mark of its own"):
        Renderer(tiny_tokenizer(), CHATML).row((Message("user", "Hi"), message), tools=tools)


def test_an_answer_of_weight_zero_is_read_and_not_trained():
    renderer = Renderer(tiny_tokenizer(), CHATML)
    turns = [Message("user", "a"), Message("assistant", "wrong"),
             Message("user", "b"), Message("assistant", "right")]  # fmt: skip
    whole = renderer.row(turns)
    turns[1] = Message("assistant", "wrong", learn=False)
    row = renderer.row(turns)
    assert row.tokens == whole.tokens
    first = len(renderer.prompt(turns[:1]))
    second = len(renderer.prompt(turns[:3]))
    assert any(whole.trained[first:second]) and not any(row.trained[:second])
    assert row.trained[second:] == whole.trained[second:]
