"""Seal what is known as claims: numbers, ground, assumptions and expiry, in the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass

from plimsoll.evidence import claim_of
from plimsoll.records import Claim, Instrument, Risk
from plimsoll.register import rubric_sha256
from plimsoll.store import StoredRecord
from plimsoll.workflows.chosen import chosen_risks
from plimsoll.workflows.estimate import whole
from plimsoll.workflows.ground import digests_of, ground_of
from plimsoll.workflows.intact import demand_intact
from plimsoll.workflows.register import read_register
from plimsoll.workflows.view import View
from plimsoll.workflows.world import Change, World


@dataclass(frozen=True)
class Sealed:
    """The claims of one call, and the ledger entries that hold them."""

    claims: tuple[Claim, ...]
    entries: tuple[int, ...]


def seal(world: World, *, risks: Sequence[str] = ()) -> Sealed:
    """Seal what is known as claims, in the ledger.

    Args:
        world: The workspace.
        risks: The risks to seal; all that may be measured when empty.

    Raises:
        RegisterError: A named risk may not be measured, or none may.
        LedgerError: The workspace does not agree with its ledger.
    """
    demand_intact(world)
    now_utc = world.now_utc()
    register = read_register(world.root, now_utc=now_utc)
    claims, entries = [], []
    with world.change() as change:
        view = View(world, change.unit)
        for risk in chosen_risks(register, risks):
            ground = ground_of(view, risk)
            claim = claim_of(
                whole(ground),
                risk=risk,
                rests_on=digests_of(view, ground),
                sealed_at=now_utc,
                valid_days=world.settings.claim_valid_days,
            )
            claims.append(claim)
            entries.append(_record(change, claim, risk=risk))
    return Sealed(tuple(claims), tuple(entries))


def _record(change: Change, claim: Claim, *, risk: Risk) -> int:
    """Append one claim, with the risk and the rubric as they were when it was made."""
    rubric = Instrument(
        instrument_id=f"rubric:{risk.risk_id}",
        kind="rubric",
        version_sha256=rubric_sha256(risk),
        description=f"The definition of {risk.risk_id}, version {risk.definition.version}.",
    )
    return change.append(
        "claim",
        {
            "risk_id": claim.risk_id,
            "claim_sha256": claim.digest(),
            "verdict": str(claim.estimate.verdict),
            "expires_at_utc": claim.expires_at_utc,
        },
        [
            StoredRecord.of(claim, kind="claim", risk_id=risk.risk_id),
            StoredRecord.of(risk, kind="risk", risk_id=risk.risk_id),
            StoredRecord.of(rubric, kind="instrument", risk_id=risk.risk_id),
        ],
    )
