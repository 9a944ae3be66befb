"""Why, argued from both sides: opposing hypotheses, registered before the data are opened."""

from plimsoll.investigation.case import Case, assigned, committed, demand_honest, opened
from plimsoll.investigation.hypothesis import (
    SALT_BYTES,
    Commitment,
    Hypothesis,
    Side,
    commitment_sha256,
    demand_revealed,
)

__all__ = [
    "SALT_BYTES",
    "Case",
    "Commitment",
    "Hypothesis",
    "Side",
    "assigned",
    "commitment_sha256",
    "committed",
    "demand_honest",
    "demand_revealed",
    "opened",
]
