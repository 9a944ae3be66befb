"""Read the rules of a workspace: its files handed to the room that compiles them."""

from pathlib import Path
from typing import Final

from plimsoll.errors import RuleError
from plimsoll.records.violation import Violation
from plimsoll.screening.rules import RuleFile, RuleSet, parse_rules
from plimsoll.workflows.toml_files import read_toml_files

RULES_FOLDER: Final = "rules"


def read_rules(root: Path) -> tuple[RuleSet, tuple[Violation, ...]]:
    """Return the rules that can be run, and everything that is wrong in the others."""
    texts, unreadable = read_toml_files(root, RULES_FOLDER)
    rules, violations = parse_rules(RuleFile(name, text) for name, text in texts.items())
    return rules, (*unreadable, *violations)


def rules_in_force(root: Path) -> RuleSet:
    """Return the rule set of the workspace at ``root``.

    Raises:
        RuleError: A rule cannot be run; every blocking violation is named with file and line.
    """
    rules, violations = read_rules(root)
    blocking = [violation for violation in violations if violation.blocks]
    if blocking:
        named = "".join(f"\n    {item.file}:{item.line}: {item.what}" for item in blocking)
        raise RuleError(
            f"The rules cannot be run; what is wrong in them:{named}",
            why="A screen that leaves out a broken rule is blind where it claims to look.",
            fix="Mend what is named; plimsoll check says for each why and how.",
        )
    return rules
