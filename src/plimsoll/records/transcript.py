"""A transcript: one recorded interaction, with its turns, tool calls and facts.

The digest of a transcript covers everything in it, its id included. Two conversations with the
same words and different ids are two transcripts, because both were said.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from plimsoll.records.canonical import TextRecord, frozen_texts, invalid
from plimsoll.records.moment import is_utc_text

Role = Literal["system", "developer", "user", "assistant", "tool"]
NONE: Final[Mapping[str, str]] = MappingProxyType({})
RESERVED_FACTS: Final = frozenset({"model", "model_version", "occurred_at_utc"})


class ToolCall(TextRecord, frozen=True, kw_only=True, omit_defaults=True):
    """A call of a tool that the model asked for; ``arguments`` is JSON text as it was sent."""

    name: str
    arguments: str = ""
    call_id: str = ""


class Turn(TextRecord, frozen=True, kw_only=True, omit_defaults=True):
    """One message. A tool's result is a turn with the role ``tool`` and the call's id."""

    role: Role
    content: str = ""
    reasoning: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    name: str = ""


class Transcript(TextRecord, frozen=True, kw_only=True, omit_defaults=True):
    """One recorded interaction.

    Attributes:
        transcript_id: Its name in the log, unique in a workspace.
        turns: What was said, in order; at least one.
        model: The model that answered, or empty when the log does not say.
        model_version: Its version, or empty.
        clusters: What several transcripts may share, such as ``user`` or ``prompt_template``.
        occurred_at_utc: When, as RFC 3339 text in UTC ending in ``Z``, or empty.
        attributes: Free facts, text to text.
    """

    transcript_id: str
    turns: tuple[Turn, ...]
    model: str = ""
    model_version: str = ""
    clusters: Mapping[str, str] = NONE
    occurred_at_utc: str = ""
    attributes: Mapping[str, str] = NONE

    def __post_init__(self) -> None:
        if not self.transcript_id.strip():
            raise invalid("transcript", "it has no id")
        if not self.turns:
            raise invalid("transcript", "it has no turns")
        if self.occurred_at_utc and not is_utc_text(self.occurred_at_utc):
            raise invalid("transcript", f"the time {self.occurred_at_utc!r} is not UTC text")
        frozen_texts(self, "clusters")
        frozen_texts(self, "attributes")

    def facts(self) -> dict[str, str]:
        """Return all facts a population may ask for; an empty one counts as absent."""
        named = {
            "model": self.model,
            "model_version": self.model_version,
            "occurred_at_utc": self.occurred_at_utc,
        }
        given = (*self.clusters.items(), *self.attributes.items(), *named.items())
        return {name: value for name, value in given if value}
