"""Decide whether a release may sail, and seal the decision."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from plimsoll.evidence import compare_ground
from plimsoll.gate import Standing, decide
from plimsoll.records import Claim, Decision, Risk, decimal_text
from plimsoll.register import Register
from plimsoll.store import StoredRecord
from plimsoll.workflows.ground import digests_of, ground_of
from plimsoll.workflows.intact import demand_intact
from plimsoll.workflows.register import read_register
from plimsoll.workflows.view import View
from plimsoll.workflows.world import World

VANISHED: Final = (
    "It was measured before and is no longer in the register. Put its file back, or say why it was "
    "retired, under [retired] in plimsoll.toml."
)


@dataclass(frozen=True)
class Gated:
    """A decision with what it was judged by.

    Attributes:
        decision: RELEASE or HOLD, with every verdict inside.
        claims: The latest claim of each risk, live or not, by risk id.
        risks: The complete risks by id.
        retired: Why risks that were measured once are no longer asked about, by their id.
        entry: The ledger entry that holds the decision.
    """

    decision: Decision
    claims: Mapping[str, Claim]
    risks: Mapping[str, Risk]
    retired: Mapping[str, str]
    entry: int


def gate(world: World, *, release: str) -> Gated:
    """Decide whether a release may sail, and seal the decision.

    Args:
        world: The workspace.
        release: The name of what is to be released; which transcripts count is said by the
            population of each line.

    Raises:
        LedgerError: The workspace does not agree with its ledger.
    """
    demand_intact(world)
    now_utc = world.now_utc()
    register = read_register(world.root, now_utc=now_utc)
    with world.change() as change:
        view = View(world, change.unit)
        claims = view.claims(register.files)
        standings = [
            *(
                _standing(view, register, risk_id=risk_id, claim=claims.get(risk_id))
                for risk_id in sorted(register.files)
            ),
            *_vanished(view, register),
        ]
        decision = decide(
            release=release,
            standings=standings,
            register_sha256=register.sha256,
            now_utc=now_utc,
        )
        entry = change.append(
            "decision",
            {
                "release": release,
                "outcome": str(decision.outcome),
                "decision_sha256": decision.digest(),
                "retired": dict(world.settings.retired),
            },
            [StoredRecord.of(decision, kind="decision", scope="")],
        )
    return Gated(
        decision=decision,
        claims=claims,
        risks={risk.risk_id: risk for risk in register.risks},
        retired=world.settings.retired,
        entry=entry,
    )


def _vanished(view: View, register: Register) -> list[Standing]:
    """Return the risks that were measured once and are no longer in the register.

    To take a risk out of the register must not be a way to a release, unless somebody says why
    on the record.
    """
    gone = view.claimed_risks() - set(register.files) - set(view.world.settings.retired)
    return [Standing(risk_id, (VANISHED,), None) for risk_id in sorted(gone)]


def _standing(view: View, register: Register, *, risk_id: str, claim: Claim | None) -> Standing:
    obstacles = tuple(
        f"{item.file}:{item.line}: {item.what.rstrip('.')}." for item in register.blocking(risk_id)
    )
    if claim is None or not register.measurable(risk_id):
        return Standing(risk_id, obstacles, claim)
    risk = register.risk(risk_id)
    ground = compare_ground(claim, digests_of(view, ground_of(view, risk)))
    remarks = (*ground.remarks, *_moved_line(view, claim))
    return Standing(risk_id, obstacles, claim, ground.unseated_by, remarks)


def _moved_line(view: View, claim: Claim) -> Iterator[str]:
    """Say at which other lines the risk was judged before, and how."""
    for earlier in view.earlier_lines(risk_id=claim.risk_id):
        estimate = earlier.estimate
        if estimate.line_rate != claim.estimate.line_rate:
            yield (
                f"Mind that the line was moved: until {earlier.sealed_at_utc} it was "
                f"{decimal_text(estimate.line_rate)}, and the verdict there was "
                f"{estimate.verdict.value}."
            )
