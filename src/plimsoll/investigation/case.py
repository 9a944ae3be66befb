"""A case: one question, two investigators on opposing sides, and data that stay closed.

Promise: the data of a case open only after both investigators have committed to a hypothesis,
nobody can commit or commit anew afterwards, and which side each argues was decided by a coin
whose seed the caller holds.

Not promised: that the data were not read elsewhere. The case orders what is recorded in it.

Source: Mellers, Hertwig & Kahneman (2001), doi:10.1111/1467-9280.00350, for investigations by
adversaries; Nosek et al. (2018), doi:10.1073/pnas.1708274114, for registering first.
Checked by: tests/investigation/test_case.py.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

import msgspec
import numpy as np

from plimsoll.errors import InputError
from plimsoll.investigation.hypothesis import (
    Commitment,
    Hypothesis,
    Side,
    commitment_sha256,
    demand_revealed,
)
from plimsoll.records import Record, utc_moment, utc_text
from plimsoll.records.canonical import frozen_texts, invalid

NOBODY: Final[Mapping[str, Commitment]] = MappingProxyType({})


class Case(Record, frozen=True, kw_only=True):
    """What is recorded of an investigation.

    Attributes:
        case_id: Its name.
        question: What is to be found out.
        sides: The side that each of the two investigators argues.
        commitments: The sealed hypotheses so far, by author.
        opened_at_utc: When the data were opened; empty while they are closed.
    """

    case_id: str
    question: str
    sides: Mapping[str, Side]
    commitments: Mapping[str, Commitment] = NOBODY
    opened_at_utc: str = ""

    def __post_init__(self) -> None:
        frozen_texts(self, "sides")
        frozen_texts(self, "commitments")
        if sorted(self.sides.values()) != sorted(Side):
            raise invalid("case", "it does not have one investigator on either side")
        if self.opened_at_utc:
            utc_moment(self.opened_at_utc)
            if set(self.commitments) != set(self.sides):
                raise invalid("case", "its data are open before both sides committed")


def assigned(
    *, case_id: str, question: str, investigators: tuple[str, str], rng: np.random.Generator
) -> Case:
    """Return a new case, with sides given out by a coin.

    Raises:
        InputError: The investigators are not two different people, or nothing is asked.
    """
    first, second = (name.strip() for name in investigators)
    if not first or not second or first.casefold() == second.casefold():
        raise InputError(
            "A case needs two different investigators.",
            why="Nobody argues against themselves with all their strength.",
            fix="Name a second person.",
        )
    if not case_id.strip() or not question.strip():
        raise InputError(
            "The case has no name or no question.",
            why="Two sides can only oppose each other on a question.",
            fix="Say in one sentence what is to be found out.",
        )
    sides = [Side.CHANGE, Side.VARIANCE]
    if rng.integers(2):
        sides.reverse()
    return Case(
        case_id=case_id,
        question=question,
        sides=dict(zip((first, second), sides, strict=True)),
    )


def committed(case: Case, hypothesis: Hypothesis, *, salt: bytes, now_utc: datetime) -> Case:
    """Return the case with one more sealed hypothesis.

    The author keeps ``hypothesis`` and ``salt``; the case holds the digest alone.

    Raises:
        InputError: The data are open, the author has committed already, or the hypothesis is not
            for this case or not for the side that the coin gave.
    """
    if case.opened_at_utc:
        raise InputError(
            f"The data of case {case.case_id} were opened at {case.opened_at_utc}.",
            why="A hypothesis made after looking cannot be surprised by what it explains.",
            fix="Open a new case on data that nobody has looked at.",
        )
    if case.sides.get(hypothesis.author) != hypothesis.side or hypothesis.case_id != case.case_id:
        raise InputError(
            f"{hypothesis.author} does not argue {hypothesis.side.value!r} in {case.case_id}.",
            why="The coin decides who argues which side, so that nobody picks the easy one.",
            fix="Argue the side that the case gives you.",
        )
    if hypothesis.author in case.commitments:
        raise InputError(
            f"{hypothesis.author} has committed to a hypothesis already.",
            why="Of two sealed envelopes one could show the lucky one.",
            fix="Go on with the hypothesis that was registered first.",
        )
    sealed = Commitment(
        case_id=case.case_id,
        author=hypothesis.author,
        sha256=commitment_sha256(hypothesis, salt=salt),
        committed_at_utc=utc_text(now_utc),
    )
    return msgspec.structs.replace(
        case, commitments={**case.commitments, hypothesis.author: sealed}
    )


def opened(case: Case, *, now_utc: datetime) -> Case:
    """Return the case with its data open.

    Raises:
        InputError: A side has not committed yet, or the data are open already.
    """
    missing = sorted(set(case.sides) - set(case.commitments))
    if missing:
        raise InputError(
            f"{' and '.join(missing)} did not register a hypothesis in case {case.case_id}.",
            why="Whoever registers after the data are open knows how they came out.",
            fix="Register the missing hypothesis first.",
        )
    if case.opened_at_utc:
        raise InputError(
            f"The data of case {case.case_id} were opened at {case.opened_at_utc}.",
            why="The moment of opening divides prediction from explanation; there is only one.",
            fix="Go on to reveal the hypotheses.",
        )
    return msgspec.structs.replace(case, opened_at_utc=utc_text(now_utc))


def demand_honest(case: Case, hypothesis: Hypothesis, *, salt: bytes) -> None:
    """Check a revealed hypothesis against the case.

    Raises:
        InputError: The data are still closed, nobody of that name committed, or it was another.
    """
    if not case.opened_at_utc or hypothesis.author not in case.commitments:
        raise InputError(
            f"{hypothesis.author} has nothing to reveal in case {case.case_id} yet.",
            why="A hypothesis that is shown early tells the other side what to argue.",
            fix="Reveal after both sides have registered and the data are open.",
        )
    demand_revealed(hypothesis, salt=salt, commitment=case.commitments[hypothesis.author])
