"""The command line: it parses, calls and renders; it decides nothing."""

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command ``plimsoll``."""
    from plimsoll.cli.app import plimsoll

    plimsoll.main(args=None if arguments is None else list(arguments), prog_name="plimsoll")
