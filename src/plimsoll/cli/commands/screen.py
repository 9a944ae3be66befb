"""The command ``plimsoll screen``: its options, its words and its exit status."""

from pathlib import Path

import click

from plimsoll.cli.console import speaking, standard
from plimsoll.report.counted import counted_lines
from plimsoll.workflows.screen import Screened


@click.command("screen")
@standard
def command(root: Path, as_json: bool) -> None:
    """Read every batch that these rules have not read yet.

    To screen again changes nothing; a changed rule is a new version, and all is read again.
    """
    with speaking(root, as_json=as_json) as console:
        with console.progress("transcripts") as tell:
            screened = console.workspace.screen(progress=tell)
        document = {
            "rules_sha256": screened.rules_sha256,
            "screened_count": sum(one.screened_count for one in screened.screenings),
            "flagged_count": sum(one.flagged_count for one in screened.screenings),
            "findings_count": sum(one.findings_count for one in screened.screenings),
            "capped_count": sum(one.capped_count for one in screened.screenings),
            "batches_count": len(screened.screenings),
            "earlier_batches_count": screened.earlier_count,
        }
        console.say(document, text_of(screened))


def text_of(screened: Screened) -> str:
    """Write what the screen read and found."""
    rows = [
        ("screened", sum(one.screened_count for one in screened.screenings), "transcripts now"),
        ("flagged", sum(one.flagged_count for one in screened.screenings), "of them"),
        (
            "findings",
            sum(one.findings_count for one in screened.screenings),
            "with rule, turn, span and digest",
        ),
        ("read before", screened.earlier_count, "batches, by the same rules"),
    ]
    capped_count = sum(one.capped_count for one in screened.screenings)
    if capped_count:
        rows.append(("capped", capped_count, "texts with more matches than are kept"))
    return "\n".join([*counted_lines(rows), "", "Next: plimsoll draw --budget N."])
