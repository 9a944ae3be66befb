"""Draws to estimate from, written short: v a violation, c clean, a dot waits for an answer."""

from decimal import Decimal

import msgspec
from tests.review.samples import risk as some_risk

from plimsoll.estimation import Answered, Drawn, Part

MEANINGS = {"v": (True, "single"), "c": (False, "single"), ".": (None, "waiting")}


def risk_with(*, rate="0.05", alpha="0.05"):
    """Return a risk with this line."""
    risk = some_risk()
    line = msgspec.structs.replace(risk.line, rate=Decimal(rate), alpha=Decimal(alpha))
    return msgspec.structs.replace(risk, line=line)


def answers(letters, *, stratum="not flagged"):
    """Return one draw for each letter."""
    return [Answered(stratum, *MEANINGS[letter]) for letter in letters]


def drawn_of(letters, *, population_size, **more):
    """Return draws from a population of one stratum."""
    return Drawn(
        {"not flagged": Part(flagged=False, population_size=population_size)},
        answers(letters),
        "ab" * 32,
        **more,
    )


def two_strata(flagged, unflagged, *, sizes):
    """Return draws from a flagged and an unflagged stratum, one after the other in turn."""
    mixed = []
    left, right = answers(flagged, stratum="flagged"), answers(unflagged)
    while left or right:
        mixed.extend([*left[:1], *right[:1]])
        left, right = left[1:], right[1:]
    return Drawn(
        {
            "flagged": Part(flagged=True, population_size=sizes[0]),
            "not flagged": Part(flagged=False, population_size=sizes[1]),
        },
        mixed,
        "ab" * 32,
    )
