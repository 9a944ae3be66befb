"""One level of the screen: it reads a transcript and says where a person should look.

The family has a null member that finds nothing. It is not a joke: with it the whole thread still
gives an honest bound, from the reviews alone, and any other tier has to beat it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

from plimsoll.records.canonical import sha256_hex
from plimsoll.records.finding import Finding, Part
from plimsoll.records.instrument import Instrument
from plimsoll.records.transcript import Transcript, Turn


@dataclass(frozen=True)
class TierAnswer:
    """What a tier says about one transcript.

    Attributes:
        findings: Where to look, in the order of the text.
        capped: By rule, in how many texts it had more matches than are kept; empty when all
            matches were kept.
    """

    findings: tuple[Finding, ...] = ()
    capped: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


class Tier(Protocol):
    """One level of the screen, with a version."""

    @property
    def name(self) -> str:
        """The tier as findings name it."""

    @property
    def instrument(self) -> Instrument:
        """What is measuring: its lasting name and its version."""

    def screen(self, transcript: Transcript) -> TierAnswer:
        """Read one transcript; the same transcript always gives the same answer."""


class NullTier:
    """The tier that finds nothing."""

    name: Final = "null"
    instrument: Final = Instrument(
        instrument_id="null",
        kind="rules",
        version_sha256=sha256_hex(b"null"),
        description="A screen that finds nothing, so that every bound rests on reviews alone.",
    )

    def screen(self, transcript: Transcript) -> TierAnswer:  # noqa: ARG002 - a tier is handed one
        """Find nothing."""
        return TierAnswer()


def text_of(turn: Turn, *, part: Part) -> str:
    """Return the text of one part of a turn, as spans count it.

    Tool calls are one text: each call's name, a space and its arguments, joined by line ends.
    """
    match part:
        case "content":
            return turn.content
        case "reasoning":
            return turn.reasoning
        case "tool_calls":
            return "\n".join(f"{call.name} {call.arguments}" for call in turn.tool_calls)
