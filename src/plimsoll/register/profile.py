"""A starter register: texts with gaps, and what is put into them.

A profile proposes harms, lines and controls; it does not know who answers for them. Those gaps stay
empty, and ``check`` asks for each, unless somebody names the parties at the beginning.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from plimsoll.errors import InputError

LINE_LIFE: Final = timedelta(days=180)
GAP: Final = re.compile("@(?:name|owner|contact|agreed_by|rationale|expires_on)@")
STARTING_VALUE: Final = "A starting value of the profile; to be argued for, or changed."


@dataclass(frozen=True)
class Parties:
    """Who answers for the starter risks, and who is told when a line is crossed."""

    owner: str = ""
    contact: str = ""

    def __post_init__(self) -> None:
        for text in (self.owner, self.contact):
            if not text.isprintable():
                raise InputError(
                    f"The name {text!r:.60} holds characters that cannot be printed.",
                    why="It is written into the register, and read there by people.",
                    fix="Write it in letters.",
                )


NOBODY: Final = Parties()


def line_day(now_utc: datetime) -> str:
    """Return the day on which a line that is proposed now lapses."""
    return (now_utc.astimezone(UTC) + LINE_LIFE).date().isoformat()


def filled(text: str, *, expires_on: str, name: str = "", parties: Parties = NOBODY) -> str:
    r"""Fill the gaps of a profile's text.

    Example:
        >>> filled('owner = "@owner@"', expires_on="2027-06-30", parties=Parties(owner='"A"'))
        'owner = "\\"A\\""'
    """
    agreed_by = tuple(dict.fromkeys(filter(None, (parties.owner, parties.contact))))
    gaps = {
        "@name@": _escaped("".join(filter(str.isprintable, name))),
        "@owner@": _escaped(parties.owner),
        "@contact@": _escaped(parties.contact),
        "@agreed_by@": ", ".join(f'"{_escaped(party)}"' for party in agreed_by),
        "@rationale@": STARTING_VALUE if agreed_by else "",
        "@expires_on@": expires_on,
    }
    # One pass, so that a name that looks like a gap is not filled in its turn.
    return GAP.sub(lambda gap: gaps[gap[0]], text)


def _escaped(text: str) -> str:
    """Return ``text`` as the inside of a TOML string."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
