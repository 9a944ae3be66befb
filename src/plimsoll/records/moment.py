"""Moments as text: RFC 3339 in UTC, so that text order is time order."""

import re
from datetime import UTC, date, datetime
from typing import Final

from plimsoll.errors import RecordError
from plimsoll.records.canonical import invalid

# Other ways of writing a moment, which the reader of ISO 8601 knows, do not sort as time does.
UTC_TEXT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
DAY_TEXT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def utc_text(moment: datetime) -> str:
    """Write an aware datetime as RFC 3339 text in UTC, to the second.

    Example:
        >>> utc_text(datetime(2026, 3, 1, 12, 30, tzinfo=UTC))
        '2026-03-01T12:30:00Z'
    """
    assert moment.tzinfo is not None, "a naive time means a different moment on every machine"
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_moment(text: str) -> datetime:
    """Read RFC 3339 text that ends in ``Z`` or carries an offset.

    Raises:
        RecordError: The text is not a moment, or does not say its offset from UTC.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid("time", f"{text!r} is not RFC 3339") from error
    if moment.tzinfo is None:
        raise invalid("time", f"{text!r} does not say its offset from UTC")
    return moment.astimezone(UTC)


def is_utc_text(text: str) -> bool:
    """Tell whether ``text`` is a moment as ``utc_text`` writes it, to the second."""
    try:
        utc_moment(text)
    except RecordError:
        return False
    return UTC_TEXT.fullmatch(text) is not None


def day(text: str) -> date:
    """Read a calendar day such as ``2026-12-31``.

    Raises:
        RecordError: The text is not a day.
    """
    try:
        if DAY_TEXT.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # such as 2026-02-30
    raise invalid("day", f"{text!r} is not YYYY-MM-DD")
