"""Rows of the two methods: what is trained, what is refused, and where it stands."""

import pytest

from lekalo.core.errors import DataError
from lekalo.core.interfaces import METHODS
from lekalo.core.records import Document, Example, Message, Where
from lekalo.core.settings import MethodSettings
from support.tiny import tiny_base

CHAT = Example(
    (
        Message("user", "Где заказ?"),
        Message("assistant", "В пути."),
        Message("user", "Thanks"),
        Message("assistant", "Welcome!"),
    ),
    Where("chats.jsonl", 3),
)


def _rows(name, records, **settings):
    base = tiny_base()
    method = METHODS.get(name)(MethodSettings(name=name, **settings))
    return base, list(method.rows(records, base.renderer))


def _trained_text(base, row):
    return base.tokenizer.decode(row.tokens[row.trained], skip_special_tokens=False)


@pytest.mark.parametrize(
    ("train_on", "expected"),
    [
        ("answers", "В пути.<|im_end|>Welcome!<|im_end|>"),
        ("last_answer", "Welcome!<|im_end|>"),
    ],
)
def test_sft_trains_on_the_answers_with_their_end(train_on, expected):
    base, (row,) = _rows("sft", [CHAT], train_on=train_on)
    assert _trained_text(base, row).replace("\n", "") == expected
    assert str(row.where) == "chats.jsonl:3"


def test_sft_on_all_and_pretrain_train_every_token_but_the_first():
    for name, settings in (("sft", {"train_on": "all"}), ("pretrain", {})):
        _, (row,) = _rows(name, [CHAT], **settings)
        assert not row.trained[0] and row.trained[1:].all()


def test_pretrain_takes_documents():
    base, (row,) = _rows("pretrain", [Document("Жили-были."), Document("")][:1])
    assert tuple(row.tokens) == base.renderer.text("Жили-были.")


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (Document("text", Where("book.txt", 1)), r"book\.txt:1 is a document"),
        (Example((Message("user", "?"),), Where("a.jsonl", 7)), r"a\.jsonl:7 has nothing to train"),
    ],
)
def test_what_sft_cannot_learn_from_is_named(record, said):
    with pytest.raises(DataError, match=said):
        _rows("sft", [record])
