"""The board and its numbers in characters: 80 columns, aligned, readable without colour.

Each risk is one row of water on a common scale that runs from left to right. Deep water reaches
the lower bound (at least so much is there), shallow water the upper bound (no more is there),
and the line stands upright. Where nothing is known the row holds question marks, not water.

Promise: no row is wider than ``width`` (60 or more), no control character comes out except the
colours that were asked for, and every rate stands with its interval.

Not promised: alignment on a terminal that draws characters at other widths than Unicode says.

Source: ``scale.py`` for places; Unicode Standard Annex 11 for widths.
Checked by: tests/report/test_terminal.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from plimsoll.records import Claim, Decision, Estimate, Outcome, Risk
from plimsoll.report.board import Row, decided_rows, row_of_estimate, shared_scale, tally_text
from plimsoll.report.column import columns_size, wrapped
from plimsoll.report.fact import Fact, numbers, subgroup_text
from plimsoll.report.gauge import axis, gauge
from plimsoll.report.ink import PLAIN_INK, VERDICT_TONES, Ink, Tone

NARROWEST: Final = 60
INDENT: Final = "  "
WORD_COLUMNS: Final = 15
SHORTEST_NAME_COLUMNS: Final = 12
SHORTEST_GAUGE_COLUMNS: Final = 36
FIELD_COLUMNS: Final = 9


def estimate_text(estimates: Sequence[Estimate], *, width: int = 80, ink: Ink = PLAIN_INK) -> str:
    """Return the marks of all estimates on one scale, then the numbers of each.

    Args:
        estimates: Whole populations, each followed by its subgroups, if any.
        width: Columns of the terminal, at least 60.
        ink: Which characters and colours the terminal has.
    """
    rows = [row_of_estimate(estimate) for estimate in estimates]
    named = [
        (subgroup_text(estimate) if estimate.subgroup else estimate.risk_id, row)
        for estimate, row in zip(estimates, rows, strict=True)
    ]
    lines = _board(named, width=width, ink=ink)
    for (name, row), estimate in zip(named, estimates, strict=True):
        heading = f"{estimate.risk_id}, {name}" if estimate.subgroup else name
        facts = _subgroup_facts(estimate) if estimate.subgroup else _whole_facts(estimate)
        facts = [("verdict", row.sentence()), *facts]
        lines += ["", *_section(row, heading, facts=facts, width=width, ink=ink)]
    return "\n".join(lines) + "\n"


def decision_text(
    decision: Decision,
    *,
    claims: Mapping[str, Claim],
    risks: Mapping[str, Risk],
    width: int = 80,
    ink: Ink = PLAIN_INK,
) -> str:
    """Return a decision: its outcome, the marks, and for each risk the reasons and the price.

    Args:
        decision: What was decided.
        claims: By risk id, the claims it was decided on.
        risks: By risk id, the register it was decided by.
        width: Columns of the terminal, at least 60.
        ink: Which characters and colours the terminal has.
    """
    rows = decided_rows(decision, claims=claims, risks=risks)
    moment = decision.decided_at_utc.replace("T", " ").replace("Z", " UTC")
    title = f"{ink.glyphs.mark} {decision.outcome.value}  {decision.release}"
    title = ink.fitted(title, columns=width - len(moment) - 1)
    tone: Tone = "met" if decision.outcome is Outcome.RELEASE else "not_met"
    lines = [f"{ink.toned(title, tone)} {moment}", INDENT + ink.shown(tally_text(rows)), ""]
    lines += _board([(row.risk_id, row) for row in rows], width=width, ink=ink)
    for row in rows:
        heading = f"{row.risk_id}: {row.title()}" if row.risk is not None else row.risk_id
        lines += ["", *_section(row, heading, facts=_decided(row), width=width, ink=ink)]
    return "\n".join(lines) + "\n"


def _board(named: Iterable[tuple[str, Row]], *, width: int, ink: Ink) -> list[str]:
    """Return the scale, one mark for each row, and the key."""
    assert width >= NARROWEST, width
    named = list(named)
    scale = shared_scale(row for _, row in named)
    name_columns = _name_columns((name for name, _ in named), width=width, ink=ink)
    margin = len(INDENT) + WORD_COLUMNS + name_columns + 1
    columns = width - margin
    labels, rule = axis(scale, columns=columns, ink=ink)
    lines = [" " * margin + labels.rstrip(), " " * margin + rule]
    for name, row in named:
        word = row.word().ljust(WORD_COLUMNS)
        head = f"{_sign(row, ink)} {word}{ink.fitted(name, columns=name_columns)} "
        lines.append((head + gauge(row, scale=scale, columns=columns, ink=ink)).rstrip())
    glyphs = ink.glyphs
    key = (
        f"{glyphs.line} line  {glyphs.deep} at least  {glyphs.shallow} at most  "
        f"{glyphs.point} looks like  {glyphs.unknown} not known"
    )
    note = "share of transcripts, ten times more at each step; 0 apart"
    return [*lines, "", INDENT + ink.toned(key, "quiet"), INDENT + ink.toned(note, "quiet")]


def _name_columns(names: Iterable[str], *, width: int, ink: Ink) -> int:
    """Return columns for the longest name, as far as the marks leave room."""
    longest = max((columns_size(ink.shown(name)) for name in names), default=0)
    room = width - len(INDENT) - WORD_COLUMNS - 1 - SHORTEST_GAUGE_COLUMNS
    return max(SHORTEST_NAME_COLUMNS, min(longest, room))


def _section(row: Row, heading: str, *, facts: Iterable[Fact], width: int, ink: Ink) -> list[str]:
    """Return a heading with the sign of its verdict, and its facts in two aligned columns."""
    first, *rest = wrapped(ink.shown(heading), columns=width - len(INDENT))
    lines = [f"{_sign(row, ink)} {ink.toned(first, 'strong')}"]
    lines += [INDENT + ink.toned(line, "strong") for line in rest]
    earlier = ""
    for name, text in facts:
        label = "" if name == earlier else name
        for line in wrapped(ink.shown(text), columns=width - len(INDENT) - FIELD_COLUMNS):
            lines.append(f"{INDENT}{ink.toned(label.ljust(FIELD_COLUMNS), 'quiet')}{line}".rstrip())
            label = ""
        earlier = name
    return lines


def _whole_facts(estimate: Estimate) -> list[Fact]:
    return [
        *numbers(estimate),
        ("where", str(estimate.population)),
        ("method", estimate.method),
        *(("note", note) for note in estimate.notes),
    ]


def _subgroup_facts(estimate: Estimate) -> list[Fact]:
    """Return what differs from the whole; the rest is said there."""
    return [fact for fact in numbers(estimate) if fact[0] in {"rate", "reviews", "price"}]


def _decided(row: Row) -> list[Fact]:
    facts = [("verdict", row.sentence()), *(("because", reason) for reason in row.reasons)]
    estimate = row.estimate()
    if estimate is not None:
        facts += [*numbers(estimate), ("where", str(estimate.population))]
    if row.risk is not None:
        facts.append(("owner", row.risk.owner))
    return facts


def _sign(row: Row, ink: Ink) -> str:
    return ink.toned(ink.glyphs.signs[row.verdict], VERDICT_TONES[row.verdict])
