"""Which rows of a dataset were also what the model is judged by.

Promise: every row whose text equals a held-out text, exactly or after normalisation, is named,
with what it equals; the share of leaking rows is a count over all rows, so it has no sampling
error. A dataset whose origin is unknown is refused whatever its rows say.

Not promised: that a dataset without overlap is clean. Paraphrases and translations are not
found: of 1,319 published rephrasings of test items, overlap of 13 words finds none.

Source: Unicode Standard Annex 15 (normalisation) and section 3.13 of the Unicode Standard
(case folding); Yang et al. (2023), "Rethinking benchmark and contamination for language models
with rephrased samples", arXiv:2311.04850, for what this cannot find.
Checked by: tests/datasets/test_leakage.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from plimsoll.datasets.normalise import normalised, text_sha256
from plimsoll.errors import InputError


class Overlap(StrEnum):
    """How alike a row and a held-out text are."""

    EXACT = "exact"
    NORMALISED = "normalised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A text with its name: a row of the dataset, a turn of a transcript, or an evaluation item."""

    item_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a dataset comes from, under which licence, and who answers for it."""

    source: str
    licence: str
    responsible: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """One row that equals a held-out text."""

    row_id: str
    held_out_id: str
    overlap: Overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakageAudit:
    """What the comparison found.

    Attributes:
        rows_count, blank_count: Rows compared, and rows left out because they hold no text.
        held_out_count: Texts they were compared with.
        leaks: One for each leaking row, in the order of the dataset.
    """

    rows_count: int
    blank_count: int
    held_out_count: int
    leaks: tuple[Leak, ...]

    @property
    def share(self) -> Fraction:
        """Return leaking rows over rows compared; without rows nothing leaks."""
        return Fraction(len(self.leaks), max(self.rows_count, 1))

    def __str__(self) -> str:
        if self.rows_count == 0 or self.held_out_count == 0:
            return "Nothing was compared, so nothing is known of leakage."
        return (
            f"{len(self.leaks)} of {self.rows_count} rows equal one of {self.held_out_count} "
            "held-out texts, exactly or after normalisation. Every row was compared; "
            "paraphrases were not looked for."
        )


def audited(rows: Iterable[Item], *, held_out: Iterable[Item]) -> LeakageAudit:
    """Compare every row with every held-out text; memory grows with the held-out ones alone.

    Blank texts are left out on both sides: they equal each other and say nothing.

    Example:
        >>> audit = audited(
        ...     [Item(item_id="row 1", text="What is  THIS?"), Item(item_id="row 2", text="New.")],
        ...     held_out=[Item(item_id="test 9", text="what is this?")],
        ... )
        >>> audit.leaks[0].held_out_id, audit.leaks[0].overlap.value, audit.share
        ('test 9', 'normalised', Fraction(1, 2))
    """
    exact: dict[str, str] = {}
    alike: dict[str, str] = {}
    held_out_count = 0
    for item in held_out:
        key = normalised(item.text)
        if key:
            held_out_count += 1
            exact.setdefault(text_sha256(item.text), item.item_id)
            alike.setdefault(text_sha256(key), item.item_id)
    leaks, rows_count, blank_count = [], 0, 0
    for row in rows:
        key = normalised(row.text)
        rows_count, blank_count = rows_count + bool(key), blank_count + (not key)
        same, similar = exact.get(text_sha256(row.text)), alike.get(text_sha256(key))
        if same is not None:
            leaks.append(Leak(row_id=row.item_id, held_out_id=same, overlap=Overlap.EXACT))
        elif similar is not None:
            leaks.append(Leak(row_id=row.item_id, held_out_id=similar, overlap=Overlap.NORMALISED))
    return LeakageAudit(
        rows_count=rows_count,
        blank_count=blank_count,
        held_out_count=held_out_count,
        leaks=tuple(leaks),
    )


def demand_admissible(audit: LeakageAudit, *, provenance: Provenance | None) -> None:
    """Refuse a dataset of unknown origin, one that leaks, or one that was compared with nothing.

    Raises:
        InputError: The dataset must not be admitted.
    """
    stated = provenance is not None and all(
        value.strip() and value.strip().casefold() != "unknown"
        for value in (provenance.source, provenance.licence, provenance.responsible)
    )
    if not stated:
        raise InputError(
            "The dataset does not say where it comes from.",
            why="What nobody answers for cannot be corrected, withdrawn or trusted.",
            fix="State its source, its licence and who is responsible for it.",
        )
    if audit.rows_count == 0 or audit.held_out_count == 0:
        raise InputError(
            "Nothing was compared: there are no rows, or no held-out texts, with text in them.",
            why="An audit of nothing would pass everything.",
            fix="Hand in the rows and the evaluation items the model is judged by.",
        )
    if audit.leaks:
        first = audit.leaks[0]
        raise InputError(
            f"{len(audit.leaks)} of {audit.rows_count} rows leak; the first is "
            f"{first.row_id!r}, which equals {first.held_out_id!r}.",
            why="A model trained on its own test looks better than it is.",
            fix="Remove the rows that the audit names, and audit again.",
        )
