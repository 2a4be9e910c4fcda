"""Text while tokens come: whole characters, stop strings kept back, edges taken off."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekalo.models.chat import Renderer
from lekalo.models.stream import TextStream
from support.real import real_tokenizer
from support.tiny import tiny_tokenizer

TEXT = "Привет, мир! 👩‍💻 naïve  два пробела\nстрока."
TINY = Renderer(tiny_tokenizer())
# writes a space before an answer and one after it, as Llama 2 does
EDGED = Renderer(
    tiny_tokenizer(),
    "{% for m in messages %}{% if m.role == 'assistant' %} {{ m.content }} {{ eos_token }}"
    "{% else %}[INST] {{ m.content }} [/INST]{% endif %}{% endfor %}",
)


def pieces(renderer, text, stop=(), ended=True):
    """What `add` and `finish` return for the tokens of `text`, and the stream."""
    stream, shown = TextStream(renderer, stop), []
    tokens = renderer._tokenizer.encode(text, add_special_tokens=False)
    for token in tokens:
        shown.append(stream.add(token))
        if stream.stopped:
            break
    shown.append(stream.finish(ended=ended))
    return shown, stream


@pytest.mark.parametrize("name", ["gpt2", "qwen", "mistral_v0.2", "mistral_v3", "stories260K"])
def test_pieces_make_the_decoded_text(name):
    renderer = Renderer(real_tokenizer(name))
    tokens = renderer._tokenizer.encode(TEXT, add_special_tokens=False)
    shown, stream = pieces(renderer, TEXT)
    assert "".join(shown) == stream.text == renderer.decode(tokens)
    assert not any("\ufffd" in piece for piece in shown)


def test_half_a_character_is_not_shown():
    shown, _ = pieces(TINY, "да")  # two bytes a letter, one token a byte
    assert shown == ["", "д", "", "а", ""]


def test_an_answer_cut_inside_a_character_ends_before_it():
    stream = TextStream(TINY)
    tokens = TINY._tokenizer.encode("да", add_special_tokens=False)
    for token in tokens[:3]:
        stream.add(token)
    stream.finish(ended=False)
    assert stream.text == "д"


def test_bytes_that_are_no_text_do_not_hold_the_rest_back():
    stream = TextStream(TINY)
    ids = TINY._tokenizer.convert_tokens_to_ids
    broken = ids("ÿ")  # the alphabet's letter for byte 0xFF, which UTF-8 never has
    for token in [broken] * 8 + [ids("o"), ids("k")]:
        stream.add(token)
    stream.finish(ended=True)
    assert stream.text.endswith("ok")


@given(
    st.text(st.sampled_from("abc\n я"), max_size=12),
    st.lists(st.text(st.sampled_from("abc\n я"), min_size=1, max_size=3), max_size=3),
)
@settings(max_examples=150, deadline=None)
def test_stop_strings_over_any_tokens(text, stop):
    """The text ends before the first stop string, and nothing shown is ever taken back."""
    shown, stream = pieces(TINY, text, stop)
    first = min((place for s in stop if (place := text.find(s)) >= 0), default=None)
    # of stops that overlap, the one that is completed first ends the answer
    ends = [place + len(s) for s in stop if (place := text.find(s)) >= 0]
    assert stream.stopped == (first is not None)
    if first is None:
        assert "".join(shown) == text
    else:
        head = text[: min(ends)]
        assert "".join(shown) == head[: min(p for s in stop if (p := head.find(s)) >= 0)]
    assert stream.text == "".join(shown)


def test_what_the_template_writes_around_an_answer_is_taken_off():
    assert EDGED.answer_edges == (" ", " ")
    assert pieces(EDGED, " Yes, sir. ")[1].text == "Yes, sir."
    assert pieces(EDGED, "Yes ")[1].text == "Yes"
    # cut off by max_tokens, the last space may be the answer's own
    assert pieces(EDGED, " Yes ", ended=False)[1].text == "Yes "
    # nothing is shown before it is known not to be the template's
    assert pieces(EDGED, " Yes")[0][:2] == ["", "Y"]
