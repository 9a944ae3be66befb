"""A hypothesis, bound to its author before the data are opened.

Promise: from the commitment alone nobody learns the hypothesis, as long as the salt stays secret
and is random; and nobody, its author included, can later show another hypothesis for the same
commitment without finding a collision of SHA-256.

Not promised: that the author had not seen the data by another way, or that the salt was random.
The room cannot know either; the case records who said so, and when.

Source: Brassard, Chaum & Crepeau (1988), doi:10.1016/0022-0000(88)90005-0, for commitment;
Halevi & Micali (1996), doi:10.1007/3-540-68697-5_16, for doing it with a hash function.
Checked by: tests/investigation/test_hypothesis.py.
"""

from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from plimsoll.errors import InputError, RecordError
from plimsoll.records import Record, utc_moment

SALT_BYTES: Final = 32
PURPOSE: Final = b"plimsoll hypothesis 1\n"


class Side(StrEnum):
    """Which of the two opposing explanations is argued."""

    CHANGE = "something changed"
    VARIANCE = "nothing changed beyond normal variance"


class Hypothesis(Record, frozen=True, kw_only=True):
    """What one investigator holds, before looking.

    Attributes:
        case_id: The case.
        author: Who argues.
        side: The side that the coin gave.
        statement: What is so.
        prediction: What the data will show if it is.
        would_change_my_mind: What the data would have to show for the author to give it up.
    """

    case_id: str
    author: str
    side: Side
    statement: str
    prediction: str
    would_change_my_mind: str

    def __post_init__(self) -> None:
        for field in ("case_id", "author", "statement", "prediction"):
            if not getattr(self, field).strip():
                raise RecordError(
                    f"The hypothesis leaves its {field} empty.",
                    why="Two people can only disagree about something that was said.",
                    fix=f"Fill in {field}.",
                )
        if not self.would_change_my_mind.strip():
            raise RecordError(
                "The hypothesis does not say what would change its author's mind.",
                why="What no data could refute is not a hypothesis.",
                fix="Name an outcome that you would accept as a refutation.",
            )


class Commitment(Record, frozen=True, kw_only=True):
    """The sealed envelope: who committed to something, when, and its digest."""

    case_id: str
    author: str
    sha256: str
    committed_at_utc: str

    def __post_init__(self) -> None:
        utc_moment(self.committed_at_utc)


def commitment_sha256(hypothesis: Hypothesis, *, salt: bytes) -> str:
    """Return the digest of the salted canonical bytes.

    The salt has a fixed length, so no other split of the same bytes can be shown.

    Raises:
        InputError: The salt has the wrong length.
    """
    if len(salt) != SALT_BYTES:
        raise InputError(
            f"The salt has {len(salt)} bytes instead of {SALT_BYTES}.",
            why="A short salt lets others guess the hypothesis; a variable one is ambiguous.",
            fix=f"Take {SALT_BYTES} bytes from the system's source of randomness.",
        )
    return sha256(PURPOSE + salt + hypothesis.canonical()).hexdigest()


def demand_revealed(hypothesis: Hypothesis, *, salt: bytes, commitment: Commitment) -> None:
    """Refuse a hypothesis that is not the one its author committed to.

    Raises:
        InputError: It is another author's, another case's, or another hypothesis.
    """
    shown = commitment_sha256(hypothesis, salt=salt)
    same_names = (hypothesis.case_id, hypothesis.author) == (commitment.case_id, commitment.author)
    if not (same_names and compare_digest(shown, commitment.sha256)):
        raise InputError(
            f"This is not what {commitment.author} committed to in case {commitment.case_id}.",
            why="A hypothesis that is changed after the data were seen explains anything.",
            fix="Show the hypothesis and the salt exactly as they were committed.",
        )
