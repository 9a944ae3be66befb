"""The scale of every mark: each step is ten times the one before, and 0 stands apart.

Tolerated rates run from 1 in 100 000 to 1 in 10; on a scale of equal shares all of them would
lie in the lowest tenth. So the scale is logarithmic down to a smallest decade, and the space
between that decade and 0 is linear: 0 has a place, and a larger rate always lies higher.

Promise: positions rise strictly with the rate, 0 lies at 0 and 1 at 1, and equal ratios of
rates above the smallest decade have equal distances.

Not promised: equal ratios below the smallest decade; there the scale is linear down to 0.

Source: the "symmetric log" scale, Webber (2013), Measurement Science and Technology 24, 027001,
doi:10.1088/0957-0233/24/2/027001, with a linear part between 0 and the smallest decade.
Checked by: tests/report/test_scale.py.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Self

FEWEST_DECADES: Final = 2
MOST_DECADES: Final = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale from 0 to 1 with ``decades_count`` decades above its linear part."""

    decades_count: int = MOST_DECADES

    def __post_init__(self) -> None:
        assert FEWEST_DECADES <= self.decades_count <= MOST_DECADES, self

    @classmethod
    def covering(cls, rates: Iterable[Decimal]) -> Self:
        """Return the scale that shows the smallest of ``rates`` with a decade to spare.

        Example:
            >>> Scale.covering([Decimal("0.01"), Decimal("0.3"), Decimal(0)]).decades_count
            3
        """
        smallest_exponent = min((rate.adjusted() for rate in rates if rate > 0), default=0)
        return cls(max(FEWEST_DECADES, min(MOST_DECADES, 1 - smallest_exponent)))

    def ticks(self) -> tuple[Decimal, ...]:
        """Return the rates at the ends of the steps: 0, the smallest decade, ... 1."""
        decades = (Decimal(1).scaleb(-power) for power in range(self.decades_count, -1, -1))
        return (Decimal(0), *decades)

    def position(self, rate: Decimal) -> float:
        """Return where ``rate`` lies, from 0.0 to 1.0.

        Example:
            >>> Scale(3).position(Decimal("0.1"))
            0.75
        """
        assert 0 <= rate <= 1, rate
        steps_count = self.decades_count + 1
        smallest = Decimal(1).scaleb(-self.decades_count)
        if rate <= smallest:
            return float(rate / smallest) / steps_count
        return (steps_count + math.log10(rate)) / steps_count
