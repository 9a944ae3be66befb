"""One risk of the dossier, in words and places; the template only lays it out."""

from dataclasses import dataclass
from typing import Final

from plimsoll.records import Claim, Estimate, Risk
from plimsoll.report.board import Row
from plimsoll.report.fact import Fact, numbers, rate_text, reviews_text, subgroup_text
from plimsoll.report.mark import Mark, Picture, picture
from plimsoll.report.scale import Scale
from plimsoll.report.source import ReportSource
from plimsoll.report.word import (
    VERDICT_WORDS,
    at_most_text,
    count_text,
    frequency_text,
    missed_text,
    people_text,
    percent_text,
    price_text,
)

DIGEST_START: Final = 12
FACT_TITLES: Final = {
    "rate": "Rate",
    "means": "In use",
    "reviews": "Read by people",
    "screen": "The screen",
    "labels": "Answers",
    "price": "Price of a verdict",
    "error": "Risk of error",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a claim rests on: a name, the digest, and its first digits for the eye."""

    name: str
    start: str
    full: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One risk of the page.

    Attributes:
        anchor: The fragment that links to it.
        row: Its row of the board.
        mark: Its mark for the board.
        price: What a settled verdict costs.
        people: What the interval means in use; empty when nothing is known.
        measured, line: Facts by name.
        unknown: What a reader might take for known and is not.
        subgroups: Name, rate, verdict and readings of each part.
        digests: What the claim rests on.
    """

    anchor: str
    row: Row
    mark: Picture
    price: str
    people: str
    measured: tuple[Fact, ...]
    line: tuple[Fact, ...]
    unknown: tuple[str, ...]
    subgroups: tuple[tuple[str, str, str, str], ...]
    digests: tuple[Digest, ...]


def chapter(row: Row, *, source: ReportSource, scale: Scale, index: int) -> Chapter:
    """Return the chapter of one row; ``index`` counts from 1 and names its anchor."""
    estimate = row.estimate()
    people = f"{people_text(row.bounds)} transcripts"
    mark = Mark(
        title=row.title(),
        line_rate=row.line_rate,
        bounds=row.bounds,
        point=row.point,
        verdict=row.verdict,
    )
    return Chapter(
        anchor=f"risk-{index}",
        row=row,
        mark=picture(mark, scale=scale, mark_id=f"mark-{index}"),
        price="" if estimate is None else price_text(estimate.price, verdict=estimate.verdict),
        people="" if row.is_unknown() else people,
        measured=() if estimate is None else _measured(estimate),
        line=() if row.risk is None else _line(row.risk, today=source.made_at_utc[:10]),
        unknown=_unknown(row),
        subgroups=tuple(_subgroup(part) for part in source.subgroups.get(row.risk_id, ())),
        digests=() if row.claim is None else _digests(row.claim),
    )


def _measured(estimate: Estimate) -> tuple[Fact, ...]:
    facts = [(FACT_TITLES[name], text) for name, text in numbers(estimate)]
    return (*facts, ("On", str(estimate.population)), ("How", estimate.method))


def _line(risk: Risk, *, today: str) -> tuple[Fact, ...]:
    line = risk.line
    lapse = " (this day is past: the agreement has lapsed)" if line.expires_on < today else ""
    return (
        ("Line", f"{percent_text(line.rate)} of transcripts ({frequency_text(line.rate)})"),
        ("Why this rate", line.rationale),
        ("Agreed by", ", ".join(line.agreed_by)),
        ("Until", f"{line.expires_on}{lapse}"),
        ("About", str(line.population)),
        ("Risk of error allowed", f"at most {at_most_text(line.alpha)}"),
    )


def _unknown(row: Row) -> tuple[str, ...]:
    estimate = row.estimate()
    if estimate is None:
        lapsed = "Whether what the lapsed claim said still holds."
        return (lapsed if row.has_lapsed else "Everything: no live claim rests on any reading.",)
    known = []
    unread_count = estimate.population_size - estimate.reviewed_count
    if unread_count > 0:
        unread = f"{count_text(unread_count)} of {count_text(estimate.population_size)}"
        known.append(
            f"What {unread} transcripts say: nobody read them. The interval allows for it."
        )
    if estimate.missed_by_screen.upper > 0:
        known.append(
            f"Which violations the screen let pass: it {missed_text(estimate.missed_by_screen)}."
        )
    if estimate.labelling.single_count:
        single = count_text(estimate.labelling.single_count)
        read = count_text(estimate.reviewed_count)
        known.append(f"Whether a second reviewer would agree on {single} of {read} answers.")
    if row.risk is not None and row.risk.line.rate != estimate.line_rate:
        today = percent_text(row.risk.line.rate)
        known.append(f"How it stands to today's line, {today}: the line moved after the claim.")
    return (*known, *estimate.notes)


def _subgroup(part: Estimate) -> tuple[str, str, str, str]:
    word = VERDICT_WORDS[part.verdict]
    return subgroup_text(part), rate_text(part), word, reviews_text(part)


def _digests(claim: Claim) -> tuple[Digest, ...]:
    named = {"claim": claim.digest(), **claim.rests_on}
    return tuple(
        Digest(name=name, start=digest[:DIGEST_START], full=digest)
        for name, digest in named.items()
    )
