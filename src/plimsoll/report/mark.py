"""The Plimsoll mark as a picture: a circle cut by a line, and water that stands to scale.

The line is the rate that was agreed to be tolerated. Solid water reaches up to the lower bound:
at least so much is there. Hatched water reaches on to the upper bound, the waterline: no more
than so much is there. A diamond marks the point. Where nothing is known there is no water to
draw, only fog. Verdicts differ by shape and word, colour repeats them.

Promise: heights follow one stated scale, so a higher rate is never drawn lower; the picture
holds no script, no reference to anything outside, and no text that is not escaped.

Not promised: that a waterline very near its line can be told from it by eye; the labels beside
the mark and the word beneath it say on which side it is.

Source: the load line of merchant ships, 46 CFR part 42; Webber's scale (``scale.py``).
Checked by: tests/report/test_mark.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from plimsoll.records import Bounds, Verdict
from plimsoll.report.column import clipped
from plimsoll.report.scale import Scale
from plimsoll.report.template import rendered
from plimsoll.report.visible import visible
from plimsoll.report.word import (
    VERDICT_WORDS,
    at_least_text,
    at_most_text,
    exact_text,
    frequency_text,
    is_vacuous,
    percent_text,
    verdict_sentence,
)

WIDTH: Final = 284.0
HEIGHT: Final = 184.0
CAPTION_HEIGHT: Final = 34.0
LEFT: Final = 68.0
RIGHT: Final = 188.0
TOP: Final = 24.0
BOTTOM: Final = 160.0
LABEL_GAP: Final = 13.0
HATCH_STEP: Final = 7
FOG_STEP: Final = 10
TITLE_COLUMNS: Final = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one mark shows; all rates are violations per transcript, in [0, 1]."""

    title: str
    line_rate: Decimal
    bounds: Bounds
    point: Decimal | None
    verdict: Verdict

    def is_unknown(self) -> bool:
        """Tell whether there is nothing to draw but fog."""
        return is_vacuous(self.bounds)

    def word(self) -> str:
        """Return the verdict in one or two words."""
        if self.is_unknown() and self.verdict is Verdict.INCONCLUSIVE:
            return "nothing known"
        return VERDICT_WORDS[self.verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text beside the mark: what it names lies at ``anchor_y``, the text at ``text_y``."""

    text: str
    anchor_y: float
    text_y: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Where everything of a mark lies, in the units of the drawing."""

    mark_id: str
    title: str
    description: str
    word: str
    sign: str
    is_unknown: bool
    line_y: float
    lower_y: float
    upper_y: float
    point_y: float | None
    ticks: tuple[tuple[float, str], ...]
    labels: tuple[Label, ...]
    hatch: str
    fog: str


def picture(mark: Mark, *, scale: Scale, mark_id: str = "mark") -> Picture:
    """Return the geometry of ``mark`` on ``scale``."""
    assert mark_id.replace("-", "").isalnum(), mark_id
    lower_y, upper_y = (_height(scale, rate) for rate in (mark.bounds.lower, mark.bounds.upper))
    is_unknown = mark.is_unknown()
    return Picture(
        mark_id=mark_id,
        title=clipped(visible(mark.title, characters_limit=200), columns=TITLE_COLUMNS),
        description=verdict_sentence(
            verdict=mark.verdict, bounds=mark.bounds, line_rate=mark.line_rate
        ),
        word=mark.word(),
        sign="unknown" if mark.word() == "nothing known" else mark.verdict.value.lower(),
        is_unknown=is_unknown,
        line_y=_height(scale, mark.line_rate),
        lower_y=lower_y,
        upper_y=upper_y,
        point_y=None if mark.point is None or is_unknown else _height(scale, mark.point),
        ticks=tuple((_height(scale, tick), frequency_text(tick)) for tick in scale.ticks()),
        labels=_labels(mark, scale),
        hatch="" if is_unknown else _hatch(top=upper_y, bottom=lower_y),
        fog=_fog() if is_unknown else "",
    )


def mark_svg(mark: Mark, *, scale: Scale | None = None) -> str:
    """Return one mark as a file of its own, with its title and verdict beneath."""
    return marks_svg([mark], scale=scale)


def marks_svg(marks: Sequence[Mark], *, scale: Scale | None = None) -> str:
    """Return marks side by side on one scale, as one SVG file that needs nothing else."""
    rates = [rate for mark in marks for rate in (mark.line_rate, mark.bounds.upper)]
    shared = scale or Scale.covering(rates)
    pictures = [
        picture(mark, scale=shared, mark_id=f"mark-{index}") for index, mark in enumerate(marks)
    ]
    return rendered(
        "marks.svg.jinja",
        pictures=pictures,
        width=round(WIDTH * len(pictures)),
        height=round(HEIGHT + CAPTION_HEIGHT),
    )


def _height(scale: Scale, rate: Decimal) -> float:
    return round(BOTTOM - scale.position(rate) * (BOTTOM - TOP), 2)


def _labels(mark: Mark, scale: Scale) -> tuple[Label, ...]:
    """Return the labels from top to bottom, moved apart where they would overlap."""
    wanted: list[tuple[Decimal, int, str, str]] = [
        (mark.line_rate, 1, f"line {percent_text(mark.line_rate)}", "line")
    ]
    if not mark.is_unknown():
        lower, upper = mark.bounds.lower, mark.bounds.upper
        if lower == upper:
            wanted.append((upper, 0, exact_text(upper), "water"))
        else:
            wanted.append((upper, 0, f"at most {at_most_text(upper)}", "water"))
            wanted.append((lower, 2, f"at least {at_least_text(lower)}", "water"))
    # Highest rate first; at equal rates the waterline, then the line, then the lower bound.
    wanted.sort(key=lambda label: (-label[0], label[1]))
    anchors = [_height(scale, rate) for rate, _, _, _ in wanted]
    return tuple(
        Label(text=text, anchor_y=anchor_y, text_y=text_y, kind=kind)
        for (_, _, text, kind), anchor_y, text_y in zip(
            wanted, anchors, _moved_apart(anchors), strict=True
        )
    )


def _moved_apart(anchors: Sequence[float]) -> list[float]:
    """Return heights at least a label apart, in order, inside the drawing."""
    heights = list(anchors)
    for index in range(1, len(heights)):
        heights[index] = max(heights[index], heights[index - 1] + LABEL_GAP)
    heights[-1] = min(heights[-1], BOTTOM)
    for index in range(len(heights) - 2, -1, -1):
        heights[index] = min(heights[index], heights[index + 1] - LABEL_GAP)
    return heights


def _hatch(*, top: float, bottom: float) -> str:
    """Return slanting strokes between two heights; their places do not depend on either."""
    strokes = []
    for foot in range(int(LEFT + top), int(RIGHT + bottom) + 1, HATCH_STEP):
        offset = foot - foot % HATCH_STEP
        from_x, to_x = max(LEFT, offset - bottom), min(RIGHT, offset - top)
        if from_x < to_x:
            strokes.append(f"M{from_x:.1f} {offset - from_x:.1f}L{to_x:.1f} {offset - to_x:.1f}")
    return "".join(strokes)


def _fog() -> str:
    """Return a field of dots: nothing is known at any height."""
    return "".join(
        f"M{x + (FOG_STEP // 2 if row % 2 else 0):.0f} {TOP + 3 + row * FOG_STEP:.0f}h0"
        for row in range(int((BOTTOM - TOP) // FOG_STEP) + 1)
        for x in range(int(LEFT) + 5, int(RIGHT) - 4, FOG_STEP)
    )
