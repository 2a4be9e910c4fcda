"""What a reference opens: versions at strengths and in combinations, beside what is served."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lekalo.cli.main import app
from lekalo.core.errors import NotFoundError, UserError
from lekalo.core.records import Message
from lekalo.evaluation.subject import answer
from lekalo.references import open_ref
from serving.homes import QUESTION, Home, add_full, add_lora, make_home, promote

ASKED = [Message("user", QUESTION[0]["content"])]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = make_home(tmp_path_factory.mktemp("references"))
    promote(made, add_lora(made, "letters", seed=1))
    add_lora(made, "faq", seed=2)
    add_full(made, "whole", seed=4)
    return made


def _text(home: Home, ref: str) -> str:
    return answer(open_ref(home.registry.home, ref), ASKED).text


def test_strength_one_is_the_version_and_none_the_base(home: Home) -> None:
    assert open_ref(home.registry.home, "letters:1").label == "letters@1"
    assert _text(home, "letters@live:1.0") == _text(home, "letters") == home.expected("letters@1")
    assert _text(home, "letters@1:0") == home.expected("tiny-base")
    assert _text(home, "letters@1:0.5") not in (_text(home, "letters"), _text(home, "letters:0"))


def test_the_base_is_bare_after_a_blend_and_its_figures_are_its_own(home: Home) -> None:
    blend = open_ref(home.registry.home, "letters:0.7+faq@1:0.3")
    assert blend.label == "letters@1:0.7+faq@1:0.3"
    first = answer(blend, ASKED).text
    assert answer(blend, ASKED).text == first
    assert len(list(blend.base.model.modules())) == len(list(home.models["tiny-base"].modules()))
    other = open_ref(home.registry.home, "letters:0.3+faq@1:0.7")
    plain = open_ref(home.registry.home, "letters")
    assert len({blend.hash, other.hash, plain.hash}) == 3


@pytest.mark.parametrize(
    ("ref", "sentence"),
    [("letters:3", "no strength"), ("whole@1:0.5", "trained whole"), ("letters+", "no name")],
)
def test_nonsense_gets_a_sentence(home: Home, ref: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        open_ref(home.registry.home, ref)


@pytest.mark.parametrize(
    ("ref", "sentence"),
    [
        ("desk@1", "no assistant 'desk'.*faq, letters, whole"),
        ("leters@live", "did you mean 'letters'"),
        ("letters@7", "no letters@7. There are: letters@1"),
        ("desk@1:0.5", "no assistant 'desk'"),
    ],
)
def test_a_version_that_is_not_there_is_no_missing_base(
    home: Home, ref: str, sentence: str
) -> None:
    with pytest.raises(NotFoundError, match=sentence):
        open_ref(home.registry.home, ref)


def test_the_commands_take_a_blend_and_say_its_ref(home: Home, tmp_path: Path) -> None:
    place = ["--home", str(home.registry.home)]
    asked = CliRunner().invoke(app, ["ask", "letters:0.5", ASKED[0].content, "--json", *place])
    assert asked.exit_code == 0, asked.output
    reply = json.loads(asked.stdout)
    assert reply["version"] == "letters@1:0.5"
    assert reply["answer"] == _text(home, "letters@1:0.5")
    out = str(tmp_path / "out")
    with pytest.raises(UserError, match="one by one"):
        arguments = ["export", "letters:0.5", "--out", out, *place]
        CliRunner().invoke(app, arguments, catch_exceptions=False)
