"""What we can prove, and until when."""

from plimsoll.evidence.expiry import lapses_at
from plimsoll.evidence.seal import claim_of
from plimsoll.evidence.staleness import Ground, compare_ground

__all__ = ["Ground", "claim_of", "compare_ground", "lapses_at"]
