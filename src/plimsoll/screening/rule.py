r"""One rule of tier 0: what to look for, where, and for the sake of which risk.

A rule has either a pattern or phrases. A pattern is RE2 syntax: ``\w``, ``\b`` and ``\s`` know
ASCII only (write ``\pL`` for a letter of any script), ``^`` and ``$`` are the ends of the text.
A phrase is taken literally, with three allowances for how people and models write: any white
space matches any other, a straight apostrophe matches a typographic one, and a phrase that begins
or ends with an ASCII letter, digit or underscore does so at a word's edge ("sorry" is not found in
"sorrysight").
Letter case is ignored unless the rule says ``case_sensitive = true``.
"""

import re
from typing import Final

from plimsoll.records.canonical import Record
from plimsoll.records.finding import Part, Severity
from plimsoll.records.transcript import Role
from plimsoll.screening.engine import literal

APOSTROPHES: Final = re.compile("['\u2019\u02bc]")
ANY_APOSTROPHE: Final = "['\u2019\u02bc]"
ANY_SPACE: Final = r"[\s\pZ]+"
ASCII_WORD: Final = re.compile(r"\w", re.ASCII)


class Rule(Record, frozen=True, kw_only=True):
    """What one rule is made of; two rules with equal content find the same.

    Attributes:
        rule_id: Its name, unique in the rule set.
        risk_id: The risk it serves.
        severity: What its findings carry.
        pattern: A pattern in RE2 syntax, or empty.
        phrases: Phrases, or none.
        roles: Whose turns it reads.
        parts: Which texts of a turn it reads.
        case_sensitive: Whether letter case counts.
    """

    rule_id: str
    risk_id: str
    severity: Severity = "medium"
    pattern: str = ""
    phrases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ("assistant",)
    parts: tuple[Part, ...] = ("content",)
    case_sensitive: bool = False

    def expression(self) -> str:
        """Return the one pattern that stands for the rule."""
        body = self.pattern or "|".join(phrase_expression(phrase) for phrase in self.phrases)
        return body if self.case_sensitive else f"(?i){body}"


def phrase_expression(phrase: str) -> str:
    r"""Return the pattern of one phrase.

    Example:
        >>> phrase_expression("no way")
        '\\bno[\\s\\pZ]+way\\b'
    """
    words = [
        ANY_APOSTROPHE.join(literal(piece) for piece in APOSTROPHES.split(word))
        for word in phrase.split()
    ]
    stripped = phrase.strip()
    before = r"\b" if ASCII_WORD.match(stripped[:1]) else ""
    after = r"\b" if ASCII_WORD.match(stripped[-1:]) else ""
    return f"{before}{ANY_SPACE.join(words)}{after}"
