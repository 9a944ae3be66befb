"""How often a harm happens, and what the screen missed."""

from plimsoll.estimation.look import Answered, Part
from plimsoll.estimation.prevalence import Drawn, estimate_rate

__all__ = ["Answered", "Drawn", "Part", "estimate_rate"]
