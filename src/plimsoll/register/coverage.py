"""Which risks the screen looks for, and which rules look for nothing in the register."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plimsoll.records.violation import Violation, nearest


@dataclass(frozen=True)
class RuleUse:
    """A rule as the register sees it: the risk it serves and where it is written."""

    rule_id: str
    risk_id: str
    file: str
    line: int


def coverage_violations(
    risk_files: Mapping[str, str], *, rules: Iterable[RuleUse]
) -> tuple[Violation, ...]:
    """Return the rules that serve no registered risk, and the risks that no rule serves.

    Args:
        risk_files: The file of each risk, by risk id.
        rules: Every rule of the rule set.
    """
    uses = tuple(rules)
    known = tuple(sorted(risk_files))
    strays = [
        Violation(
            use.file,
            use.line,
            f"the rule {use.rule_id} serves {use.risk_id!r:.60}, which is not a registered risk",
            "What it finds belongs to nobody.",
            f"In this rule, {nearest(use.risk_id, known)}." if known else "Register the risk.",
            blocks=False,
        )
        for use in uses
        if use.risk_id not in risk_files
    ]
    served = {use.risk_id for use in uses}
    blind = [
        Violation(
            risk_files[risk_id],
            1,
            f"no rule looks for {risk_id}",
            "The screen is blind to it, so a review finds it only by chance.",
            "Add a rule to rules/, or accept that more reviews are needed.",
            blocks=False,
            risk_id=risk_id,
        )
        for risk_id in known
        if risk_id not in served
    ]
    return (*strays, *blind)
