"""The manifest: everything that made one version, each part by its content hash.

A `ManifestDraft` is what a run knows; the registry adds the number, the time, the person
and the files' addresses, and gives a `Manifest`. What made a version never changes;
`verdict` and `accepted` are filled at promotion, and what is accepted stays for good.
It leaves out the files themselves: they are in the store under the hashes given here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    model_serializer,
)

from lekalo import __version__
from lekalo.core.findings import finding_from_json, finding_json
from lekalo.core.hashing import hash_json
from lekalo.core.recipe import Recipe
from lekalo.core.records import Finding, Interval, Language, SuiteKind, SuiteResult, Verdict
from lekalo.core.settings import Quantise

_JUDGEMENT = {"verdict", "accepted"}


def _read_finding(value: Any) -> Any:
    return finding_from_json(value) if isinstance(value, Mapping) else value


def _read_verdict(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return Verdict(**{**value, "reasons": tuple(map(_read_finding, value["reasons"]))})


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    return {**asdict(verdict), "reasons": [finding_json(reason) for reason in verdict.reasons]}


# A finding has one JSON shape everywhere, so also in a manifest.
_Finding = Annotated[Finding, BeforeValidator(_read_finding), PlainSerializer(finding_json)]
_Verdict = Annotated[Verdict, BeforeValidator(_read_verdict), PlainSerializer(_verdict_json)]


class Part(BaseModel):
    """A frozen part of a manifest, strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BasePart(Part):
    """The base model: how it was named, the hash of its weights, config and tokenizer, and how
    its linear layers are held in memory."""

    ref: str
    hash: str
    quantise: Quantise = "none"

    def same(self, other: BasePart) -> bool:
        """Whether both give the same answers, wherever they are."""
        return (self.hash, self.quantise) == (other.hash, other.quantise)

    @model_serializer(mode="wrap")
    def _as_it_was(self, plain: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A base held whole is written as before there was a choice, so that its hash stays."""
        values: dict[str, Any] = plain(self)
        return {k: v for k, v in values.items() if (k, v) != ("quantise", "none")}


class AdapterPart(Part):
    """The trained weights: the address of their folder in the store, and their kind."""

    hash: str
    kind: str


class DatasetPart(Part):
    """What was learned from: one hash over all rows, their number, and the files' names."""

    hash: str
    rows: int = Field(ge=0)
    files: tuple[str, ...] = ()


class PromptPart(Part):
    """The system message of every chat."""

    system: str
    hash: str

    @classmethod
    def of(cls, system: str) -> PromptPart:
        """The part for this system message."""
        return cls(system=system, hash=hash_json(system))


class FilesPart(Part):
    """Files kept with the version: the address of their folder in the store, their names."""

    hash: str
    files: tuple[str, ...]


class RecipePart(Part):
    """Every value of the recipe, defaults included."""

    hash: str
    values: dict[str, Any]

    @classmethod
    def of(cls, recipe: Recipe) -> RecipePart:
        """The part for this recipe; its hash is the recipe's own."""
        return cls(hash=recipe.hash, values=recipe.model_dump(mode="json"))


class CodePart(Part):
    """The program that made the version."""

    version: str = __version__


class Metric(Part):
    """One suite's figure with its interval; the answers stay in the run's report."""

    suite: str
    kind: SuiteKind
    suite_hash: str
    interval: Interval

    @classmethod
    def of(cls, result: SuiteResult) -> Metric:
        """The summary of a suite's result."""
        return cls(
            suite=result.suite,
            kind=result.kind,
            suite_hash=result.suite_hash,
            interval=result.interval,
        )


class Acceptance(Part):
    """A finding that a person let pass, and why."""

    code: str = Field(min_length=1)
    because: str = Field(min_length=1)
    who: str = ""
    when: str = ""


class ManifestDraft(Part):
    """What a run knows of the version that it made."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")
    why: str = ""
    base: BasePart
    dataset: DatasetPart | None = None
    prompt: PromptPart
    recipe: RecipePart
    code: CodePart = CodePart()
    metrics: tuple[Metric, ...] = ()
    findings: tuple[_Finding, ...] = ()
    accepted: tuple[Acceptance, ...] = ()
    verdict: _Verdict | None = None
    run: str = ""
    step: int | None = Field(None, ge=0)


class Manifest(ManifestDraft):
    """A numbered version's whole record."""

    format: Literal[1] = 1
    number: int = Field(ge=1)
    created: str
    who: str
    adapter: AdapterPart | None = None
    policy: FilesPart | None = None
    knowledge: FilesPart | None = None

    @property
    def language(self) -> Language:
        """What its recipe speaks to people in."""
        return "ru" if self.recipe.values.get("language") == "ru" else "en"

    @property
    def ref(self) -> str:
        """`name@number`."""
        return f"{self.name}@{self.number}"

    @property
    def hash(self) -> str:
        """The content hash of what made the version; the later judgement is left out."""
        return hash_json(self.model_dump(mode="json", exclude=_JUDGEMENT))
