"""The command ``plimsoll checkpoint``: its options, its words and its exit status."""

from pathlib import Path

import click

from plimsoll.cli.console import speaking, standard
from plimsoll.connectors.files import write_text


@click.command("checkpoint")
@click.option("--out", type=click.Path(path_type=Path), help="Write it to this file.")
@standard
def command(out: Path | None, root: Path, as_json: bool) -> None:
    """Print the newest signed checkpoint, to be kept elsewhere.

    Whoever keeps one where nobody of this workspace can write makes later tampering visible:
    plimsoll verify --checkpoint FILE compares.
    """
    with speaking(root, as_json=as_json) as console:
        note = console.workspace.checkpoint()
        if out is not None:
            write_text(out, note)
            console.say({"path": str(out)}, f"Written to {console.shown(out)}.")
        else:
            console.say({"checkpoint": note}, note)
