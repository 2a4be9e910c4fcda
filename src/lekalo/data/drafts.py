"""Drafts of knowledge-base documents, made of the facts that change in training answers.

    for document in drafts(material): document.title, document.text     # Markdown
    write_drafts(material, Path("knowledge"))

Facts are put together by what their questions are about, each once, with the rows that say it. A
draft is for a person to read and correct: where two answers say different things, both stand there.
Leaves out facts that a question itself gives.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lekalo.core.errors import DataError
from lekalo.core.files import write_text
from lekalo.core.interfaces import Material
from lekalo.core.records import Document, Language, Where
from lekalo.data import checking_words
from lekalo.data.checks._turns import turns
from lekalo.data.checks.volatile_facts import facts_of
from lekalo.data.normalise import normalise
from lekalo.text.concepts import concepts
from lekalo.text.lemmas import first_forms, words
from lekalo.text.synonyms import concept_of
from lekalo.text.volatile import KINDS, Kind

MOST_DOCUMENTS = 30
"""Topics that get a document of their own, the commonest first; others share the last."""
_SOURCES = 3

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "note": "A draft made of training answers. Check and correct each line, then delete this "
        "one.",
        "said": "said in",
        "more": "and {count} more",
        "rest": "Other facts",
        "asked": "Asked as: ",
        "price": "Prices",
        "date": "Dates",
        "term": "Terms",
        "stock": "Stock",
        "phone": "Phone numbers",
        "link": "Links",
        "hours": "Opening hours",
    },
    "ru": {
        "note": "Черновик, собранный из обучающих ответов. Проверьте и исправьте каждую строку, "
        "затем удалите эту.",
        "said": "сказано в",
        "more": "и ещё {count}",
        "rest": "Прочее",
        "asked": "Вопрос: ",
        "price": "Цены",
        "date": "Даты",
        "term": "Сроки",
        "stock": "Наличие",
        "phone": "Телефоны",
        "link": "Ссылки",
        "hours": "Часы работы",
    },
}


@dataclass
class _Fact:
    """A sentence with a fact: how often it is said, where first, and to which question."""

    kind: Kind
    sentence: str
    question: str
    concepts: tuple[str, ...]
    where: list[Where] = field(default_factory=list)
    count: int = 0


def drafts(material: Material) -> Iterator[Document]:
    """A Markdown document for each topic, titled by it; none where no answer has such facts."""
    found = _facts(material)
    names = Counter(name for fact in found for name in set(fact.concepts))
    topics: dict[str, list[_Fact]] = defaultdict(list)
    for fact in found:
        topics[max(fact.concepts, key=lambda n: (names[n], n), default="")].append(fact)
    order = sorted(topics, key=lambda name: (name == "", -len(topics[name]), name))
    own, rest = order[:MOST_DOCUMENTS], order[MOST_DOCUMENTS:]
    if "" in own:
        own, rest = [name for name in own if name], ["", *rest]
    words_ = _WORDS[material.language]
    for name in own:
        yield _document(_title(name, topics[name]), topics[name], words_)
    others = [fact for name in rest for fact in topics[name]]
    if others:
        yield _document(words_["rest"], others, words_)


def write_drafts(material: Material, folder: Path) -> list[Path]:
    """Writes each draft as a new `.md` file of `folder`; raises `DataError`, writing nothing,
    where one is there already."""
    made: dict[Path, str] = {}
    for document in drafts(material):
        path = folder / f"{_slug(document.title)}.md"
        number = 2
        while path in made:
            path = folder / f"{_slug(document.title)}-{number}.md"
            number += 1
        made[path] = document.text
    for path in made:
        if path.exists():
            raise DataError(checking_words.DRAFT_THERE(path=path))
    for path, text in made.items():
        write_text(path, text)
    return list(made)


def _facts(material: Material) -> list[_Fact]:
    """Each sentence once."""
    found: dict[str, _Fact] = {}
    for turn in turns(material):
        for fact in facts_of(turn):
            key = normalise(fact.sentence)
            if key not in found:
                about = tuple(dict.fromkeys(n for n in concepts(turn.question) if n.isalpha()))
                question = " ".join(turn.question.split())[:200]
                found[key] = _Fact(fact.kind, fact.sentence, question, about)
            known = found[key]
            known.count += 1
            if len(known.where) < _SOURCES:
                known.where.append(turn.where)
    return list(found.values())


def _title(name: str, facts: list[_Fact]) -> str:
    """The topic as its questions mostly say it."""
    said = Counter(
        word
        for fact in facts
        for word in words(fact.question)
        if any(concept_of(lemma) == name for lemma in first_forms(word))
    )
    return (said.most_common(1)[0][0] if said else name).capitalize()


def _document(title: str, facts: list[_Fact], words_: dict[str, str]) -> Document:
    lines = [f"# {title}", "", f"> {words_['note']}"]
    for kind in KINDS:
        told = [fact for fact in facts if fact.kind == kind]
        if not told:
            continue
        lines += ["", f"## {words_[kind]}", ""]
        for fact in told:
            lines.append(f"- {fact.sentence}")
            lines.append(f"  ({words_['asked']}{fact.question}; {_sources(fact, words_)})")
    return Document("\n".join(lines) + "\n", facts[0].where[0], title)


def _sources(fact: _Fact, words_: dict[str, str]) -> str:
    said = f"{words_['said']} {', '.join(str(where) for where in fact.where)}"
    more = fact.count - len(fact.where)
    return f"{said} {words_['more'].format(count=more)}" if more else said


def _slug(title: str) -> str:
    return "-".join(re.findall(r"[^\W_]+", title.lower()))[:60] or "facts"
