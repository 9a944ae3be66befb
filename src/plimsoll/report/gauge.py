"""One mark as a row of characters: water from the left, the line upright.

Promise: water that stays below the line ends left of it, water above it ends right of it, at
whatever width, even where rounding alone would put both in one column.

Not promised: distances finer than one column; the numbers beneath the marks have them.

Source: ``scale.py``.
Checked by: tests/report/test_gauge.py.
"""

from decimal import Decimal
from typing import Final

from plimsoll.report.board import Row
from plimsoll.report.ink import Ink, Tone
from plimsoll.report.scale import Scale
from plimsoll.report.word import percent_text

UNKNOWN_STEP: Final = 3
DRY: Final = (" ", None)


def gauge(row: Row, *, scale: Scale, columns: int, ink: Ink) -> str:
    """Return the mark of ``row`` in exactly ``columns`` columns."""
    glyphs = ink.glyphs
    line_column = _column(scale, row.line_rate, columns=columns)
    cells: list[tuple[str, Tone | None]] = []
    if row.is_unknown():
        for column in range(columns):
            is_mark = column % UNKNOWN_STEP == 1
            cells.append((glyphs.unknown, "quiet") if is_mark else DRY)
    else:
        deep_column = _beside(row.bounds.lower, row.line_rate, scale=scale, columns=columns)
        end_column = _beside(row.bounds.upper, row.line_rate, scale=scale, columns=columns)
        for column in range(columns):
            is_deep = column <= deep_column and row.bounds.lower > 0
            is_wet = is_deep or (column <= end_column and row.bounds.upper > 0)
            wet = glyphs.deep if is_deep else glyphs.shallow
            cells.append((wet, "water") if is_wet else DRY)
        if row.point is not None:
            point_column = _beside(row.point, row.line_rate, scale=scale, columns=columns)
            cells[point_column] = (glyphs.point, "strong")
    cells[line_column] = (glyphs.line, "strong")
    return _joined(cells, ink)


def axis(scale: Scale, *, columns: int, ink: Ink) -> tuple[str, str]:
    """Return the labels of the scale and the rule beneath them, each ``columns`` wide."""
    labels = [" "] * columns
    rule = [ink.glyphs.edge] * columns
    free_from = 0
    for tick in scale.ticks():
        column = _column(scale, tick, columns=columns)
        rule[column] = ink.glyphs.tick
        text = ink.shown(percent_text(tick)) if tick else "0"
        start = min(max(0, column - len(text) // 2), columns - len(text))
        if start >= free_from:
            labels[start : start + len(text)] = text
            free_from = start + len(text) + 1
    return "".join(labels), "".join(rule)


def _column(scale: Scale, rate: Decimal, *, columns: int) -> int:
    """Return the column of ``rate``; only 0 has the first, only 1 the last."""
    column = round(scale.position(rate) * (columns - 1))
    if rate > 0:
        column = max(1, column)
    return min(columns - 2, column) if rate < 1 else column


def _beside(rate: Decimal, line_rate: Decimal, *, scale: Scale, columns: int) -> int:
    """Return the column of ``rate``, never on the wrong side of the line."""
    column = _column(scale, rate, columns=columns)
    line_column = _column(scale, line_rate, columns=columns)
    if rate < line_rate:
        return min(column, line_column - 1)
    return max(column, line_column + 1) if rate > line_rate else line_column


def _joined(cells: list[tuple[str, Tone | None]], ink: Ink) -> str:
    """Join neighbours of one tone, so that colour costs few bytes."""
    text, run, run_tone = "", "", cells[0][1]
    for glyph, tone in cells:
        if tone != run_tone:
            text += ink.toned(run, run_tone)
            run, run_tone = "", tone
        run += glyph
    return text + ink.toned(run, run_tone)
