"""What every command does the same way: options, output, errors, progress, exit status.

With ``--json`` there is exactly one JSON document on standard output and nothing else;
progress and notes go to standard error. An error is a document too, with what, why and fix.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

import click

from plimsoll.errors import PlimsollError
from plimsoll.report.ink import UNICODE, Ink
from plimsoll.report.visible import ascii_only
from plimsoll.workspace import Workspace

DONE: Final = 0
FOUND: Final = 1
FAILED: Final = 2
INTERRUPTED: Final = 130
WIDTHS: Final = (60, 100)

Command = TypeVar("Command", bound=Callable[..., None])


class _UnheardError(Exception):
    """What was done is done; standard output did not take the answer."""


@dataclass(frozen=True)
class Console:
    """Where a command reads its workspace from and how it speaks.

    Attributes:
        workspace: The workspace.
        as_json: Whether one JSON document is wanted.
    """

    workspace: Workspace
    as_json: bool

    @property
    def ink(self) -> Ink:
        """Return what standard output can show."""
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        return Ink.for_encoding(sys.stdout.encoding, has_colour=colour)

    @property
    def width(self) -> int:
        """Return how many columns to fill: those of the terminal, within reason."""
        columns = shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80
        return min(max(columns, WIDTHS[0]), WIDTHS[1])

    def say(self, document: dict[str, Any], text: str) -> None:
        """Write the result: the document with ``--json``, else the text."""
        if self.as_json:
            answer = json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False)
        else:
            answer = self.readable(text.rstrip("\n"))
        try:
            click.echo(answer)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _UnheardError(error.strerror or str(error)) from error

    def readable(self, text: str) -> str:
        """Return a finished text in the characters that standard output has."""
        return text if self.ink.glyphs is UNICODE else ascii_only(text)

    def note(self, text: str) -> None:
        """Write a remark to standard error, unless a program is reading."""
        if not self.as_json:
            click.echo(self.ink.shown(text), err=True)

    def shown(self, text: object) -> str:
        """Return a text from a file or a log as this terminal can safely show it."""
        return self.ink.shown(str(text))

    @contextmanager
    def progress(self, unit: str) -> Iterator[Callable[[int, int], None] | None]:
        """Show a bar with a rate and an estimate, when somebody looks at it."""
        if self.as_json or not sys.stderr.isatty():
            yield None
            return
        from plimsoll.cli.bar import bar

        with bar(unit) as tell:
            yield tell


def standard(command: Command) -> Command:
    """Add the options that every command takes: which workspace, and JSON."""
    command = click.option(
        "--json", "as_json", is_flag=True, help="Write one JSON document to standard output."
    )(command)
    return click.option(
        "-w",
        "--workspace",
        "root",
        type=click.Path(path_type=Path),
        default=Path(),
        envvar="PLIMSOLL_WORKSPACE",
        show_envvar=True,
        help="The folder of the workspace; the current one when left out.",
    )(command)


@contextmanager
def speaking(root: Path, *, as_json: bool) -> Iterator[Console]:
    """Give a command its console, and turn what goes wrong into words and an exit status."""
    console = Console(Workspace(root), as_json)
    try:
        yield console
    except PlimsollError as error:
        _fail(console, error)
    except KeyboardInterrupt:
        click.echo("Interrupted. What was done is whole; run the command again to go on.", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever was reading has gone; there is nobody left to tell.
        _stop_writing()
        sys.exit(DONE)
    except _UnheardError as error:
        _stop_writing()
        click.echo(f"It was done, but the answer could not be written: {error}.", err=True)
        sys.exit(FAILED)


def _stop_writing() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def error_text(kind: str, what: str, *, why: str, fix: str) -> str:
    """Return an error as the one JSON document that a program reads."""
    document = {"kind": kind, "what": what, "why": why, "fix": fix}
    return json.dumps({"error": document}, indent=2, ensure_ascii=True)


def _fail(console: Console, error: PlimsollError) -> NoReturn:
    if console.as_json:
        click.echo(error_text(type(error).__name__, error.what, why=error.why, fix=error.fix))
    else:
        shown = [console.shown(line) for line in error.what.splitlines() or [""]]
        click.echo(f"{type(error).__name__}: " + "\n    ".join(shown), err=True)
        click.echo(f"  why: {console.shown(error.why)}", err=True)
        click.echo(f"  fix: {console.shown(error.fix)}", err=True)
    sys.exit(FAILED)
