"""Check the register and the rules: everything that is missing or wrong, before anything runs."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plimsoll.records import Risk
from plimsoll.records.violation import Violation
from plimsoll.register.coverage import RuleUse, coverage_violations
from plimsoll.screening.examples import example_violations
from plimsoll.workflows.register import read_register
from plimsoll.workflows.rules import read_rules
from plimsoll.workflows.world import World


@dataclass(frozen=True)
class Checked:
    """What the check found.

    Attributes:
        risks: The risks for which something may be measured.
        violations: Everything that is wrong, by file and line.
        rules_count: How many rules can be run.
        register_sha256, rules_sha256: The versions that were checked.
    """

    risks: tuple[Risk, ...]
    violations: tuple[Violation, ...]
    rules_count: int
    register_sha256: str
    rules_sha256: str

    @property
    def blocking(self) -> tuple[Violation, ...]:
        """The violations that stop a measurement."""
        return tuple(violation for violation in self.violations if violation.blocks)


def check(world: World) -> Checked:
    """Read the register and the rules, and name every violation in them."""
    return check_files(world.root, now_utc=world.now_utc())


def check_files(root: Path, *, now_utc: datetime) -> Checked:
    """Check the files of a workspace; its state is not needed."""
    register = read_register(root, now_utc=now_utc)
    rules, broken = read_rules(root)
    uses = [
        RuleUse(one.rule.rule_id, one.rule.risk_id, one.file_name, one.line)
        for one in rules.written
    ]
    violations = (
        *register.violations,
        *broken,
        *example_violations(rules),
        *coverage_violations(register.files, rules=uses),
    )
    return Checked(
        risks=register.risks,
        violations=tuple(sorted(violations)),
        rules_count=len(rules.written),
        register_sha256=register.sha256,
        rules_sha256=rules.sha256,
    )
