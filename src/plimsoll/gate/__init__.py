"""Whether the release may sail."""

from plimsoll.gate.policy import Standing, decide, judge

__all__ = ["Standing", "decide", "judge"]
