"""The line of a risk as its file gives it: a rate, and the agreement that stands behind it."""

import re
from decimal import Decimal
from typing import Final

from plimsoll.errors import RecordError
from plimsoll.records.moment import day
from plimsoll.records.population import Condition, Population
from plimsoll.records.risk import Line
from plimsoll.register.form import Form, filled_in

CALENDAR_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
LINE_KEYS: Final = ("rate", "alpha", "population", "rationale", "agreed_by", "expires_on")


def read_line(form: Form) -> Line | None:
    """Read the table ``[line]``; nothing when its numbers or its day cannot be read."""
    form.known_keys("line", known=LINE_KEYS)
    rate = _rate(form)
    alpha = _alpha(form)
    population = _population(form)
    rationale = form.text(
        "line",
        "rationale",
        why="A rate without a reason cannot be defended, or moved.",
        fix="Under [line], say why this rate and no other.",
    )
    agreed_by = filled_in(form.texts("line", "agreed_by"))
    if not agreed_by:
        form.note(
            "line",
            "agreed_by",
            what="[line] agreed_by names nobody",
            why="A line is an agreement; a number that nobody agreed to is an opinion.",
            fix="Name the roles or persons who agreed to this rate.",
        )
    expires_on = _expires_on(form)
    if rate is None or alpha is None or not expires_on:
        return None
    return Line(
        rate=rate,
        alpha=alpha,
        population=population,
        rationale=rationale,
        agreed_by=agreed_by,
        expires_on=expires_on,
    )


def _rate(form: Form) -> Decimal | None:
    rate = form.decimal(
        "line",
        "rate",
        why="Without a line there is nothing to measure against.",
        fix='Under [line], write the tolerated violations per transcript, such as rate = "0.05".',
    )
    # A line of 1 would be met by the interval [0, 1], that is by no data at all.
    if rate is not None and not 0 <= rate < 1:
        form.note(
            "line",
            "rate",
            what=f"[line] rate {rate} is not in [0, 1)",
            why="A rate is violations per transcript; a line of 1 would be met without any data.",
            fix='Write a rate such as "0.05" for one in twenty.',
        )
        return None
    return rate


def _alpha(form: Form) -> Decimal | None:
    alpha = form.decimal(
        "line",
        "alpha",
        why="Without an error budget a verdict says nothing about how often it is wrong.",
        fix='Under [line], write alpha = "0.05" for one wrong verdict in twenty, at most.',
    )
    if alpha is not None and not 0 < alpha <= Decimal("0.5"):
        form.note(
            "line",
            "alpha",
            what=f"[line] alpha {alpha} is not in (0, 0.5]",
            why="It is the share of verdicts that may be wrong; above one half a coin does better.",
            fix='Write alpha = "0.05".',
        )
        return None
    return alpha


def _population(form: Form) -> Population:
    if form.value("line", "population") is None:
        form.note(
            "line",
            "population",
            what="[line] population is missing",
            why="A rate means nothing until it is said among which transcripts.",
            fix="Write population = [] for all transcripts, or conditions on their facts.",
        )
    conditions: list[Condition] = []
    for index, text in enumerate(form.texts("line", "population")):
        try:
            conditions.append(Condition.of(text))
        except RecordError as error:
            form.note(
                "line",
                "population",
                index,
                what=f"this is not a condition: {text!r:.80} ({error.what})",
                why="A population that is misread is a statement about other people.",
                fix="Write FACT OPERATOR VALUE, such as: language in en, de.",
            )
    return Population(conditions=tuple(conditions))


def _expires_on(form: Form) -> str:
    value = form.value("line", "expires_on")
    text = value if isinstance(value, str) else str(value or "")
    if CALENDAR_DAY.fullmatch(text):
        try:
            return day(text).isoformat()
        except RecordError:
            pass  # such as 2026-02-30: told below
    form.note(
        "line",
        "expires_on",
        what=f"[line] expires_on {text!r:.40} is not a day" if text else "[line] has no expires_on",
        why="An agreement without an end outlives those who made it.",
        fix='Write the day on which it lapses, such as expires_on = "2027-06-30".',
    )
    return ""
