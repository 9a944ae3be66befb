"""Until when a claim is evidence.

Promise: a claim never outlives the line it was measured against.

Not promised: that what a claim says stays true until it lapses; that is an assumption of the
claim, with an owner.

Source: fail-closed expiry: NIST SP 800-137, "Information Security Continuous Monitoring".
Checked by: tests/evidence/test_expiry.py.
"""

from datetime import UTC, datetime, time, timedelta

from plimsoll.records import Line, day


def lapses_at(*, line: Line, sealed_at: datetime, valid_days: int) -> datetime:
    """Return when a claim on this line lapses: after its days, or with the line.

    A line lapses as the day that it names begins, in UTC.
    """
    end_of_line = datetime.combine(day(line.expires_on), time.min, UTC)
    return max(min(sealed_at + timedelta(days=valid_days), end_of_line), sealed_at)
