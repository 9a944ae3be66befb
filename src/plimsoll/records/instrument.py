"""An instrument: anything that measures; its version is a digest."""

from typing import Literal

from plimsoll.records.canonical import Record

InstrumentKind = Literal["rules", "rubric", "classifier", "judge", "reviewer", "harness"]


class Instrument(Record, frozen=True, kw_only=True):
    """One version of one instrument.

    Attributes:
        instrument_id: Its lasting name, such as ``rules`` or ``rubric:over-refusal``.
        kind: What it is.
        version_sha256: Digest of what it is made of.
        description: One sentence.
    """

    instrument_id: str
    kind: InstrumentKind
    version_sha256: str
    description: str
