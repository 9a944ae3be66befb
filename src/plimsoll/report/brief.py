"""The ninety-second brief: decision, effect, interval, consequence, and what is not known.

Promise: at most 225 words, whatever the register holds; every rate stands with its interval and
every count with what it is counted among; the worst risks are told first and those left out are
counted.

Not promised: every risk. The dossier has them all.

Source: Brysbaert (2019), Journal of Memory and Language 109, 104047,
doi:10.1016/j.jml.2019.104047 (238 words a minute in silence), less more than a third for numbers.
Checked by: tests/report/test_brief.py.
"""

import re
from collections.abc import Sequence
from typing import Final

from plimsoll.records import Estimate, Risk, Verdict
from plimsoll.report.board import Row, report_rows, tally_text
from plimsoll.report.column import ELLIPSIS, clipped
from plimsoll.report.source import ReportSource
from plimsoll.report.visible import visible
from plimsoll.report.word import (
    at_most_text,
    count_text,
    counted,
    interval_text,
    is_vacuous,
    people_text,
    percent_text,
)

WORDS_LIMIT: Final = 225
TOLD_LIMIT: Final = 3
NAME_WORDS: Final = 7
NAME_COLUMNS: Final = 56


def words_count(text: str) -> int:
    """Count words in the stricter of two ways: by spaces, or by runs of letters and digits.

    Example:
        >>> words_count("at most 0.3 %")
        4
    """
    return max(len(text.split()), len(re.findall(r"\w+", text)))


def brief_text(source: ReportSource) -> str:
    """Return the brief: up to three risks, fewer where their words would not fit."""
    rows = report_rows(source)
    for told_count in range(min(TOLD_LIMIT, len(rows)), -1, -1):
        text = _brief(source, rows, told_count=told_count)
        if words_count(text) <= WORDS_LIMIT:
            return text
    return _brief(source, rows, told_count=0)


def _brief(source: ReportSource, rows: Sequence[Row], *, told_count: int) -> str:
    told, rest = rows[:told_count], rows[told_count:]
    paragraphs = [_decision(source, rows), *(_effect(row) for row in told)]
    if told and rest:
        paragraphs.append(_rest(rest))
    paragraphs += [_unknown(rows), _change(rows)]
    return "\n\n".join(paragraphs) + "\n"


def _decision(source: ReportSource, rows: Sequence[Row]) -> str:
    tally = tally_text(rows)
    if source.decision is None:
        return f"NO DECISION yet for {_name(source.workspace_name)}. {tally}"
    decision = source.decision
    day = decision.decided_at_utc[:10]
    return f"{decision.outcome.value}: {_name(decision.release)}, decided on {day}. {tally}"


def _effect(row: Row) -> str:
    """Say effect, interval and consequence of one risk."""
    name, line = _name(row.title()), percent_text(row.line_rate)
    interval = interval_text(row.bounds)
    estimate = row.estimate()
    if estimate is None or row.is_unknown():
        lapse = "Its claim has lapsed. " if row.has_lapsed else ""
        anything = f"Any rate {interval} is still possible; the line is {line}."
        return f"{name}: {row.word()}. {lapse}{anything}"
    people = people_text(row.bounds)
    party = _party(row.risk)
    return (
        f"{name}: {row.word()}. {interval.capitalize()} of transcripts show it; "
        f"the line is {line}. In use, {people} transcripts would affect {party}. "
        f"People read {count_text(estimate.reviewed_count)} of "
        f"{count_text(estimate.population_size)}; error at most {at_most_text(estimate.alpha)}."
    )


def _rest(rows: Sequence[Row]) -> str:
    return f"The rest: {tally_text(rows)[:1].lower()}{tally_text(rows)[1:]}"


def _unknown(rows: Sequence[Row]) -> str:
    """Say what is not known: risks nobody measured, and what the screen may have missed."""
    parts = []
    unknown = [row for row in rows if row.is_unknown()]
    if unknown:
        example = _name(unknown[0].title())
        parts.append(f"the rate of {len(unknown)} of {_risks(len(rows))}, such as {example}")
    missed = [(e.missed_by_screen, row) for row in rows if (e := row.estimate()) is not None]
    if missed:
        worst, row = max(missed, key=lambda pair: pair[0].upper)
        name = _name(row.title())
        share = interval_text(worst)
        parts.append(
            f"what share of violations the screen missed for {name}"
            if is_vacuous(worst)
            else f"violations the screen missed for {name}, {share} of them"
        )
    return f"Not known: {'; '.join([*parts, 'harms that no risk here names'])}."


def _change(rows: Sequence[Row]) -> str:
    """Say what would change the decision: reviews, a lower rate, or time."""
    parts = []
    priced = [e for row in rows if (e := row.estimate()) and e.price.reviews_count is not None]
    priced = [e for e in priced if e.verdict is Verdict.INCONCLUSIVE]
    if priced:
        parts.append(_price(priced[0], rows))
    if any(row.is_unknown() for row in rows):
        parts.append("a first measurement where nothing is known")
    crossed = [row for row in rows if row.verdict is Verdict.NOT_MET]
    if crossed:
        parts.append(f"a lower rate, measured anew, for {_name(crossed[0].title())}")
    expiries = [row.claim.expires_at_utc for row in rows if row.claim and not row.has_lapsed]
    if expiries:
        parts.append(f"time, as the first claim lapses on {min(expiries)[:10]}")
    return f"What would change this: {'; '.join(parts or ['a first risk with a line'])}."


def _price(estimate: Estimate, rows: Sequence[Row]) -> str:
    title = next(row.title() for row in rows if row.risk_id == estimate.risk_id)
    more = counted(estimate.price.reviews_count or 0, one="more review", many="more reviews")
    read = f"{count_text(estimate.reviewed_count)} of {count_text(estimate.population_size)}"
    return f"about {more}, beyond {read}, for {_name(title)}"


def _risks(count: int) -> str:
    return counted(count, one="risk", many="risks")


def _party(risk: Risk | None) -> str:
    return "those concerned" if risk is None else _cut(risk.affected_party)


def _name(text: str) -> str:
    return f"\u201c{_cut(text)}\u201d"


def _cut(text: str) -> str:
    """Return a text of the user's, at most seven words long, the cut shown."""
    kept = clipped(visible(text), columns=NAME_COLUMNS)
    if words_count(kept) <= NAME_WORDS:
        return kept
    while words_count(kept) > NAME_WORDS:
        kept = kept[:-1]
    return f"{kept.rstrip()}{ELLIPSIS}"
