"""Decide whether a release may sail, and seal the decision."""

from collections.abc import Mapping
from dataclasses import dataclass

from plimsoll.evidence import compare_ground
from plimsoll.gate import Standing, decide
from plimsoll.records import Claim, Decision, Risk
from plimsoll.register import Register
from plimsoll.store import StoredRecord
from plimsoll.workflows.ground import digests_of, ground_of
from plimsoll.workflows.register import read_register
from plimsoll.workflows.view import View
from plimsoll.workflows.world import World


@dataclass(frozen=True)
class Gated:
    """A decision with what it was judged by.

    Attributes:
        decision: RELEASE or HOLD, with every verdict inside.
        claims: The latest claim of each risk, live or not, by risk id.
        risks: The complete risks by id.
        entry: The ledger entry that holds the decision.
    """

    decision: Decision
    claims: Mapping[str, Claim]
    risks: Mapping[str, Risk]
    entry: int


def gate(world: World, *, release: str) -> Gated:
    """Decide whether a release may sail, and seal the decision.

    Args:
        world: The workspace.
        release: The name of what is to be released.
    """
    now_utc = world.now_utc()
    register = read_register(world.root, now_utc=now_utc)
    with world.change() as change:
        view = View(world, change.unit)
        claims = view.claims(register.files)
        decision = decide(
            release=release,
            standings=[
                _standing(view, register, risk_id=risk_id, claim=claims.get(risk_id))
                for risk_id in sorted(register.files)
            ],
            register_sha256=register.sha256,
            now_utc=now_utc,
        )
        entry = change.append(
            "decision",
            {
                "release": release,
                "outcome": str(decision.outcome),
                "decision_sha256": decision.digest(),
            },
            [StoredRecord.of(decision, kind="decision", scope="")],
        )
    return Gated(decision, claims, {risk.risk_id: risk for risk in register.risks}, entry)


def _standing(view: View, register: Register, *, risk_id: str, claim: Claim | None) -> Standing:
    obstacles = tuple(
        f"{item.file}:{item.line}: {item.what}." for item in register.blocking(risk_id)
    )
    if claim is None or not register.measurable(risk_id):
        return Standing(risk_id, obstacles, claim)
    risk = register.risk(risk_id)
    ground = compare_ground(claim, digests_of(view, ground_of(view, risk)))
    return Standing(risk_id, obstacles, claim, ground.unseated_by, ground.remarks)
