"""The command ``plimsoll check``: its options, its words and its exit status."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from plimsoll.cli.console import DONE, FOUND, Console, speaking, standard
from plimsoll.records.violation import Violation
from plimsoll.workflows.check import Checked


@click.command("check")
@standard
def command(root: Path, as_json: bool) -> None:
    """Read the register and the rules, and name every violation in them.

    Nothing may be measured for a risk whose definition, owner, line or escalation is missing.
    Exit status 1 when something stands against measuring.
    """
    with speaking(root, as_json=as_json) as console:
        checked = console.workspace.check()
        document = {
            "measurable": [risk.risk_id for risk in checked.risks],
            "violations": [asdict(violation) for violation in checked.violations],
            "rules_count": checked.rules_count,
            "register_sha256": checked.register_sha256,
            "rules_sha256": checked.rules_sha256,
        }
        console.say(document, text_of(checked, console))
        sys.exit(FOUND if checked.blocking else DONE)


def text_of(checked: Checked, console: Console) -> str:
    """Write what the check found."""
    lines = [line for violation in checked.violations for line in _lines(violation, console)]
    warnings_count = len(checked.violations) - len(checked.blocking)
    names = ", ".join(risk.risk_id for risk in checked.risks) or "no risk yet"
    lines += [
        f"{len(checked.blocking)} to mend, {warnings_count} to think about, "
        f"{checked.rules_count} rules.",
        f"May be measured: {console.shown(names)}.",
    ]
    return "\n".join(lines)


def _lines(violation: Violation, console: Console) -> list[str]:
    sign = console.ink.toned("mend ", "not_met") if violation.blocks else "think"
    place = console.shown(f"{violation.file}:{violation.line}")
    return [
        f"{sign} {place}  {console.shown(violation.what)}",
        f"        why: {console.shown(violation.why)}",
        f"        fix: {console.shown(violation.fix)}",
        "",
    ]
