"""A broken rule of a file that a person wrote: where, what, why it matters, and the mend.

Here the word has its everyday sense. (In a measurement a *violation* is a transcript on which a
person confirmed the harm; that one is a label, and never stands beside this one.)
"""

from dataclasses import dataclass
from difflib import get_close_matches

from plimsoll.errors import PlimsollError


@dataclass(frozen=True, order=True)
class Violation:
    """One thing that is wrong in one file.

    Attributes:
        file: The file, relative to the workspace.
        line: The line, from 1.
        what: What is wrong, one sentence.
        why: Why it matters, one sentence.
        fix: What to do now, one sentence.
        blocks: Whether nothing may be measured until it is mended.
        risk_id: The risk it stops or concerns; empty when it concerns all of them.
    """

    file: str
    line: int
    what: str
    why: str
    fix: str
    blocks: bool = True
    risk_id: str = ""

    def __str__(self) -> str:
        weight = "" if self.blocks else " (a warning)"
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.what}{weight}\n  why: {self.why}\n  fix: {self.fix}"


def violation_of(error: PlimsollError, *, file: str, line: int, risk_id: str = "") -> Violation:
    """Return an error as a violation; an error that begins with its place keeps that place."""
    what = error.what
    place, _, rest = what.partition(": ")
    name, _, number = place.rpartition(":")
    if name == file and number.isdecimal():
        line, what = int(number), rest
    return Violation(file, line, what, error.why, error.fix, risk_id=risk_id)


def nearest(key: str, known: tuple[str, ...]) -> str:
    """Return a hint at the known key that ``key`` may have meant, or at all of them.

    Example:
        >>> nearest("ownr", ("owner", "title"))
        'write owner instead'
    """
    close = get_close_matches(key, known, 1)
    return f"write {close[0]} instead" if close else f"use one of: {', '.join(known)}"
