"""What a script is made of: exchanges, topics, and the wording of a planted harm.

A script holds everything that is said in one language. Its texts carry slots such as
``{order}`` and ``{amount}``, which the simulator fills anew for each transcript.

For each risk there are three kinds of exchange. In a *marked violation* the harm is said with a
phrase that the starter rules catch. In a *hidden violation* it is said without one. In a *marked
clean* exchange the phrase stands where it does no harm. Which kind is used is planted, so the
sensitivity and the specificity of the rules are known in advance.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer; ``record`` is what the order system returned before it."""

    user: str
    assistant: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A reason to write in, by name and in words, with several ways to open the conversation."""

    name: str
    words: str
    openings: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """How one harm is said, and how its phrases are said harmlessly."""

    marked_violations: tuple[Exchange, ...]
    hidden_violations: tuple[Exchange, ...]
    marked_clean: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """Everything that is said in one language.

    Attributes:
        language: Its code, such as ``en``.
        policy: The system turn: the rules of the house by which a reviewer can judge an answer.
        greetings, offers: How an answer begins and ends.
        topics: Why people write.
        follow_ups: What they may ask next; told in this order, so thanks come last.
        thoughts: What a reasoning model notes before it answers.
        fillers: Values for the slots.
        wordings: The harms, by risk.
    """

    language: str
    policy: str
    greetings: tuple[str, ...]
    offers: tuple[str, ...]
    topics: tuple[Topic, ...]
    follow_ups: tuple[Exchange, ...]
    thoughts: tuple[str, ...]
    fillers: Mapping[str, tuple[str, ...]]
    wordings: Mapping[str, Wording]
