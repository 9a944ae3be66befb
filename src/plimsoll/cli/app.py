"""The command ``plimsoll``: verbs are listed from the table and imported when they are called."""

from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from plimsoll.version import __version__
from plimsoll.cli.table import VERBS

EPILOG: Final = (
    "The flow: init > check > ingest > screen > draw > label > estimate > seal > gate > report > "
    "verify. Every command takes --json. Exit status: 0 done or RELEASE, 1 HOLD or a violation "
    "found, 2 it could not be done."
)


class Verbs(click.Group):
    """A group that knows its commands by name and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> Sequence[str]:  # type: ignore[override] # a tuple will do
        """Name the verbs in the order of the flow."""
        del ctx
        return [verb.name for verb in VERBS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one verb."""
        del ctx
        verb = next((verb for verb in VERBS if verb.name == cmd_name), None)
        if verb is None:
            return None
        command = import_module(f"plimsoll.cli.commands.{verb.module}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs without importing any."""
        del ctx
        with formatter.section("Verbs, in the order of the flow"):
            formatter.write_dl([(verb.name, verb.sentence) for verb in VERBS], col_max=12)


@click.group(
    cls=Verbs,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="plimsoll")
def plimsoll() -> None:
    """Draw a line for every harm, measure the waterline, and say whether the model may sail.

    Begin with: plimsoll demo
    """
