"""Whether the ground of a claim has moved since it was sealed.

Some changes unseat a claim: another line, another definition, further draws, labels or
transcripts, because then the claim no longer says what the workspace knows. Others leave it true
of what it speaks of and are worth a remark: the screen was changed, the register's entry was
edited elsewhere. Whoever doubts an instrument revokes it; that is another act.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from plimsoll.records import Claim

UNSEATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "line": "the line was changed",
        "rubric": "the definition by which people label was changed",
        "draws": "further transcripts were drawn",
        "labels": "labels were added or changed",
        "transcripts": "the log has grown, and the claim does not speak of what came later",
    }
)
REMARKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rules": "Since the claim was sealed, the screening rules were changed; what the screen "
        "misses is that of the old ones.",
        "risk": "Since the claim was sealed, the risk's entry in the register was edited; its line "
        "and definition were not.",
    }
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What has changed under a claim: what unseats it, and what is worth a remark."""

    unseated_by: tuple[str, ...]
    remarks: tuple[str, ...]


def compare_ground(claim: Claim, current: Mapping[str, str]) -> Ground:
    """Say what has changed under a claim.

    Args:
        claim: As it was sealed.
        current: Today's digests by the same names. A missing name counts as changed.
    """

    def changed(meanings: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(
            meaning
            for name, meaning in meanings.items()
            if claim.rests_on.get(name, "") != current.get(name)
        )

    return Ground(unseated_by=changed(UNSEATS), remarks=changed(REMARKS))
