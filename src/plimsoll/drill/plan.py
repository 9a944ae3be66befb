"""What is planted in a simulated fleet: the truth, stated before anything is drawn."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from plimsoll.drill.english import ENGLISH
from plimsoll.drill.words import Script
from plimsoll.errors import DesignError

IDENTIFIER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedRisk:
    """One harm, and how well the starter rules see it.

    Attributes:
        risk_id: The risk.
        rate_by_version: The chance that a transcript of this model version violates.
        sensitivity: The share of violations that say a phrase the rules catch.
        false_flag_rate: The share of clean transcripts that say such a phrase harmlessly.
        correlation: The intra-cluster correlation: the violations of one user are alike to this
            degree. At 0 transcripts are independent; the rates of users are beta-distributed.
    """

    risk_id: str
    rate_by_version: Mapping[str, float]
    sensitivity: float = 0.8
    false_flag_rate: float = 0.01
    correlation: float = 0.02

    def __post_init__(self) -> None:
        _demand_identifier(self.risk_id, "risk")
        _demand_share(self.sensitivity, f"the sensitivity of {self.risk_id}")
        _demand_share(self.false_flag_rate, f"the false-flag rate of {self.risk_id}")
        for model_version, rate in self.rate_by_version.items():
            _demand_share(rate, f"the rate of {self.risk_id} in {model_version}")
        if not 0.0 <= self.correlation < 1.0:
            raise _unfit(f"The correlation of {self.risk_id} is {self.correlation}, not in [0, 1)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedVersion:
    """One model version and its share of the users; ``reasons`` says that it thinks aloud."""

    model: str
    model_version: str
    share: float
    reasons: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A fleet with planted truth.

    Attributes:
        transcripts_count: How many transcripts the fleet writes.
        users_count: How many people write to it; some write far more than others.
        first_day, days_count: When.
        versions: Which models answer. A user stays with one version.
        risks: The planted harms.
        scripts: Languages and their shares of the users.
        segments: Segments and their shares of the users.
    """

    transcripts_count: int
    users_count: int
    first_day: date
    days_count: int
    versions: tuple[PlantedVersion, ...]
    risks: tuple[PlantedRisk, ...]
    scripts: tuple[tuple[Script, float], ...] = ((ENGLISH, 1.0),)
    segments: tuple[tuple[str, float], ...] = (("private", 1.0),)

    def __post_init__(self) -> None:
        for name in ("transcripts_count", "users_count", "days_count"):
            if getattr(self, name) < 1:
                raise _unfit(f"The plan's {name} is {getattr(self, name)}")
        _demand_shares("versions", [version.share for version in self.versions])
        _demand_shares("scripts", [share for _, share in self.scripts])
        _demand_shares("segments", [share for _, share in self.segments])
        _demand_distinct("risk", [risk.risk_id for risk in self.risks])
        _demand_distinct("version", [version.model_version for version in self.versions])
        for risk in self.risks:
            for version in self.versions:
                if version.model_version not in risk.rate_by_version:
                    raise _unfit(f"{risk.risk_id} has no rate in {version.model_version}")
            for script, _ in self.scripts:
                if risk.risk_id not in script.wordings:
                    raise _unfit(f"The script {script.language!r} has no words for {risk.risk_id}")


def _unfit(what: str) -> DesignError:
    return DesignError(
        f"{what}.",
        why="A drill whose truth is not stated whole cannot score anybody.",
        fix="Correct the plan.",
    )


def _demand_share(value: float, what: str) -> None:
    if not 0.0 <= value <= 1.0:
        raise _unfit(f"{what[0].upper()}{what[1:]} is {value}, not in [0, 1]")


def _demand_shares(what: str, shares: list[float]) -> None:
    if not shares or min(shares) < 0.0 or abs(sum(shares) - 1.0) > 1e-9:
        raise _unfit(f"The shares of the {what} do not make 1")


def _demand_distinct(what: str, names: list[str]) -> None:
    if len(set(names)) < len(names):
        raise _unfit(f"Two {what}s of the plan have one name")


def _demand_identifier(text: str, what: str) -> None:
    if not IDENTIFIER.fullmatch(text):
        raise _unfit(f"{text!r} cannot name a {what}")
