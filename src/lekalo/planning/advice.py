"""Which of the five ways to take: a few stated rules over what the data is.

    prompt      where nothing below is to be done: the text fits into a quarter of what the base
                reads, or there are fewer than 100 examples
    knowledge   documents that do not fit the prompt; beside training, where a tenth of the answers
                carry facts that change, or where the documents are what is trained on
    sft         from 100 examples on
    domain      continued pretraining, from 20 million tokens of text on
    pretrain    from nothing: where the base's tokenizer takes a token for every letter and a half
                (it does not know the writing) or there is no base, and there are 20 tokens of
                text for each weight (Hoffmann et al. 2022, arXiv 2203.15556, table 3)

The numbers are rules of thumb and stand below; what a way is worth on this data is measured
by `lekalo compare` and the suites, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lekalo.planning.facts import Facts

Way = Literal["prompt", "knowledge", "sft", "domain", "pretrain"]
WAYS: tuple[Way, ...] = ("prompt", "knowledge", "sft", "domain", "pretrain")
Verdict = Literal["do", "beside", "no", "cannot"]

PROMPT_SHARE = 0.25
"""Of the base's context: more leaves too little room for the question, and each pays for it."""
SFT_FROM = 100
"""Examples: under it what is learned is those examples and not their manner."""
DOMAIN_FROM = 20_000_000
"""Tokens of text: under it most of the field's terms are met too seldom to be learned."""
TOKENS_A_WEIGHT = 20
LETTERS_A_TOKEN = 1.5
VOLATILE_FROM = 0.1
"""The share of answers with facts that change."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence's name in `words`, and what stands in it."""

    name: str
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Advice:
    """One way: whether to take it, and why; `beside` is along with the one that is taken."""

    way: Way
    verdict: Verdict
    reasons: tuple[Reason, ...]


def advise(told: Facts, weights: int, context: int, *, new_base: bool = False) -> list[Advice]:
    """The five ways in the order of `WAYS`. `weights` are the base's, `context` the tokens that
    it reads; `new_base` where it is to be made from nothing."""
    pretrain = _pretrain(told, weights, new_base)
    domain = _domain(told, instead=pretrain.verdict == "do")
    sft = _sft(told)
    trained = "do" in (pretrain.verdict, domain.verdict, sft.verdict)
    knowledge = _knowledge(told, context, trained)
    alone = not trained and knowledge.verdict != "do"
    return [_prompt(told, context, alone), knowledge, sft, domain, pretrain]


def taken(advice: list[Advice]) -> Way:
    """The way to start with: of those to take, the one that changes the model most, as what
    follows is built on it."""
    return next(one.way for one in reversed(advice) if one.verdict == "do")


def _prompt(told: Facts, context: int, alone: bool) -> Advice:
    if not alone:
        return Advice("prompt", "no", (Reason("prompt-first"),))
    reasons = [Reason("prompt-fits", {"tokens": told.document_tokens, "context": context})]
    if not told.documents:
        reasons = [Reason("prompt-few", {"examples": told.examples, "from": SFT_FROM})]
    return Advice("prompt", "do", tuple(reasons))


def _knowledge(told: Facts, context: int, trained: bool) -> Advice:
    reasons = []
    tokens = told.document_tokens
    if tokens > PROMPT_SHARE * context:
        values = {"documents": told.documents, "tokens": tokens}
        reasons.append(Reason("knowledge-facts" if told.stated else "knowledge-text", values))
    if told.volatile >= VOLATILE_FROM:
        reasons.append(Reason("knowledge-volatile", {"share": told.volatile}))
    if told.fresh:
        reasons.append(Reason("knowledge-fresh", {"share": told.fresh}))
    if reasons:
        return Advice("knowledge", "beside" if trained else "do", tuple(reasons))
    return Advice("knowledge", "no", (Reason("knowledge-fits" if tokens else "knowledge-none"),))


def _sft(told: Facts) -> Advice:
    if not told.examples:
        return Advice("sft", "cannot", (Reason("sft-none", {"from": SFT_FROM}),))
    values = {"examples": told.examples, "from": SFT_FROM}
    if told.examples < SFT_FROM:
        return Advice("sft", "no", (Reason("sft-few", values),))
    alike = (Reason("sft-alike"),) if told.alike else ()
    return Advice("sft", "do", (Reason("sft-enough", values), *alike))


def _domain(told: Facts, *, instead: bool) -> Advice:
    values = {"tokens": told.document_tokens, "from": DOMAIN_FROM}
    if instead:
        return Advice("domain", "no", (Reason("domain-instead"),))
    if not told.document_tokens:
        return Advice("domain", "cannot", (Reason("domain-none"),))
    if told.document_tokens < DOMAIN_FROM:
        return Advice("domain", "no", (Reason("domain-little", values),))
    return Advice("domain", "do", (Reason("domain-enough", values),))


def _pretrain(told: Facts, weights: int, new_base: bool) -> Advice:
    tokens, wanted = told.document_tokens + told.example_tokens, TOKENS_A_WEIGHT * weights
    values = {"tokens": tokens, "wanted": wanted, "weights": weights, "letters": told.letters}
    unknown = 0 < told.letters < LETTERS_A_TOKEN
    if tokens < wanted:
        return Advice("pretrain", "cannot", (Reason("pretrain-little", values),))
    if new_base:
        return Advice("pretrain", "do", (Reason("pretrain-new", values),))
    if unknown:
        return Advice("pretrain", "do", (Reason("pretrain-unknown", values),))
    name = "pretrain-known" if told.letters else "pretrain-again"
    return Advice("pretrain", "no", (Reason(name, values),))
