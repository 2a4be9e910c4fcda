"""What a policy file forbids to say: the `banned` phrases of its rules.

    rules:
      - id: no-promised-dates
        rule: Never promise a day of delivery without data about the order.
        severity: hold
        banned: [we promise, we guarantee]

Leaves out what a rule says in its own words; that is for people, the model and its probes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from lekalo.core.errors import DataError
from lekalo.data import checking_words as words


def banned_phrases(path: Path) -> tuple[str, ...]:
    """The phrases of all rules, in their order, each once; none where the policy is no YAML.
    Raises `DataError` for a file that cannot be read, has no list of rules, or bans something
    other than text."""
    rules = _rules(path) if path.suffix.lower() in (".yaml", ".yml") else []
    found: dict[str, None] = {}
    for number, rule in enumerate(rules, 1):
        phrases = rule.get("banned") if isinstance(rule, dict) else None
        for phrase in [phrases] if isinstance(phrases, str) else phrases or ():
            if not isinstance(phrase, str) or not phrase.strip():
                raise DataError(words.NOT_A_PHRASE(path=path, number=number, phrase=repr(phrase)))
            found[phrase] = None
    return tuple(found)


def _rules(path: Path) -> list[Any]:
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(words.NO_POLICY(path=path)) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = str(error).splitlines()[0]
        raise DataError(words.POLICY_UNREADABLE(path=path, reason=reason)) from error
    rules = read.get("rules") if isinstance(read, dict) else None
    if not isinstance(rules, list):
        raise DataError(words.NO_RULES(path=path))
    return rules
