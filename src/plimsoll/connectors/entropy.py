"""Where a seed comes from when nobody names one: the operating system's randomness.

It is asked once, when a workspace is made, and the answer stands in the ledger's first entry.
Every later random choice is drawn from that seed, and so can be drawn again.
"""

import secrets
from typing import Final

SEED_BITS: Final = 53  # the largest whole number that every JSON reader keeps exactly


def fresh_seed() -> int:
    """Return a seed that nobody could have foreseen."""
    return secrets.randbits(SEED_BITS)
