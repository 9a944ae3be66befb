"""Which attackers a verification excludes, and which it cannot, in plain words.

A verdict without its attacker is advertising. Each sentence names somebody, what they can do, and
up to which entry the statement goes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What was found to hold, and up to where.

    Attributes:
        internal: The tree follows from the entries.
        signatures: The signed heads agree with it.
        replay: The stored records and files agree with the entries.
        size: How many entries there are.
        anchored_size: How many of them a checkpoint held elsewhere vouches for; 0 if none.
        was_given_checkpoint: Whether one was given.
    """

    internal: bool
    signatures: bool
    replay: bool
    size: int
    anchored_size: int
    was_given_checkpoint: bool = False

    @property
    def is_signed(self) -> bool:
        """Tell whether the entries stand as they were signed."""
        return self.internal and self.signatures


def can_exclude(standing: Standing) -> tuple[str, ...]:
    """Return the attackers that this result excludes."""
    sentences = []
    if standing.is_signed:
        sentences.append(
            "Somebody who could write to the database but not to the folder .plimsoll, and edited, "
            f"removed, moved or added any of the {standing.size} entries."
        )
    if standing.is_signed and standing.replay:
        sentences.append(
            "The same person, or one who could write to the folders transcripts and quarantine, "
            "and edited, removed or added a record, a transcript, or a quarantined row."
        )
    if standing.internal and standing.anchored_size:
        sentences.append(
            "Anybody at all, the holder of the signing key included, who rewrote or removed any of "
            f"the first {standing.anchored_size} entries after the checkpoint given was made."
        )
    return tuple(sentences)


def cannot_exclude(standing: Standing) -> tuple[str, ...]:
    """Return the attackers that this result cannot exclude."""
    sentences = []
    if not (standing.is_signed and standing.replay):
        sentences.append(
            "Anybody who could write to the workspace: what is stored does not agree with itself."
        )
    since = f" since entry {standing.anchored_size}" if standing.anchored_size else ""
    if standing.was_given_checkpoint and not standing.anchored_size:
        sentences.append(
            "NOT ANCHORED: somebody who cut off or rewrote the past; the checkpoint that was given "
            "does not fit this ledger."
        )
    elif not standing.anchored_size:
        sentences.append(
            "NOT ANCHORED: somebody who put an older copy of the whole workspace in its place. "
            "Hold a checkpoint elsewhere (`plimsoll checkpoint`) and compare with it."
        )
    if standing.anchored_size < standing.size:
        sentences.append(
            f"An insider who holds the signing key and rewrote what happened{since}, signing it "
            "anew."
        )
    sentences.append(
        "Whoever wrote something untrue in the first place: the ledger keeps what it was told."
    )
    return tuple(sentences)
