"""What time it is: the only wall clock of the house.

Everything else takes ``now_utc`` as an argument, so that a decision can be replayed years later.
"""

from datetime import UTC, datetime


def now_utc() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place that may ask
