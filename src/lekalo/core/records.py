"""The records that pass between the rooms of the house: plain, frozen, free of torch.

Every border between two packages is crossed by one of these and never by a loose
dict or a bare tuple. What is private to one package stays in that package.

    Example, Document         what people bring: chats to learn from, running text
    Pair, Rated               people's choices: one answer over another, an answer good or bad
    Item, Expectation         what an evaluation suite asks
    Completion, Score         what a model answered, and what it was worth
    Finding, Verdict          what a guard or a gate says of it
    Fix                       what a check would do to a row, if asked
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant", "tool"]
ROLES: tuple[Role, ...] = ("system", "user", "assistant", "tool")

Language = Literal["en", "ru"]
"""What a person is spoken to in."""
Severity = Literal["note", "warning", "hold"]
SuiteKind = Literal["target", "golden", "baseline"]
FinishReason = Literal["stop", "length"]
Decision = Literal["release", "hold", "undecided"]


@dataclass(frozen=True, slots=True)
class Where:
    """A place a person can go to: a file and line (1-based), or a named part of a run."""

    file: str = ""
    line: int | None = None
    part: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        return " ".join(piece for piece in (place, self.part) if piece)


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function that the assistant asks for: its name, and its arguments as JSON text."""

    name: str
    arguments: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a chat. `content` is text (pictures are refused at reading) and may be empty
    only where `tool_calls` are not. A `tool` turn carries a call's result; `name` and `call_id`
    say of which call, where the data has them. `learn` is false for an assistant's turn that
    the data gives the weight 0: it is read, and never trained."""

    role: Role
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    name: str = ""
    call_id: str = ""
    learn: bool = True


@dataclass(frozen=True, slots=True)
class Example:
    """One chat to learn from; the loss falls on its assistant turns."""

    messages: tuple[Message, ...]
    where: Where = Where()
    group: str = ""
    """What must stay on one side of a split: a customer, a ticket."""
    meta: Mapping[str, str] = field(default_factory=dict)
    """Other columns that are of use: `author`, `date` (ISO 8601), `label`."""
    tools: str = ""
    """The functions that the assistant may call: a JSON array of OpenAI's tool schemas."""


@dataclass(frozen=True, slots=True)
class Document:
    """One running text, for pretraining or for the knowledge base."""

    text: str
    where: Where = Where()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One choice of a person or a judge: `chosen` is better than `rejected` after `prompt`."""

    prompt: tuple[Message, ...]
    chosen: str
    rejected: str
    where: Where = Where()
    criterion: str = ""
    group: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    """Other columns: `author` (who chose), `first` (`chosen` or `rejected`: which was shown
    first), `policy` (the rule that the rejected one breaks)."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One answer that a person found good or bad, without another to compare with (KTO)."""

    prompt: tuple[Message, ...]
    answer: str
    good: bool
    where: Where = Where()
    group: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)


Record = Example | Document | Pair | Rated


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing an answer must satisfy: a scorer's name and that scorer's options."""

    scorer: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a suite. An answer passes when every expectation scores 1."""

    id: str
    messages: tuple[Message, ...]
    expects: tuple[Expectation, ...]
    where: Where = Where()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote: `text` without special tokens or the stop string it ended on."""

    text: str
    tokens: tuple[int, ...]
    finish_reason: FinishReason
    prompt_tokens: int


@dataclass(frozen=True, slots=True)
class Score:
    """`value` in [0, 1], 1 the best, and one sentence that says why."""

    value: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """A measured share or mean with its confidence interval over `count` items."""

    value: float
    low: float
    high: float
    count: int
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item's answer and its scores, in the order of the item's expectations."""

    item: str
    answer: str
    finish_reason: FinishReason
    scores: tuple[Score, ...]

    @property
    def value(self) -> float:
        """The lowest of the scores: an answer is as good as its worst expectation."""
        return min((score.value for score in self.scores), default=0.0)


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """One suite measured on one model; `interval` is over the items' values."""

    suite: str
    kind: SuiteKind
    suite_hash: str
    interval: Interval
    items: tuple[ItemResult, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a guard, check or gate says; the same record in every place it is shown."""

    code: str
    severity: Severity
    message: str
    remedy: str
    where: tuple[Where, ...] = ()
    figure: float | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """What a check would do to one row: put `record` in its place, or leave it out (None)."""

    where: Where
    code: str
    why: str
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A gate's word on a candidate. `reasons` hold the findings for and against;
    `missing_items` says how many more items would tell, when undecided."""

    decision: Decision
    reasons: tuple[Finding, ...]
    candidate: str = ""
    against: str = ""
    missing_items: int = 0
