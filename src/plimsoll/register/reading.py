"""The whole register: the risks that may be measured, and everything that is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from plimsoll.errors import RegisterError
from plimsoll.records.canonical import digest_of_many, sha256_hex
from plimsoll.records.risk import Risk
from plimsoll.records.violation import Violation
from plimsoll.register.form import Form
from plimsoll.register.lint import lint
from plimsoll.register.parse import ParsedRisk, parse_risk


@dataclass(frozen=True)
class RiskFile:
    """One file of the register: its name relative to the workspace, and its text."""

    file_name: str
    text: str


@dataclass(frozen=True)
class Register:
    """The register at one moment.

    Attributes:
        risks: The risks against which no blocking violation stands, by file name.
        violations: Everything that is wrong, blocking or not, by file and line.
        sha256: Digest of all risk files, names and texts, in the order of their names.
        files: The file of each risk id, complete or not.
    """

    risks: tuple[Risk, ...]
    violations: tuple[Violation, ...]
    sha256: str
    files: Mapping[str, str]

    def blocking(self, risk_id: str | None = None) -> tuple[Violation, ...]:
        """Return what stands against measuring one risk, or against any."""
        return tuple(
            violation
            for violation in self.violations
            if violation.blocks and (risk_id is None or violation.risk_id in {risk_id, ""})
        )

    def measurable(self, risk_id: str) -> bool:
        """Tell whether anything may be measured for this risk."""
        return any(risk.risk_id == risk_id for risk in self.risks)

    def risk(self, risk_id: str) -> Risk:
        """Return one risk.

        Raises:
            RegisterError: It is not registered, or something stands against it; every blocking
                violation is named.
        """
        for risk in self.risks:
            if risk.risk_id == risk_id:
                return risk
        if risk_id not in self.files:
            raise RegisterError(
                f"No risk {risk_id!r} is registered.",
                why="What is not in the register has no definition, owner or line.",
                fix=f"Use one of: {', '.join(sorted(self.files)) or 'none yet; write one'}.",
            )
        raise _blocked(f"Nothing may be measured for {risk_id}", self.blocking(risk_id))

    def all_risks(self) -> tuple[Risk, ...]:
        """Return every risk, if the whole register is complete.

        Raises:
            RegisterError: A blocking violation stands against any risk; every one is named.
        """
        if self.blocking():
            raise _blocked("The register is not complete", self.blocking())
        return self.risks


def _blocked(what: str, violations: tuple[Violation, ...]) -> RegisterError:
    named = "".join(f"\n    {item.file}:{item.line}: {item.what}" for item in violations)
    return RegisterError(
        f"{what}, because of {len(violations)} violations:{named}",
        why="A rate without definition, owner, line and escalation has nobody who must act on it.",
        fix="Mend what is named; plimsoll check says for each why and how.",
    )


def read(
    files: Iterable[RiskFile], *, now_utc: datetime, unreadable: Iterable[Violation] = ()
) -> Register:
    """Read a register from its files.

    Args:
        files: The risk files.
        now_utc: The moment at which lines are held against their expiry.
        unreadable: What the reader of the files could not even hand over as text.
    """
    ordered = sorted(files, key=lambda file: file.file_name)
    parsed = [parse_risk(file.text, file_name=file.file_name) for file in ordered]
    violations = [*unreadable, *_twins(parsed)]
    for one in parsed:
        violations.extend(one.violations)
        violations.extend(_objections(one, now_utc=now_utc))
    if not parsed and not any(violation.blocks for violation in violations):
        violations.append(_empty())
    blocked = {violation.risk_id for violation in violations if violation.blocks}
    return Register(
        risks=tuple(one.draft.risk() for one in parsed if one.draft and one.risk_id not in blocked),
        violations=tuple(sorted(violations)),
        sha256=digest_of_many(
            sha256_hex(part.encode()) for file in ordered for part in (file.file_name, file.text)
        ),
        files={one.risk_id: one.file_name for one in parsed},
    )


def rubric_sha256(risk: Risk) -> str:
    """Return the version of the rubric by which people label: the digest of the definition."""
    return risk.definition.digest()


def _objections(parsed: ParsedRisk, *, now_utc: datetime) -> list[Violation]:
    if parsed.source is None or parsed.draft is None:
        return []
    form = Form(parsed.source, risk_id=parsed.risk_id)
    lint(parsed.draft, form=form, now_utc=now_utc)
    return form.violations


def _twins(parsed: list[ParsedRisk]) -> list[Violation]:
    first: dict[str, str] = {}
    twins: list[Violation] = []
    for one in parsed:
        earlier = first.setdefault(one.risk_id, one.file_name)
        if earlier != one.file_name:
            twins.append(
                Violation(
                    one.file_name,
                    one.source.line_of("id") if one.source else 1,
                    f"the id {one.risk_id!r} is also the id of {earlier}",
                    "Two files would answer for one risk, with two lines and two owners.",
                    "Give one of them another id, or delete it.",
                    risk_id=one.risk_id,
                )
            )
    return twins


def _empty() -> Violation:
    return Violation(
        "risks/",
        1,
        "the register is empty",
        "Without a named harm there is nothing to look for, and nothing to be found.",
        "Write one file for each risk in risks/, or run plimsoll init with a profile.",
    )
