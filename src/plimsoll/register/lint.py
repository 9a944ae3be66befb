"""What a person who reads a risk file with care would object to.

Blocking: a critical risk that nothing prevents, and a line that has lapsed. Everything else here
is a warning: it weakens the register and does not stop a measurement.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from plimsoll.records.moment import day
from plimsoll.records.risk import Line
from plimsoll.register.draft import Draft
from plimsoll.register.form import Form
from plimsoll.register.profile import STARTING_VALUE

NOTICE: Final = timedelta(days=30)


def has_lapsed(line: Line, *, now_utc: datetime) -> bool:
    """Tell whether the agreement behind a line has lapsed: it holds until its day begins in UTC."""
    return day(line.expires_on) <= _today(now_utc)


def lint(draft: Draft, *, form: Form, now_utc: datetime) -> None:
    """Write down what is to be objected to in one risk, complete or not."""
    _prevention(form, draft)
    if draft.line is not None:
        _life(form, draft.line, today=_today(now_utc))
        _agreement(form, draft.line, owner=draft.owner)
    _words(form, draft)


def _today(now_utc: datetime) -> date:
    assert now_utc.tzinfo is not None, "a naive time means a different moment on every machine"
    return now_utc.astimezone(UTC).date()


def _prevention(form: Form, draft: Draft) -> None:
    kinds = {control.kind for control in draft.controls}
    if draft.severity == "critical" and "preventive" not in kinds:
        held = " and ".join(sorted(kinds)) or "no"
        form.note(
            "control",
            what=f"this critical risk has {held} controls only"
            if kinds
            else "this critical risk has no control",
            why="Prevention outranks detection: what is noticed has already happened to somebody.",
            fix='Add a [[control]] with kind = "preventive", or argue for a lower severity.',
        )
    elif not kinds:
        form.note(
            "control",
            what="no control is named",
            why="A risk that nothing limits is only being watched.",
            fix="Add a [[control]] with its name and kind.",
            blocks=False,
        )


def _life(form: Form, line: Line, *, today: date) -> None:
    expires_on = day(line.expires_on)
    if expires_on <= today:
        form.note(
            "line",
            "expires_on",
            what=f"the line lapsed on {expires_on}",
            why="Nobody has agreed to this rate any more.",
            fix="Agree again, and write the new day, rationale and parties.",
        )
    elif expires_on <= today + NOTICE:
        form.note(
            "line",
            "expires_on",
            what=f"the line lapses on {expires_on}, in {(expires_on - today).days} days",
            why="From that day on nothing is measured for this draft.",
            fix="Ask the parties now whether they still agree.",
            blocks=False,
        )


def _agreement(form: Form, line: Line, *, owner: str) -> None:
    if {name.casefold() for name in line.agreed_by} == {owner.casefold()}:
        form.note(
            "line",
            "agreed_by",
            what="nobody but the owner agreed to the line",
            why="Whoever answers for a risk should not alone say how much of it is too much.",
            fix="Have somebody who speaks for the affected party agree.",
            blocks=False,
        )
    if line.rationale == STARTING_VALUE:
        form.note(
            "line",
            "rationale",
            what="the line is still the one that the profile proposed",
            why="A rate that nobody argued for cannot be defended, or moved.",
            fix="Say why this rate and no other, or agree on another.",
            blocks=False,
        )
    if line.rate == 0:
        form.note(
            "line",
            "rate",
            what="the line is 0",
            why="No sample can show that something never happens; only reading everything can.",
            fix="Keep it if every transcript will be read; otherwise agree on a small rate.",
            blocks=False,
        )


def _words(form: Form, draft: Draft) -> None:
    if not draft.failure_modes:
        form.note(
            "failure_mode",
            what="no failure mode is named",
            why="No monitor without a failure mode: one looks for what one has named.",
            fix="Add a [[failure_mode]] with its name and how it would be noticed.",
            blocks=False,
        )
    for index, mode in enumerate(draft.failure_modes):
        if not mode.noticed_by.strip():
            form.note(
                "failure_mode",
                index,
                what=f"[[failure_mode]] number {index + 1}: noticed_by is empty",
                why="A failure mode that nobody would notice is the one that lasts.",
                fix="Fill in noticed_by.",
                blocks=False,
            )
    if not draft.definition.excluded:
        form.note(
            "definition",
            what="no excluded examples are given",
            why="Reviewers disagree most about what does not count.",
            fix="Under [definition], list near misses in excluded.",
            blocks=False,
        )
    if not draft.costs.unit:
        form.note(
            "costs",
            what="the costs of a miss and of a false alarm are not stated",
            why="Without them nobody can say which error to fear more.",
            fix="Add [costs] with unit, miss and false_alarm.",
            blocks=False,
        )
