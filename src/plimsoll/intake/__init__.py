"""What was said, and what could not be read: rows of logs to transcripts, or to quarantine.

A row goes through ``strict_json`` (one meaning or none), ``log_format`` (which log is this?),
``column_map`` (what the user says about the columns) and ``normalise`` (one transcript), or it
leaves with one of the reasons in ``refusal``. Nothing is dropped on the way.
"""

from plimsoll.intake.column_map import ColumnMap
from plimsoll.intake.normalise import Normalised, Normaliser
from plimsoll.intake.refusal import Reason, RowError, shown
from plimsoll.intake.strict_json import read_json

__all__ = [
    "ColumnMap",
    "Normalised",
    "Normaliser",
    "Reason",
    "RowError",
    "read_json",
    "shown",
]
