"""A claim: a bounded statement that is sealed, with all it rests on and the day it lapses."""

from collections.abc import Mapping
from datetime import datetime

from plimsoll.records.canonical import Record, frozen_texts, invalid
from plimsoll.records.estimate import Estimate
from plimsoll.records.moment import is_utc_text, utc_moment


class Assumption(Record, frozen=True, kw_only=True):
    """What must be so for the claim to hold, and who answers for it."""

    text: str
    owner: str


class Claim(Record, frozen=True, kw_only=True):
    """A sealed statement on one risk in one population.

    Attributes:
        risk_id: The risk.
        statement: The claim in one sentence.
        estimate: The numbers.
        rests_on: Digests by name: ``line``, ``rubric``, ``risk``, ``transcripts``, ``frame``,
            ``draws``, ``labels``, ``rules``, ``code``.
        assumptions: What must be so.
        sealed_at_utc, expires_at_utc: Its life.
    """

    risk_id: str
    statement: str
    estimate: Estimate
    rests_on: Mapping[str, str]
    assumptions: tuple[Assumption, ...]
    sealed_at_utc: str
    expires_at_utc: str

    def __post_init__(self) -> None:
        frozen_texts(self, "rests_on")
        for moment in (self.sealed_at_utc, self.expires_at_utc):
            if not is_utc_text(moment):
                raise invalid("claim", f"{moment!r} is not UTC text")
        if self.expires_at_utc < self.sealed_at_utc:
            raise invalid("claim", "it lapses before it is sealed")

    def is_live(self, *, now_utc: datetime) -> bool:
        """Tell whether the claim is evidence at ``now_utc``; at its expiry it no longer is."""
        return utc_moment(self.sealed_at_utc) <= now_utc < utc_moment(self.expires_at_utc)
