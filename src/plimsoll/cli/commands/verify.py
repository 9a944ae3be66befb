"""The command ``plimsoll verify``: its options, its words and its exit status."""

import sys
from pathlib import Path

import click

from plimsoll.cli.console import DONE, FOUND, Console, speaking, standard
from plimsoll.connectors.files import read_text
from plimsoll.workflows.verify import Verification


@click.command("verify")
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path),
    help="A signed checkpoint that was kept elsewhere.",
)
@click.option(
    "--require-anchor", is_flag=True, help="Exit status 1 unless a checkpoint anchors it."
)
@standard
def command(checkpoint: Path | None, require_anchor: bool, root: Path, as_json: bool) -> None:
    """Derive the whole state anew from the ledger and compare.

    Offline; writes nothing. Says in words which attackers the result excludes. Exit status 1 when
    anything differs. Without a checkpoint that was held elsewhere the ledger is not anchored.
    """
    with speaking(root, as_json=as_json) as console:
        held = None if checkpoint is None else read_text(checkpoint).encode()
        verified = console.workspace.verify(checkpoint=held)
        document = {
            "internal": verified.internal,
            "signatures": verified.signatures,
            "anchored": verified.anchored,
            "replay": verified.replay,
            "excludes": list(verified.excludes),
            "cannot_exclude": list(verified.cannot_exclude),
            "problems": list(verified.problems),
            "size": verified.size,
            "uncovered_count": verified.uncovered_count,
        }
        console.say(document, text_of(verified, console, was_given=checkpoint is not None))
        missing = checkpoint is not None or require_anchor
        intact = verified.internal and verified.signatures and verified.replay
        sys.exit(DONE if intact and (verified.anchored or not missing) else FOUND)


def text_of(verified: Verification, console: Console, *, was_given: bool = False) -> str:
    """Write what the ledger says of itself."""
    checks = [
        ("internal", verified.internal, "the tree follows from the entries"),
        ("signatures", verified.signatures, "every checkpoint is signed by the workspace's key"),
        ("replay", verified.replay, "records and files are those that the entries commit to"),
    ]
    holds, broken = console.ink.toned("holds ", "met"), console.ink.toned("BROKEN", "not_met")
    lines = [f"  {name:<11} {holds if is_so else broken}  {what}" for name, is_so, what in checks]
    lines += [
        f"  {'anchored':<11} {_anchor(verified, was_given=was_given)}",
        f"  {'entries':<11} {verified.size:,}"
        + (f", {verified.uncovered_count} not yet signed" if verified.uncovered_count else ""),
    ]
    for title, sentences in (
        ("What differs", verified.problems),
        ("This result excludes", verified.excludes),
        ("It does not exclude", verified.cannot_exclude),
    ):
        if sentences:
            lines += ["", f"{title}:", *(f"  - {console.shown(one)}" for one in sentences)]
    return "\n".join([_headline(verified, was_given=was_given), *lines])


def _headline(verified: Verification, *, was_given: bool) -> str:
    """Say the result in one line, worst news first."""
    if not (verified.internal and verified.signatures and verified.replay):
        return "NOT INTACT: what is stored is not what the ledger commits to."
    if verified.anchored:
        return "INTACT, and anchored to the checkpoint that was held elsewhere."
    if was_given:
        return "DOES NOT FIT THE CHECKPOINT: the past was cut off, rewritten, or is another's."
    return "INTACT as far as can be seen from here; not anchored."


def _anchor(verified: Verification, *, was_given: bool) -> str:
    if verified.anchored:
        return "holds   it continues the checkpoint that was held elsewhere"
    if was_given:
        return "BROKEN  it does not continue the checkpoint that was given"
    return "NOT ANCHORED: a cut tail, or a rewrite by whoever holds the key, would not be seen"
