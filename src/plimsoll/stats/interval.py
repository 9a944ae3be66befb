"""An interval of rates: a lower and an upper bound, and ignorance as a value.

There is no ``None``, no NaN and no zero standard error here. Where nothing is known the
interval is [0, 1], which fails every gate by itself.
"""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Interval:
    """A lower and an upper bound on a rate, both in [0, 1].

    Example:
        >>> Interval(0.01, 0.05).width
        0.04
        >>> Interval.vacuous().is_vacuous
        True
    """

    lower: float
    upper: float

    def __post_init__(self) -> None:
        assert self.lower >= 0.0, self
        assert self.lower <= self.upper, self  # also false when either end is NaN
        assert self.upper <= 1.0, self

    @classmethod
    def vacuous(cls) -> Self:
        """Return [0, 1]: every rate is still possible."""
        return cls(0.0, 1.0)

    @property
    def is_vacuous(self) -> bool:
        """Tell whether every rate is still possible."""
        return self.lower == 0.0 and self.upper == 1.0

    @property
    def width(self) -> float:
        """Return the distance between the bounds."""
        return self.upper - self.lower
