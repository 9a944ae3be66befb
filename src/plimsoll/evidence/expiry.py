"""Until when a claim is evidence.

Promise: a claim never outlives the line it was measured against.
Source: fail-closed expiry: NIST SP 800-137, "Information Security Continuous Monitoring".
Checked by: tests/evidence/test_expiry.py.
"""

from datetime import UTC, datetime, time, timedelta

from plimsoll.records import Line, day


def lapses_at(*, line: Line, sealed_at: datetime, valid_days: int) -> datetime:
    """Return when a claim on this line lapses: after its days, or with the line.

    The line's last day counts whole.
    """
    end_of_line = datetime.combine(day(line.expires_on), time.min, UTC) + timedelta(days=1)
    return max(min(sealed_at + timedelta(days=valid_days), end_of_line), sealed_at)
