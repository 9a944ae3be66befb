"""The frame: every transcript of a population that could be drawn, split into strata.

A transcript lies in the stratum of what the screen said of it (flagged or not) and of the facts
by which the user asked to split. The digest of the frame covers the id, the digest and the
stratum of every transcript, so a frame that grew, shrank or was split otherwise is another frame.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from plimsoll.records import FrameRow, Population, digest_of_many

FLAGGED: Final = "flagged"
NOT_FLAGGED: Final = "not flagged"
ABSENT: Final = "(absent)"


@dataclass(frozen=True, slots=True)
class Listed:
    """What the frame must know of one transcript: id, digest and facts."""

    transcript_id: str
    transcript_sha256: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Frame:
    """A listed population, split into strata.

    Attributes:
        rows: Every transcript, ordered by id.
        flagged_strata: The names of the strata that the screen flagged.
        lacking_counts: How many transcripts lack a fact that the population asks for.
    """

    rows: tuple[FrameRow, ...]
    flagged_strata: frozenset[str]
    lacking_counts: Mapping[str, int]

    @cached_property
    def sha256(self) -> str:
        """Digest of the frame: every transcript, its digest and its stratum."""
        return digest_of_many(row.digest() for row in self.rows)

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """Transcripts by stratum, the strata in order of their names."""
        sizes: dict[str, int] = {}
        for row in self.rows:
            sizes[row.stratum] = sizes.get(row.stratum, 0) + 1
        return dict(sorted(sizes.items()))


def frame_of(
    listed: Iterable[Listed],
    *,
    population: Population,
    flagged_ids: Collection[str],
    by: tuple[str, ...] = (),
) -> Frame:
    """List the transcripts of a population and split them into strata.

    Args:
        listed: All transcripts of the workspace.
        population: The filter.
        flagged_ids: Transcripts that the screen flagged for the risk at hand.
        by: Facts by which to split further.

    Example:
        >>> frame = frame_of(
        ...     [Listed("a", "00", {"model": "m"}), Listed("b", "01", {"model": "m"})],
        ...     population=Population.of(("model = m",)), flagged_ids={"b"},
        ... )
        >>> dict(frame.sizes)
        {'flagged': 1, 'not flagged': 1}
    """
    rows: list[FrameRow] = []
    flagged_strata: set[str] = set()
    lacking: dict[str, int] = {}
    for item in listed:
        for fact in population.lacks(item.facts):
            lacking[fact] = lacking.get(fact, 0) + 1
        if not population.admits(item.facts):
            continue
        flagged = item.transcript_id in flagged_ids
        stratum = stratum_name(flagged=flagged, facts=item.facts, by=by)
        if flagged:
            flagged_strata.add(stratum)
        rows.append(
            FrameRow(
                transcript_id=item.transcript_id,
                transcript_sha256=item.transcript_sha256,
                stratum=stratum,
            )
        )
    rows.sort(key=lambda row: row.transcript_id)
    return Frame(tuple(rows), frozenset(flagged_strata), lacking)


def stratum_name(*, flagged: bool, facts: Mapping[str, str], by: tuple[str, ...]) -> str:
    """Name the stratum of a transcript.

    Example:
        >>> stratum_name(flagged=True, facts={"language": "en"}, by=("language", "tenure"))
        'flagged, language=en, tenure=(absent)'
    """
    parts = [f"{fact}={facts.get(fact, ABSENT)}" for fact in by]
    return ", ".join([FLAGGED if flagged else NOT_FLAGGED, *parts])
