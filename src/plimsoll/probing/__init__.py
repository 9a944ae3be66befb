"""What we could provoke: campaigns of attempts, what they prove, and how little is left."""

from plimsoll.probing.campaign import (
    Attacker,
    Attempt,
    Campaign,
    NullAttacker,
    Objective,
    Prompt,
    attempts_needed,
    planned,
    summarised,
)
from plimsoll.probing.saturation import Saturation, saturation

__all__ = [
    "Attacker",
    "Attempt",
    "Campaign",
    "NullAttacker",
    "Objective",
    "Prompt",
    "Saturation",
    "attempts_needed",
    "planned",
    "saturation",
    "summarised",
]
