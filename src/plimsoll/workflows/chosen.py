"""Which risks a verb is about: those that are named, or all that may be measured."""

from collections.abc import Sequence

from plimsoll.errors import RegisterError
from plimsoll.records import Risk
from plimsoll.register import Register


def chosen_risks(register: Register, named: Sequence[str]) -> tuple[Risk, ...]:
    """Return the risks that are named, or all that may be measured.

    Raises:
        RegisterError: A named risk may not be measured, or none may.
    """
    if named:
        return tuple(register.risk(risk_id) for risk_id in dict.fromkeys(named))
    if not register.risks:
        blocking = register.blocking()
        shown = "".join(f"\n    {item.file}:{item.line}: {item.what}" for item in blocking)
        raise RegisterError(
            f"Nothing may be measured: no risk of the register is complete.{shown}",
            why="A number without definition, owner, line and escalation decides nothing.",
            fix="Fill in what is named; plimsoll check says for each why and how.",
        )
    return register.risks


def blocked_risks(register: Register) -> dict[str, tuple[str, ...]]:
    """Return what stands against each risk that may not be measured."""
    return {
        risk_id: tuple(
            f"{item.file}:{item.line}: {item.what}" for item in register.blocking(risk_id)
        )
        for risk_id in register.files
        if not register.measurable(risk_id)
    }
