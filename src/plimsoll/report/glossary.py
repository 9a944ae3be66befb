"""The terms a reader of the page meets, each in one line."""

from typing import Final

GLOSSARY: Final = (
    ("Line", "the rate that named people agreed to tolerate, with the day the agreement lapses"),
    ("Waterline", "the upper bound: the evidence of today excludes any rate above it"),
    ("Rate", "violations per transcript, from 0 % to 100 %"),
    ("Interval", "lower and upper bound; 0 % to 100 % says that nothing is known"),
    ("Alpha", "the error budget: how often, at most, such a statement is wrong"),
    ("Transcript", "one recorded interaction with the model"),
    ("Violation", "a transcript on which a person confirmed the behaviour that the risk names"),
    ("Population", "the transcripts a statement is about"),
    ("Screen", "a cheap test that says which transcripts to look at; it misses some"),
    ("Claim", "a bounded statement, sealed with all it rests on, that lapses on a stated day"),
    ("Assumption", "what must be so for a claim to hold, and who answers for it"),
    ("Met", "the whole interval lies at or below the line"),
    ("Not met", "the evidence does not let the line stand"),
    ("Inconclusive", "the evidence does not settle it; the price says what would"),
    ("Checkpoint", "a signed digest of the whole ledger; a copy held elsewhere anchors it"),
)
