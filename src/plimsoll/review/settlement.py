"""How the labels of one transcript become one answer, or wait.

Two reviewers on one transcript are kept apart. When they agree, that is the answer; when they
differ, or one is unsure, the transcript waits for an adjudicated label. A reviewer who changes
their mind is heard once, with the latest label; the earlier one stays in the ledger.

Promise: no answer is ever made up: without a label, in dispute or in doubt it is None.

Not promised: that an answer on which people agree is right.

Source: the two-reviewer design with adjudication of Krippendorff (2019), "Content Analysis",
4th edition, chapter 12.
Checked by: tests/review/test_settlement.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from plimsoll.records import Label
from plimsoll.records.label import Answer

Basis = Literal["single", "agreed", "adjudicated", "waiting"]


@dataclass(frozen=True, slots=True)
class Settlement:
    """The answer of one transcript: True for a violation, False for clean, None while it waits."""

    violates: bool | None
    basis: Basis


WAITING = Settlement(None, "waiting")


def settle(labels: Iterable[Label]) -> Mapping[str, Settlement]:
    """Settle the labels of one risk, transcript by transcript.

    Args:
        labels: In the order in which they were recorded; of each person the latest counts.

    Returns:
        A settlement for every transcript that has a label.
    """
    latest: dict[str, dict[tuple[str, str], Label]] = defaultdict(dict)
    for label in labels:
        latest[label.transcript_id][label.capacity, label.reviewer] = label
    return {
        transcript_id: _settle_one(list(heard.values())) for transcript_id, heard in latest.items()
    }


def _settle_one(heard: list[Label]) -> Settlement:
    reviews = [label.verdict for label in heard if label.capacity == "review"]
    rulings = {label.verdict for label in heard if label.capacity == "adjudication"}
    common = _common(set(reviews))
    ruling = _common(rulings)
    if ruling is not None and ruling != common:
        return Settlement(ruling == "violation", "adjudicated")
    if common is None or rulings - {common}:
        return WAITING
    return Settlement(common == "violation", "agreed" if len(reviews) > 1 else "single")


def _common(answers: set[Answer]) -> Answer | None:
    """Return the one answer that all gave, unless it is a doubt or there is none."""
    return next(iter(answers)) if len(answers) == 1 and answers != {"unsure"} else None
