"""Numbers as words that a policy reader follows, each with its unit.

Promise: a lower bound is rounded down and an upper bound up, so an interval in words contains
the interval in numbers; a rate above 0 is never written as 0 unless it is a lower bound.

Not promised: more than three significant digits.

Source: this project's HOUSE rule that ignorance is a value and no number stands without its
interval.
Checked by: tests/report/test_word.py.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Final

from plimsoll.records import Bounds, Labelling, Price, Rate, Verdict, decimal_text
from plimsoll.report.visible import visible

EXACT_PERCENT: Final = Decimal("0.0001")
NARROW_SPACE: Final = "\u202f"
SIGNIFICANT_DIGITS: Final = 3
SMALLEST_PERCENT: Final = Decimal("0.0001")
PEOPLE_BASE: Final = 10_000
VERDICT_WORDS: Final = {
    Verdict.MET: "met",
    Verdict.NOT_MET: "not met",
    Verdict.INCONCLUSIVE: "inconclusive",
}

# For a verdict that does not follow from the interval alone; the reasons say why.
OPENINGS: Final = {
    Verdict.MET: "Met",
    Verdict.NOT_MET: "Not met",
    Verdict.INCONCLUSIVE: "Not settled",
}
Interval = Bounds | Rate


def count_text(count: int) -> str:
    """Write a count with separators.

    Example:
        >>> count_text(12400)
        '12,400'
    """
    return f"{count:,}"


def counted(count: int, *, one: str, many: str) -> str:
    """Write a count with its noun, such as ``1 review`` or ``3 reviews``."""
    return f"{count_text(count)} {one if count == 1 else many}"


def percent_text(rate: Decimal, *, rounding: str = ROUND_HALF_EVEN) -> str:
    r"""Write a rate as a percentage with at most three significant digits.

    Example:
        >>> percent_text(Decimal("0.003")), percent_text(Decimal("0.21649"))
        ('0.3\u202f%', '21.6\u202f%')
    """
    percent = rate * 100
    if percent == 0:
        return f"0{NARROW_SPACE}%"
    step = max(SMALLEST_PERCENT, Decimal(1).scaleb(percent.adjusted() + 1 - SIGNIFICANT_DIGITS))
    rounded = percent.quantize(step, rounding=rounding)
    if rounding == ROUND_HALF_EVEN and rounded == 0:
        return f"< {SMALLEST_PERCENT}{NARROW_SPACE}%"
    return f"{decimal_text(rounded)}{NARROW_SPACE}%"


def at_least_text(rate: Decimal) -> str:
    """Write a lower bound, rounded down."""
    return percent_text(rate, rounding=ROUND_FLOOR)


def at_most_text(rate: Decimal) -> str:
    """Write an upper bound, rounded up."""
    return percent_text(rate, rounding=ROUND_CEILING)


def frequency_text(rate: Decimal) -> str:
    r"""Write a rate as so many in so many, to two significant digits.

    Example:
        >>> frequency_text(Decimal("0.003")), frequency_text(Decimal("0.38"))
        ('3 in 1,000', '38 in 100')
    """
    if rate == 0:
        return "none"
    rounded = Decimal(decimal_text(round(rate, 1 - rate.adjusted())))
    if rounded == 1:
        return "all" if rate == 1 else "nearly all"
    places = -int(rounded.as_tuple().exponent)
    return f"{count_text(int(rounded.scaleb(places)))} in {count_text(10**places)}"


def exact_text(rate: Decimal) -> str:
    r"""Write a rate that a census found: exactly, if four places say it, else rounded.

    Example:
        >>> exact_text(Decimal("0.1376"))
        'exactly 13.76\u202f%'
        >>> exact_text(Decimal("0.191860465116"))
        '19.2\u202f%'
    """
    percent = (rate * 100).quantize(EXACT_PERCENT)
    if percent != rate * 100:
        return percent_text(rate)
    return f"exactly {decimal_text(percent)}{NARROW_SPACE}%"


def interval_text(bounds: Interval) -> str:
    r"""Write an interval, rounded outwards; an interval without width is exact.

    Example:
        >>> interval_text(Bounds(lower=Decimal("0.001"), upper=Decimal("0.0231")))
        'between 0.1\u202f% and 2.31\u202f%'
    """
    if bounds.lower == bounds.upper:
        return exact_text(bounds.lower)
    return f"between {at_least_text(bounds.lower)} and {at_most_text(bounds.upper)}"


def people_text(bounds: Interval, *, base_count: int = PEOPLE_BASE) -> str:
    r"""Write what an interval means among ``base_count`` transcripts, rounded outwards.

    Example:
        >>> people_text(Bounds(lower=Decimal("0.0021"), upper=Decimal("0.0484")))
        'between 21 and 484 of 10,000'
    """
    low = int((bounds.lower * base_count).to_integral_value(rounding=ROUND_FLOOR))
    high = int((bounds.upper * base_count).to_integral_value(rounding=ROUND_CEILING))
    base = count_text(base_count)
    if low == high:
        return f"{count_text(low)} of {base}"
    return f"between {count_text(low)} and {count_text(high)} of {base}"


def is_vacuous(bounds: Interval) -> bool:
    """Tell whether the interval is [0, 1], which says that nothing is known."""
    return bounds.lower == 0 and bounds.upper == 1


def verdict_sentence(*, verdict: Verdict, bounds: Bounds, line_rate: Decimal) -> str:
    r"""Say in one plain sentence how a rate stands to its line.

    Example:
        >>> bounds = Bounds(lower=Decimal("0.02"), upper=Decimal("0.05"))
        >>> verdict_sentence(verdict=Verdict.NOT_MET, bounds=bounds, line_rate=Decimal("0.01"))
        'Above the line: at least 2\u202f% of transcripts show it, and the line is 1\u202f%.'
    """
    line = percent_text(line_rate)
    interval = interval_text(bounds)
    if is_vacuous(bounds):
        about_line = f"; the line is {line}." if line_rate else "."
        return f"Nothing is known: any rate {interval} is still possible{about_line}"
    if verdict is Verdict.MET and bounds.upper <= line_rate:
        upper = at_most_text(bounds.upper)
        return f"Below the line: at most {upper} of transcripts show it, and the line is {line}."
    if verdict is Verdict.NOT_MET and bounds.lower > line_rate:
        lower = at_least_text(bounds.lower)
        return f"Above the line: at least {lower} of transcripts show it, and the line is {line}."
    opening = OPENINGS[verdict]
    if bounds.lower <= line_rate < bounds.upper:
        return f"{opening}: {interval} of transcripts show it, and the line, {line}, lies within."
    return f"{opening}: {interval} of transcripts show it; the line is {line}."


def missed_text(missed: Bounds) -> str:
    """Say what share of the violations the screen did not flag."""
    if is_vacuous(missed):
        return "may have missed any share of the violations"
    return f"missed {interval_text(missed)} of the violations"


def price_text(price: Price, *, verdict: Verdict) -> str:
    """Say what a settled verdict costs in reviews, or why no number can be given."""
    if verdict is not Verdict.INCONCLUSIVE:
        return "settled; this verdict needs no further review"
    if price.reviews_count is None:
        return visible(price.why) or "not known"
    reviews = counted(price.reviews_count, one="more review", many="more reviews")
    why = visible(price.why)
    return f"about {reviews}" + (f", {why}" if why else "")


def labelling_text(labelling: Labelling) -> str:
    """Say how the reviewed draws came by their answers."""
    return (
        f"{count_text(labelling.single_count)} single, "
        f"{count_text(labelling.agreed_count)} agreed, "
        f"{count_text(labelling.adjudicated_count)} adjudicated, "
        f"{count_text(labelling.waiting_count)} waiting"
    )
