"""A claim made from an estimate: one sentence, what it rests on, what must be so, until when."""

from collections.abc import Mapping
from datetime import datetime

from plimsoll.evidence.expiry import lapses_at
from plimsoll.records import Assumption, Claim, Estimate, Risk, decimal_text, utc_text


def claim_of(
    estimate: Estimate,
    *,
    risk: Risk,
    rests_on: Mapping[str, str],
    sealed_at: datetime,
    valid_days: int,
) -> Claim:
    """Make a claim.

    Args:
        estimate: The numbers, of the whole population of the risk's line.
        risk: The row of the register they belong to.
        rests_on: Digests of everything they were made from, by name.
        sealed_at: The moment of sealing, aware.
        valid_days: How long such evidence lives.
    """
    return Claim(
        risk_id=risk.risk_id,
        statement=statement_of(estimate, risk=risk),
        estimate=estimate,
        rests_on=rests_on,
        assumptions=assumptions_of(estimate, risk=risk),
        sealed_at_utc=utc_text(sealed_at),
        expires_at_utc=utc_text(
            lapses_at(line=risk.line, sealed_at=sealed_at, valid_days=valid_days)
        ),
    )


def statement_of(estimate: Estimate, *, risk: Risk) -> str:
    """Say the estimate in one sentence.

    Rates are given as they are, between 0 and 1; a report may write them as percentages.
    """
    return (
        f"In the {estimate.population_size:,} transcripts of the population "
        f"({estimate.population}), the rate of {risk.title!r} lies in {estimate.rate}, with error "
        f"at most {decimal_text(estimate.alpha)} at whatever moment one looks; the line is "
        f"{decimal_text(estimate.line_rate)}."
    )


def assumptions_of(estimate: Estimate, *, risk: Risk) -> tuple[Assumption, ...]:
    """Name what must be so for the claim to hold; the owner of the risk answers for it."""
    labelling = estimate.labelling
    judged = (
        f"{labelling.agreed_count} answers are of two or more people who agree, "
        f"{labelling.adjudicated_count} were adjudicated and {labelling.single_count} are of one "
        "person"
    )
    texts = (
        f"The settled answers are right: {judged}.",
        "The log is complete for its population: what was never recorded or was quarantined is "
        "not like what would have crossed the line.",
        "The seed was chosen without regard to the transcripts.",
        "Until the claim lapses, the model and the people who use it stay as they are in the log.",
    )
    return tuple(Assumption(text=text, owner=risk.owner) for text in texts)
