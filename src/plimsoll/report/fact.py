"""The numbers of one estimate as named sentences; every door shows the same ones."""

from plimsoll.records import Estimate
from plimsoll.report.word import (
    at_most_text,
    count_text,
    counted,
    interval_text,
    is_vacuous,
    labelling_text,
    missed_text,
    people_text,
    percent_text,
    price_text,
)

Fact = tuple[str, str]


def rate_text(estimate: Estimate) -> str:
    """Say the interval of the rate, and what it looks like where there is a point."""
    rate = estimate.rate
    interval = interval_text(rate)
    if rate.point is None or rate.lower == rate.upper:
        return interval
    return f"{percent_text(rate.point)}, {interval}"


def reviews_text(estimate: Estimate) -> str:
    """Say how much was read and what was found in it."""
    population = counted(estimate.population_size, one="transcript", many="transcripts")
    found = counted(estimate.violations_count, one="violation", many="violations")
    return f"{count_text(estimate.reviewed_count)} of {population}; {found} found"


def numbers(estimate: Estimate) -> tuple[Fact, ...]:
    """Return what was measured, by name, each number with its interval or denominator."""
    rate = estimate.rate
    means = ("means", f"{people_text(rate)} transcripts")
    return (
        ("rate", rate_text(estimate)),
        *(() if is_vacuous(rate) else (means,)),
        ("reviews", reviews_text(estimate)),
        ("screen", missed_text(estimate.missed_by_screen)),
        ("labels", labelling_text(estimate.labelling)),
        ("price", price_text(estimate.price, verdict=estimate.verdict)),
        ("error", _error_text(estimate)),
    )


def _error_text(estimate: Estimate) -> str:
    """Say how often the interval may be wrong."""
    if estimate.rate.lower == estimate.rate.upper:
        return "none from sampling: everything was read"
    return f"at most {at_most_text(estimate.alpha)}, at whatever moment one looks"


def subgroup_text(estimate: Estimate) -> str:
    """Name a subgroup by the facts that narrow it, such as ``model = large``."""
    return ", ".join(f"{fact} = {value}" for fact, value in sorted(estimate.subgroup.items()))
