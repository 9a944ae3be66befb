"""A population: which transcripts a statement is about, as a filter over their facts.

A population is a conjunction of conditions, each a short sentence over one fact::

    model = assistant-large
    type not like contrast_*
    language in en, de, fr
    occurred_at_utc >= 2026-01-01

A fact is ``model``, ``model_version``, ``occurred_at_utc``, or the name of an attribute or
cluster of the transcript. A transcript that lacks the fact fulfils no condition about it, not
even ``!=``: whoever counts must also be told how many lacked it (``lacks``).

Not promised: an "or". Two populations are two lines.
"""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Final, Literal, Self

from plimsoll.records.canonical import Record, invalid

Operator = Literal["=", "!=", "in", "not in", "like", "not like", ">=", "<"]
OPERATORS: Final[tuple[Operator, ...]] = ("!=", ">=", "=", "<", "not in", "not like", "in", "like")
CONDITION: Final = re.compile(
    r"^\s*(?P<fact>[^\s=!<>]+)\s*(?P<operator>(?:!=|>=|=|<)(?![=<>!])|\bnot\s+in\b|\bnot\s+like\b|\bin\b|\blike\b)"
    r"\s*(?P<operand>.*?)\s*$",
    re.DOTALL,
)
LISTED: Final = re.compile(r"""(?:^|(?<=,))\s*(?:"[^"]*"|'[^']*'|[^,]*)\s*(?=,|$)""")


class Condition(Record, frozen=True, kw_only=True):
    """One condition over one fact."""

    fact: str
    operator: Operator
    operands: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.operands:
            raise invalid("condition", f"{self.fact} {self.operator} nothing")

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a condition such as ``language in en, de``.

        Raises:
            RecordError: The text is not FACT OPERATOR VALUE.
        """
        match = CONDITION.match(text)
        if match is None or not match["operand"]:
            raise invalid("condition", f"{text!r} is not FACT OPERATOR VALUE")
        operator: Operator = " ".join(match["operator"].split())  # type: ignore[assignment] # the pattern admits only operators
        many = operator in {"in", "not in"}
        operands = tuple(
            _unquoted(part)
            for part in (LISTED.findall(match["operand"]) if many else [match["operand"]])
        )
        return cls(fact=match["fact"], operator=operator, operands=operands)

    def __str__(self) -> str:
        return f"{self.fact} {self.operator} {', '.join(self.operands)}"

    def admits(self, value: str) -> bool:
        """Tell whether a transcript whose fact is ``value`` fulfils the condition."""
        first = self.operands[0]
        match self.operator:
            case "=" | "in":
                return value in self.operands
            case "!=" | "not in":
                return value not in self.operands
            case "like":
                return fnmatchcase(value, first)
            case "not like":
                return not fnmatchcase(value, first)
            case ">=":
                return value >= first
            case "<":
                return value < first


class Population(Record, frozen=True, kw_only=True):
    """All transcripts that fulfil every condition; without conditions, all transcripts."""

    conditions: tuple[Condition, ...] = ()

    @classmethod
    def of(cls, texts: tuple[str, ...]) -> Self:
        """Read a population from its conditions as text."""
        return cls(conditions=tuple(Condition.of(text) for text in texts))

    def __str__(self) -> str:
        return " and ".join(str(condition) for condition in self.conditions) or "all transcripts"

    def admits(self, facts: Mapping[str, str]) -> bool:
        """Tell whether a transcript with these facts belongs to the population."""
        return all(
            condition.fact in facts and condition.admits(facts[condition.fact])
            for condition in self.conditions
        )

    def lacks(self, facts: Mapping[str, str]) -> tuple[str, ...]:
        """Name the facts that the population asks for and the transcript does not have."""
        return tuple(condition.fact for condition in self.conditions if condition.fact not in facts)


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text
