"""The characters and colours a terminal can show."""

from dataclasses import dataclass
from typing import Final, Literal

from plimsoll.records import Verdict
from plimsoll.report.column import padded
from plimsoll.report.visible import ascii_only, visible

Tone = Literal["met", "not_met", "open", "quiet", "water", "strong"]
TONES: Final[dict[Tone, str]] = {
    "met": "\x1b[32m",
    "not_met": "\x1b[31m",
    "open": "\x1b[33m",
    "quiet": "\x1b[2m",
    "water": "\x1b[36m",
    "strong": "\x1b[1m",
}
TEXT_LIMIT: Final = 600
PLAIN: Final = "\x1b[0m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """One character for each thing that is drawn; each fills one column."""

    mark: str
    line: str
    deep: str
    shallow: str
    point: str
    unknown: str
    tick: str
    edge: str
    ellipsis: str
    signs: dict[Verdict, str]


UNICODE: Final = Glyphs(
    mark="\u2296",
    line="\u2503",
    deep="\u2248",
    shallow="~",
    point="\u25c6",
    unknown="?",
    tick="\u2534",
    edge="\u2500",
    ellipsis="\u2026",
    signs={Verdict.MET: "\u2713", Verdict.NOT_MET: "\u2717", Verdict.INCONCLUSIVE: "?"},
)
ASCII: Final = Glyphs(
    mark="(-)",
    line="|",
    deep="=",
    shallow="~",
    point="o",
    unknown="?",
    tick="+",
    edge="-",
    ellipsis="~",
    signs={Verdict.MET: "+", Verdict.NOT_MET: "x", Verdict.INCONCLUSIVE: "?"},
)
VERDICT_TONES: Final[dict[Verdict, Tone]] = {
    Verdict.MET: "met",
    Verdict.NOT_MET: "not_met",
    Verdict.INCONCLUSIVE: "open",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """What a terminal can show: which characters, and whether colours.

    Example:
        >>> Ink.for_encoding("latin-1").glyphs.line, Ink.for_encoding("UTF-8").has_colour
        ('|', False)
    """

    glyphs: Glyphs = UNICODE
    has_colour: bool = False

    @classmethod
    def for_encoding(cls, encoding: str | None, *, has_colour: bool = False) -> "Ink":
        """Return the ink for a terminal with this encoding, ASCII unless it is UTF-8."""
        is_unicode = (encoding or "").lower().replace("-", "").replace("_", "") == "utf8"
        return cls(glyphs=UNICODE if is_unicode else ASCII, has_colour=has_colour)

    def toned(self, text: str, tone: Tone | None) -> str:
        """Return ``text`` in a tone, or as it is on a terminal without colour."""
        return f"{TONES[tone]}{text}{PLAIN}" if self.has_colour and tone and text else text

    def shown(self, text: str) -> str:
        """Return ``text`` visible, on one line, in the characters this terminal has."""
        safe = visible(text, characters_limit=TEXT_LIMIT)
        return safe if self.glyphs is UNICODE else ascii_only(safe)

    def fitted(self, text: str, *, columns: int) -> str:
        """Return ``text`` shown in exactly ``columns`` columns."""
        return padded(self.shown(text), columns=columns, ellipsis=self.glyphs.ellipsis)


PLAIN_INK: Final = Ink()
