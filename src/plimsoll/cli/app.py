"""The command ``plimsoll``: verbs are listed from the table and imported when they are called."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

import click

from plimsoll.cli.table import VERBS
from plimsoll.version import __version__

EPILOG: Final = (
    "The flow: init > check > ingest > screen > draw > label > estimate > seal > gate > report > "
    "verify. Every command takes --json. Exit status: 0 done or RELEASE, 1 HOLD or a violation "
    "found, 2 it could not be done."
)

JSON_WANTED: Final = "plimsoll.json_wanted"


@contextmanager
def _usage_in_json(ctx: click.Context) -> Iterator[None]:
    """Say a mistake in the command's arguments as a document, where one is wanted."""
    try:
        yield
    except click.UsageError as error:
        if not ctx.meta[JSON_WANTED]:
            raise
        from plimsoll.cli.console import FAILED, error_text

        what = error.format_message()
        fix = "Give the command with --help to see what it takes."
        click.echo(
            error_text("UsageError", what, why="The command line has no such form.", fix=fix)
        )
        ctx.exit(FAILED)


HELP_OPTIONS: Final = ["-h", "--help"]


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
        # However a command is reached, it answers to -h: click remembers the names it saw first.
        for one in (command, *getattr(command, "commands", {}).values()):
            one.context_settings.setdefault("help_option_names", HELP_OPTIONS)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what stands before the verb, and note whether a program is reading."""
        ctx.meta[JSON_WANTED] = "--json" in args
        with _usage_in_json(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - whatever the verb returns
        """Run one verb."""
        with _usage_in_json(ctx):
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs without importing any."""
        del ctx
        with formatter.section("Verbs, in the order of the flow"):
            formatter.write_dl([(verb.name, verb.sentence) for verb in VERBS], col_max=12)


@click.group(
    cls=Verbs,
    epilog=EPILOG,
    context_settings={"help_option_names": HELP_OPTIONS, "max_content_width": 100},
)
@click.version_option(__version__, prog_name="plimsoll")
def plimsoll() -> None:
    """Draw a line for every harm, measure the waterline, and say whether the model may sail.

    Begin with: plimsoll demo
    """
