"""Refuse to seal or decide on a workspace that does not agree with its ledger."""

from plimsoll.errors import LedgerError
from plimsoll.workflows.verify import verify
from plimsoll.workflows.world import World


def demand_intact(world: World) -> None:
    """Derive the workspace anew before anything is concluded from it.

    Raises:
        LedgerError: A record, a file, an entry or a signature is not what the ledger commits to.
    """
    found = verify(world)
    if found.internal and found.signatures and found.replay:
        return
    first = found.problems[0] if found.problems else "a check does not hold"
    raise LedgerError(
        f"The workspace does not agree with its ledger: {first}.",
        why="A claim or a decision on what was changed behind the ledger would launder it.",
        fix="Run plimsoll verify for all that differs, and restore the workspace from a copy.",
    )
