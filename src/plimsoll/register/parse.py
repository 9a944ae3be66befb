"""One risk file: from TOML text to a risk, or to everything that stops it from being one.

What is asked for here is what must be known before anything may be measured: the harm in words,
one owner, a line that people agreed to, and somebody to tell. Judgements about a complete risk
(has the line lapsed? is anything preventive?) are made in ``lint``.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, get_args

from plimsoll.errors import InputError
from plimsoll.records.finding import Severity
from plimsoll.records.risk import (
    Control,
    ControlKind,
    Costs,
    Definition,
    Escalation,
    FailureMode,
)
from plimsoll.records.toml_source import TomlSource
from plimsoll.records.violation import Violation, violation_of
from plimsoll.register.draft import NOT_STATED, Draft
from plimsoll.register.form import Form, filled_in
from plimsoll.register.line import read_line

RISK_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HOURS_IN_A_YEAR: Final = 8760

KEYS: Final[dict[str, tuple[str, ...]]] = {
    "definition": ("version", "text", "included", "excluded"),
    "failure_mode": ("name", "noticed_by"),
    "control": ("name", "kind"),
    "costs": ("unit", "miss", "false_alarm"),
    "escalation": ("contact", "within_hours"),
}
TOP_KEYS: Final = ("id", "title", "affected_party", "owner", "severity", "line", *KEYS)


@dataclass(frozen=True)
class ParsedRisk:
    """What one file gave.

    Attributes:
        file_name: The file.
        risk_id: The id in the file, or the file's name when it gives none.
        source: The TOML with its lines; nothing when it is not TOML.
        draft: The risk as far as it could be read; nothing when it is not TOML.
        violations: Everything that could not be read as it should.
    """

    file_name: str
    risk_id: str
    source: TomlSource | None
    draft: Draft | None
    violations: tuple[Violation, ...]


def parse_risk(text: str, *, file_name: str) -> ParsedRisk:
    """Read one risk file; every violation is kept, not the first only."""
    stem = file_name.rpartition("/")[2].removesuffix(".toml")
    try:
        source = TomlSource.of(text, file_name=file_name)
    except InputError as error:
        found = violation_of(error, file=file_name, line=1, risk_id=stem)
        return ParsedRisk(file_name, stem, None, None, (found,))
    given = source.table.get("id")
    form = Form(source, risk_id=given if isinstance(given, str) and given.strip() else stem)
    draft = _draft(form, stem=stem)
    return ParsedRisk(file_name, form.risk_id, source, draft, tuple(form.violations))


def _draft(form: Form, *, stem: str) -> Draft:
    form.known_keys(known=TOP_KEYS)
    return Draft(
        risk_id=_risk_id(form, stem=stem),
        title=form.text(
            "title",
            why="Reports name the risk by its title.",
            fix="Say in a few words what may go wrong.",
        ),
        definition=_definition(form),
        affected_party=form.text(
            "affected_party",
            why="A harm without somebody who is harmed cannot be weighed.",
            fix="Say who suffers when it happens.",
        ),
        owner=form.text(
            "owner",
            why="A risk without one owner is nobody's; one with two owners is the other's.",
            fix="Name one role or person who answers for this risk.",
        ),
        severity=_severity(form),
        failure_modes=_failure_modes(form),
        controls=_controls(form),
        line=read_line(form),
        costs=_costs(form),
        escalation=_escalation(form),
    )


def _risk_id(form: Form, *, stem: str) -> str:
    risk_id = form.text(
        "id",
        why="Rules, labels and claims refer to the risk by its id.",
        fix=f'Write id = "{stem}".',
    )
    if risk_id and not RISK_ID.fullmatch(risk_id):
        form.note(
            "id",
            what=f"the id {risk_id!r} is not made of lower-case words joined by hyphens",
            why="It becomes a file name, a column and a command argument.",
            fix="Write it like over-refusal.",
        )
    elif risk_id and risk_id != stem:
        form.note(
            "id",
            what=f"the id {risk_id!r} differs from the file's name {stem!r}",
            why="Whoever looks for a risk opens the file of that name.",
            fix=f"Rename the file to {risk_id}.toml, or correct the id.",
        )
    return risk_id


def _definition(form: Form) -> Definition:
    form.known_keys("definition", known=KEYS["definition"])
    return Definition(
        version=form.text(
            "definition",
            "version",
            why="A label is worth nothing without the version of the rubric it was given by.",
            fix='Write version = "1.0" under [definition], and raise it with the text.',
        ),
        text=form.text(
            "definition",
            "text",
            why="People label by this text; what is not defined cannot be counted.",
            fix="Under [definition], say what counts as a violation.",
        ),
        included=filled_in(form.texts("definition", "included")),
        excluded=filled_in(form.texts("definition", "excluded")),
    )


def _severity(form: Form) -> Severity | None:
    value = form.value("severity")
    for severity in get_args(Severity):
        if value == severity:
            return severity  # type: ignore[no-any-return] # one of the literals
    form.note(
        "severity",
        what=f"severity is {value!r:.40}" if value else "severity is missing",
        why="A critical risk is held to stricter rules than a low one.",
        fix=f"Write one of: {', '.join(get_args(Severity))}.",
    )
    return None


def _failure_modes(form: Form) -> tuple[FailureMode, ...]:
    modes: list[FailureMode] = []
    for index in range(form.tables("failure_mode")):
        form.known_keys("failure_mode", index, known=KEYS["failure_mode"])
        name = form.text(
            "failure_mode",
            index,
            "name",
            why="Each failure mode is one way in which the harm comes about.",
            fix="Name it in a few words.",
        )
        noticed = form.value("failure_mode", index, "noticed_by")
        modes.append(FailureMode(name=name, noticed_by=noticed if isinstance(noticed, str) else ""))
    return tuple(modes)


def _controls(form: Form) -> tuple[Control, ...]:
    controls: list[Control] = []
    for index in range(form.tables("control")):
        form.known_keys("control", index, known=KEYS["control"])
        name = form.text(
            "control", index, "name", why="Somebody must find it.", fix="Name the control."
        )
        kind = form.value("control", index, "kind")
        if kind in get_args(ControlKind):
            controls.append(Control(name=name, kind=kind))
            continue
        form.note(
            "control",
            index,
            "kind",
            what=f"[[control]] number {index + 1}: kind is {kind!r:.40}",
            why="Prevention outranks detection, and detection outranks correction.",
            fix=f"Write one of: {', '.join(get_args(ControlKind))}.",
        )
    return tuple(controls)


def _costs(form: Form) -> Costs:
    if form.value("costs") is None:
        return NOT_STATED
    form.known_keys("costs", known=KEYS["costs"])
    why = "The right trade between misses and false alarms follows from what each costs."
    fix = "Fill in unit, miss and false_alarm under [costs], or leave the whole table out."
    unit = form.text("costs", "unit", why=why, fix=fix)
    amounts = [form.decimal("costs", key, why=why, fix=fix) for key in ("miss", "false_alarm")]
    for key, amount in zip(("miss", "false_alarm"), amounts, strict=True):
        if amount is not None and amount < 0:
            form.note("costs", key, what=f"[costs] {key} is negative", why=why, fix=fix)
    miss, false_alarm = (amount or Decimal(0) for amount in amounts)
    return Costs(unit=unit, miss=miss, false_alarm=false_alarm)


def _escalation(form: Form) -> Escalation:
    form.known_keys("escalation", known=KEYS["escalation"])
    return Escalation(
        contact=form.text(
            "escalation",
            "contact",
            why="A crossed line that nobody hears of stays crossed.",
            fix="Under [escalation], say who is told: a role with a channel that is read.",
        ),
        within_hours=form.whole(
            "escalation",
            "within_hours",
            upper=HOURS_IN_A_YEAR,
            why="Telling somebody some day is not an escalation.",
            fix="Under [escalation], write within_hours = 24.",
        ),
    )
