"""The figures of the page on the bound are those that the code gives."""

import math
import re

import pytest
from tests.house.tree import DOCS

from plimsoll.stats.finite_population import StratumCount
from plimsoll.stats.prior_mixture import PriorMixture
from plimsoll.stats.stratified import stratified_bounds

ROW = re.compile(
    r"^\| ([\d,]+) \| ([\d.]+) % \| ([\d,]+) \| ([\d,]+) \| ([\d.]+) \| ([\d,]+) \| ([\d,]+) \|$",
    re.MULTILINE,
)
ALPHA = 0.05
TABLE = [
    tuple(float(cell.replace(",", "")) for cell in row)
    for row in ROW.findall((DOCS / "method" / "the-bound.md").read_text(encoding="utf-8"))
]


def clean_reviews_needed(population_size: int, *, line: float, prior: PriorMixture) -> int:
    """Return after how many clean reviews the upper bound is at or below the line."""
    enough, too_few = population_size, -1
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        seen = StratumCount(population_size, middle, 0, prior)
        bounds = stratified_bounds(flagged=(), unflagged=(seen,), alpha=ALPHA)
        if bounds.rate.upper <= line:
            enough = middle
        else:
            too_few = middle
    return enough


def fixed_plan(population_size: int, *, line: float) -> int:
    """Return the smallest sample without violation that excludes any count above the line."""
    violations_count = math.floor(line * population_size + 1e-9) + 1
    chance, reviewed = 1.0, 0
    while chance > ALPHA:
        left = population_size - reviewed
        chance *= (left - violations_count) / left
        reviewed += 1
    return reviewed


def test_the_table_is_there() -> None:
    assert len(TABLE) == 8


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]:.0f} at {row[1]} %")
def test_every_row_of_the_table_is_what_the_code_gives(row: tuple[float, ...]) -> None:
    size, line = int(row[0]), row[1] / 100
    plan = fixed_plan(size, line=line)
    bets = (PriorMixture.around(planned_rate=line), PriorMixture.uniform(), PriorMixture.anywhere())
    ours, alike, anywhere = (clean_reviews_needed(size, line=line, prior=bet) for bet in bets)
    assert (plan, ours, alike, anywhere) == (row[2], row[3], row[5], row[6])
    assert row[4] == pytest.approx(ours / plan, abs=0.005)
