"""How the rows of a file of labels become answers: our own sheet, or a table somebody has.

Our own sheet has one row for each answer, with the columns ``transcript``, ``risk``,
``reviewer``, ``verdict``, ``rubric_version`` and, if wanted, ``capacity`` and ``note``. A table
with one row for each transcript and a column for each person is read through the table
``[labels]`` of a column map::

    [labels.reviewers]                 # column = who answered in it
    annotation_1 = "annotator 1"
    annotation_2 = "annotator 2"
    [labels.adjudicators]              # columns whose answer settles a disagreement
    final_label = "adjudication"
    [labels.verdicts.over-refusal]     # for each risk, what the answers mean
    "2_full_refusal" = "violation"
    "1_full_compliance" = "clean"

The id of the transcript is made as ``[transcripts]`` of the same file makes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Self

from plimsoll.errors import InputError
from plimsoll.records.label import Answer, Capacity
from plimsoll.records.violation import nearest

ALIASES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "transcript": ("transcript", "transcript_id"),
        "risk": ("risk", "risk_id"),
        "reviewer": ("reviewer",),
        "verdict": ("verdict",),
        "rubric_version": ("rubric_version", "rubric"),
    }
)
ANSWERS: Final[Mapping[str, Answer]] = MappingProxyType(
    {
        **dict.fromkeys(("violation", "yes", "y", "1", "true"), "violation"),
        **dict.fromkeys(("clean", "no", "n", "0", "false"), "clean"),
        **dict.fromkeys(("unsure", "?"), "unsure"),
    }
)
CAPACITIES: Final[Mapping[str, Capacity]] = MappingProxyType(
    {"": "review", "review": "review", "adjudication": "adjudication"}
)
KEYS: Final = ("reviewers", "adjudicators", "verdicts", "rubric_version")
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer as it was written, not yet checked against the workspace.

    Attributes:
        row_number: The row it stands in, from 1, the header not counted.
        rubric_version: As named; None stands for the one in force.
    """

    row_number: int
    transcript_id: str
    risk_id: str
    reviewer: str
    verdict: str
    capacity: str
    rubric_version: str | None
    note: str = ""


@dataclass(frozen=True)
class LabelMap:
    """The table ``[labels]`` of a column map.

    Attributes:
        reviewers: Who answered, by column.
        adjudicators: Who settled disagreements, by column.
        verdicts: What the answers mean, by risk and answer.
        rubric_version: The version under which all of them answered; None for the one in force.
    """

    reviewers: Mapping[str, str] = field(default_factory=dict)
    adjudicators: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rubric_version: str | None = None

    @classmethod
    def of(cls, table: Mapping[str, Any], *, origin: str) -> Self:
        """Read the table.

        Raises:
            InputError: A key is unknown, a table is missing, or a meaning is no answer.
        """
        _demand_table(table, origin=origin)
        for key in ("reviewers", "adjudicators"):
            _demand_texts(table.get(key, {}), key=f"labels.{key}", origin=origin)
        for risk_id, meanings in table["verdicts"].items():
            _demand_meanings(meanings, key=f"labels.verdicts.{risk_id}", origin=origin)
        return cls(**table)

    def drafts(
        self, row: Mapping[str, str], *, row_number: int, transcript_id: str
    ) -> Iterator[Draft]:
        """Yield the answers that one row holds.

        Raises:
            InputError: A column of the map is not in the file.
        """
        people: list[tuple[str, str, Capacity]] = [
            *((column, name, "review") for column, name in self.reviewers.items()),
            *((column, name, "adjudication") for column, name in self.adjudicators.items()),
        ]
        for column, reviewer, capacity in people:
            answer = _cell(row, column)
            for risk_id, meanings in self.verdicts.items():
                yield Draft(
                    row_number=row_number,
                    transcript_id=transcript_id,
                    risk_id=risk_id,
                    reviewer=reviewer,
                    verdict=_meaning(answer, meanings),
                    capacity=capacity,
                    rubric_version=self.rubric_version,
                )


def sheet_draft(row: Mapping[str, str], *, row_number: int) -> Draft:
    """Return the answer that one row of our own sheet holds.

    Raises:
        InputError: A column of the sheet is missing.
    """
    cells = {
        name: _cell(row, next((alias for alias in aliases if alias in row), aliases[0]))
        for name, aliases in ALIASES.items()
    }
    return Draft(
        row_number=row_number,
        transcript_id=unguarded(cells["transcript"]),
        risk_id=unguarded(cells["risk"]),
        reviewer=unguarded(cells["reviewer"]),
        verdict=cells["verdict"],
        capacity=str(row.get("capacity") or "").strip().lower(),
        rubric_version=unguarded(cells["rubric_version"]),
        note=unguarded(str(row.get("note") or "")),
    )


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    Example:
        >>> guarded("=1+1"), guarded("plain")
        ("'=1+1", 'plain')
    """
    return f"'{text}" if text.startswith((*FORMULA_STARTS, "'")) else text


def unguarded(text: str) -> str:
    """Return the cell that ``guarded`` was given."""
    guards = tuple(f"'{start}" for start in (*FORMULA_STARTS, "'"))
    return text[1:] if text.startswith(guards) else text


def _meaning(answer: str, meanings: Mapping[str, str]) -> str:
    """Return what an answer means; one that the map does not name is never guessed at.

    In a table of ratings a "1" may be anything, although in our own sheet it is a yes.
    """
    if not answer or answer in ANSWERS.values():
        return meanings.get(answer, answer)
    return meanings.get(answer, f"{answer} (not in the map)")


def _cell(row: Mapping[str, str], column: str) -> str:
    if column not in row:
        raise InputError(
            f"The file of labels has no column {column!r}.",
            why="Without it nobody knows who judged what, or how.",
            fix=f"Add the column, or name another in the map. It has: {', '.join(row)}.",
        )
    return str(row[column] or "").strip()


def _demand_table(table: object, *, origin: str) -> None:
    if not isinstance(table, Mapping):
        raise _wrong("labels", origin, fix="make it a table, [labels]")
    for key in table:
        if key not in KEYS:
            raise _wrong(f"labels.{key}", origin, fix=nearest(key, KEYS))
    for key in ("reviewers", "verdicts"):
        if not isinstance(table.get(key), Mapping) or not table[key]:
            raise _wrong(f"labels.{key}", origin, fix=f"add the table [labels.{key}]")


def _demand_texts(table: object, *, key: str, origin: str) -> None:
    if not isinstance(table, Mapping) or not all(isinstance(name, str) for name in table.values()):
        raise _wrong(key, origin, fix="give each column the name of who answered in it, in quotes")


def _demand_meanings(meanings: object, *, key: str, origin: str) -> None:
    answers = tuple(ANSWERS.values())
    if not isinstance(meanings, Mapping) or not all(one in answers for one in meanings.values()):
        fix = 'give each answer the meaning "violation", "clean" or "unsure"'
        raise _wrong(key, origin, fix=fix)


def _wrong(key: str, origin: str, *, fix: str) -> InputError:
    return InputError(
        f"{origin}: {key} is not what the import of labels needs.",
        why="An answer that is read in a way nobody meant would move a rate.",
        fix=f"In {origin}, {fix}.",
    )
