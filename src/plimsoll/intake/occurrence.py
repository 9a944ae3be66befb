"""When it was said: many ways of writing a moment, one text in UTC.

RFC 3339 text with an offset, and Unix time of 9 or 10 digits (or in milli-, micro- or
nanoseconds, told by the number of digits), are moments. A text without an offset is a different
moment in every city and is refused, unless somebody states the offset. Fractions of a second
are dropped, so that text order is time order.
"""

import re
from datetime import UTC, datetime, tzinfo
from typing import Final

from plimsoll.intake.refusal import Reason, RowError, shown
from plimsoll.records import utc_text

# Seconds from 1973 to 2286, or the same in thousandths, millionths, thousand-millionths.
UNIX: Final = re.compile(r"([0-9]{9,10})(?:\.[0-9]{1,9})?|[0-9]{12,13}|[0-9]{15,16}|[0-9]{18,19}")
UTC_TEXT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
LENGTH_LIMIT: Final = 64


def utc_of(text: str, *, offset: tzinfo | None = None) -> str:
    """Return a moment as RFC 3339 text in UTC, to the second.

    Args:
        text: The moment as the log has it.
        offset: What a text without an offset means; None refuses it.

    Raises:
        RowError: The text is not a moment, or does not say its offset.

    Example:
        >>> utc_of("2026-03-01T12:30:00.75+01:00"), utc_of("1772364600000")
        ('2026-03-01T11:30:00Z', '2026-03-01T11:30:00Z')
    """
    moment = _moment(text)
    if moment is not None and UTC_TEXT.fullmatch(text):
        return text
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=offset)
    if moment is None or moment.tzinfo is None:
        raise _not_a_moment(text)
    try:
        return utc_text(moment)
    except (OverflowError, ValueError):  # the year 0 or 10,000 in UTC
        raise _not_a_moment(text) from None


def _not_a_moment(text: str) -> RowError:
    return RowError(Reason.BAD_TIME, f"It is {shown(text)}.")


def _moment(text: str) -> datetime | None:
    found = UNIX.fullmatch(text)
    if found:
        seconds = found[1] or text[: 10 if len(text) % 3 == 1 else 9]
        return datetime.fromtimestamp(int(seconds), tz=UTC)
    try:
        return datetime.fromisoformat(text) if len(text) <= LENGTH_LIMIT else None
    except ValueError:
        return None
