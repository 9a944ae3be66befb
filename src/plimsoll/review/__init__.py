"""What people judged: sheets to fill in, labels to settle, agreement to report."""

from plimsoll.review.agreement import agreement_of
from plimsoll.review.settlement import Settlement, settle

__all__ = ["Settlement", "agreement_of", "settle"]
