"""Would we notice: simulated fleets with planted harm, and the truth to score by."""

from plimsoll.drill.demo import CALM_PLAN, DEMO_PLAN
from plimsoll.drill.demo_register import demo_risk_files, demo_rule_files
from plimsoll.drill.plan import Plan, PlantedRisk, PlantedVersion
from plimsoll.drill.reviewers import REVIEWERS, Reviewer, simulated_labels
from plimsoll.drill.score import Scored, score, without_harm
from plimsoll.drill.simulator import Planted, simulate
from plimsoll.drill.truth import TrueRate, Truth, truth
from plimsoll.drill.words import Exchange, Script, Topic, Wording

__all__ = [
    "CALM_PLAN",
    "DEMO_PLAN",
    "REVIEWERS",
    "Exchange",
    "Plan",
    "Planted",
    "PlantedRisk",
    "PlantedVersion",
    "Reviewer",
    "Scored",
    "Script",
    "Topic",
    "TrueRate",
    "Truth",
    "Wording",
    "demo_risk_files",
    "demo_rule_files",
    "score",
    "simulate",
    "simulated_labels",
    "truth",
    "without_harm",
]
