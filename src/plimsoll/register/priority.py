"""Which risk to act on first: the action priority of AIAG & VDA (2019), from three ranks.

Severity, occurrence and detection are ranks from 1 to 10 and 10 is worst. The priority is high
(act, or say why the controls suffice), medium (should act) or low (may act). It is a table and
not a product: a product of ranks calls S6 O4 D5 and S10 O3 D4 equal.

Occurrence is taken from the upper bound of a measured rate and never from its point estimate, so
that not having looked ranks as 10 and looking lowers it.

Promise: the table is monotone in every rank; its 1,000 cells are 318 high, 214 medium, 468 low.

Not promised: that it is the handbook's table cell by cell. It was transcribed from memory of the
handbook and agrees with two published examples (S8 O6 D2 high, S2 O6 D8 low). A person with a
licensed copy has to tick its 18 rows before anything is decided by it; until then it orders a
list and nothing more. A known criticism of the handbook's table holds here too: with occurrence
1, severity 9 or 10 is low whatever the detection. The occurrence bands, incidents per thousand,
are of public origin and are a policy.

Source: AIAG & VDA (2019), FMEA Handbook, 1st edition, table AP (see above: from memory).
Checked by: tests/register/test_priority.py.
"""

from decimal import Decimal
from typing import Final, Literal

from plimsoll.errors import RegisterError

Priority = Literal["high", "medium", "low"]

WORST_RANK: Final = 10
PRIORITIES: Final[dict[str, Priority]] = {"H": "high", "M": "medium", "L": "low"}

# One row for a band of severity: the band's lower end, then for each band of occurrence its lower
# end and the letters for detection 7-10, 5-6, 2-4 and 1.
TABLE: Final[tuple[tuple[int, tuple[tuple[int, str], ...]], ...]] = (
    (9, ((8, "HHHH"), (6, "HHHH"), (4, "HHHM"), (2, "HMLL"), (1, "LLLL"))),
    (7, ((8, "HHHH"), (6, "HHHM"), (4, "HMMM"), (2, "MMLL"), (1, "LLLL"))),
    (4, ((8, "HHMM"), (6, "MMML"), (4, "MLLL"), (2, "LLLL"), (1, "LLLL"))),
    (2, ((8, "MMLL"), (1, "LLLL"))),
    (1, ((1, "LLLL"),)),
)
DETECTION_BANDS: Final = (7, 5, 2, 1)

# The rank is that of the smallest band whose limit exceeds the upper bound. Rank 1 is for what
# design has eliminated; no measurement reaches it.
OCCURRENCE_LIMITS: Final[tuple[tuple[Decimal, int], ...]] = (
    (Decimal("0.000001"), 2),
    (Decimal("0.00001"), 3),
    (Decimal("0.0001"), 4),
    (Decimal("0.0005"), 5),
    (Decimal("0.002"), 6),
    (Decimal("0.01"), 7),
    (Decimal("0.02"), 8),
    (Decimal("0.05"), 9),
)


def action_priority(*, severity_rank: int, occurrence_rank: int, detection_rank: int) -> Priority:
    """Return the priority of acting on a risk.

    Raises:
        RegisterError: A rank is not a whole number from 1 to 10.

    Example:
        >>> action_priority(severity_rank=8, occurrence_rank=6, detection_rank=2)
        'high'
    """
    for rank in (severity_rank, occurrence_rank, detection_rank):
        if type(rank) is not int or not 1 <= rank <= WORST_RANK:
            raise RegisterError(
                f"{rank!r} is not a rank.",
                why="Severity, occurrence and detection are ranks from 1 to 10; 10 is worst.",
                fix="Rank it anew.",
            )
    rows = next(rows for lowest, rows in TABLE if severity_rank >= lowest)
    letters = next(letters for lowest, letters in rows if occurrence_rank >= lowest)
    column = next(index for index, lowest in enumerate(DETECTION_BANDS) if detection_rank >= lowest)
    return PRIORITIES[letters[column]]


def occurrence(*, rate_upper: Decimal) -> int:
    """Return the occurrence rank of a risk whose rate is at most ``rate_upper``.

    Raises:
        RegisterError: The bound is not in [0, 1].

    Example:
        >>> occurrence(rate_upper=Decimal(1)), occurrence(rate_upper=Decimal("0.0099"))
        (10, 7)
    """
    if rate_upper.is_nan() or not 0 <= rate_upper <= 1:
        raise RegisterError(
            f"{rate_upper} is not the upper bound of a rate.",
            why="A rate lies in [0, 1]; without data its upper bound is 1.",
            fix="Hand over the upper end of the interval.",
        )
    for limit, rank in OCCURRENCE_LIMITS:
        if rate_upper < limit:
            return rank
    return WORST_RANK
