"""The dossier: one page that stands alone, with the board and all that each verdict rests on.

Promise: the page holds no script, no address but links within itself, and a content security
policy that forbids everything except its own style sheet, named by digest; every text of a user
or a log is made visible and escaped; a risk without a live claim is shown as "nothing known".

Not promised: that the numbers are right, or that the page was not changed after it was made.
The digests and the checkpoint on it say how to find out.

Source: W3C Content Security Policy Level 3, section 2.3.1; this project's threat register, T1
to T5.
Checked by: tests/report/test_dossier.py.
"""

import base64
import hashlib
from typing import Final

from plimsoll.records import Outcome
from plimsoll.report.board import report_rows, shared_scale, tally_text
from plimsoll.report.chapter import chapter
from plimsoll.report.fact import Fact
from plimsoll.report.glossary import GLOSSARY
from plimsoll.report.source import ReportSource
from plimsoll.report.template import rendered
from plimsoll.report.word import count_text

OUTCOME_SIGNS: Final = {Outcome.RELEASE: "met", Outcome.HOLD: "not_met"}


def report_html(source: ReportSource) -> str:
    """Return the dossier as one HTML page.

    Args:
        source: Everything the page says.
    """
    rows = report_rows(source)
    scale = shared_scale(rows)
    style = rendered("dossier.css")
    decision = source.decision
    return rendered(
        "dossier.html.jinja",
        source=source,
        chapters=[
            chapter(row, source=source, scale=scale, index=index)
            for index, row in enumerate(rows, 1)
        ],
        tally=tally_text(rows),
        style_sha256=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        outcome="NO DECISION" if decision is None else decision.outcome.value,
        outcome_sign="unknown" if decision is None else OUTCOME_SIGNS[decision.outcome],
        intake=_intake(source),
        checkpoint_lines=source.checkpoint_text.splitlines(),
        glossary=GLOSSARY,
    )


def _intake(source: ReportSource) -> tuple[Fact, ...]:
    """Account for every row that was read."""
    counts = source.intake
    balance = "no row is lost" if counts.is_conserved() else "these do not add up: rows are lost"
    return (
        ("Rows read", f"{count_text(counts.read_count)}; {balance}"),
        ("Accepted", count_text(counts.accepted_count)),
        ("Quarantined", f"{count_text(counts.quarantined_count)}, kept byte for byte"),
        ("Exact duplicates", count_text(counts.duplicate_count)),
    )
