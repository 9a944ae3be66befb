"""What may go wrong, who answers for it, and where the line is.

One file is one risk. ``read`` turns the files of a register into risks and violations; nothing
is measured for a risk with a blocking violation.
"""

from plimsoll.records.violation import Violation
from plimsoll.register.coverage import RuleUse, coverage_violations
from plimsoll.register.priority import Priority, action_priority, occurrence
from plimsoll.register.reading import Register, RiskFile, read, rubric_sha256

__all__ = [
    "Priority",
    "Register",
    "RiskFile",
    "RuleUse",
    "Violation",
    "action_priority",
    "coverage_violations",
    "occurrence",
    "read",
    "rubric_sha256",
]
