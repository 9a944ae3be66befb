"""The command ``plimsoll brief``: its options, its words and its exit status."""

from pathlib import Path

import click

from plimsoll.cli.console import speaking, standard


@click.command("brief")
@standard
def command(root: Path, as_json: bool) -> None:
    """Tell in ninety seconds what is known and decided.

    At most 225 words: effect, interval, consequence in people, decision.
    """
    with speaking(root, as_json=as_json) as console:
        told = console.workspace.brief()
        console.say({"brief": told.text, "words_count": told.words_count}, told.text)
