"""What the thread refuses: there is no path from an unfinished register, or from old evidence."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from tests.cli.door import call, done, refused
from tests.thread.voyage import (
    answer_all,
    estimate_of,
    hand_in,
    ledger_size,
    ordinary_rows,
    risk_text,
    sheet,
    write_log,
    write_risk,
    write_rule,
)

from plimsoll.connectors.clock import now_utc as wall_clock
from plimsoll.workflows.gate import gate
from plimsoll.workflows.world import open_world

LACKING = {
    "definition": ('text = "The assistant promises what the policy excludes."', 'text = ""'),
    "owner": ('owner = "head of support"', 'owner = ""'),
    "line": ('rate = "0.05"', 'rate = ""'),
    "escalation": ('contact = "duty desk"', 'contact = ""'),
    "signatories": ('agreed_by = ["head of support"]', "agreed_by = []"),
}
MEASURING = (
    ("screen",),
    ("draw", "--budget", 10),
    ("draw", "--budget", 10, "--risk", "promise"),
    ("estimate",),
    ("estimate", "promise"),
    ("seal",),
    ("seal", "promise"),
)


def decided(root):
    """Return the status of the gate, and what it says of the one risk."""
    answer = call("gate", "desk-1", "--json", root=root)
    (verdict,) = answer.document()["verdicts"]
    return answer.status, verdict["verdict"], " ".join(verdict["reasons"])


@pytest.fixture
def sealed(census):
    done("seal", root=census)
    assert decided(census)[:2] == (0, "MET")
    return census


@pytest.mark.parametrize("what", LACKING)
def test_nothing_is_measured_for_a_risk_that_lacks_one_of_its_parts(screened, what):
    complete = risk_text()
    assert LACKING[what][0] in complete
    incomplete = complete.replace(*LACKING[what])
    (screened / "risks" / "promise.toml").write_text(incomplete, encoding="utf-8")
    before = ledger_size(screened)
    for command in MEASURING:
        error = refused(*command, root=screened)
        assert error["kind"] == "RegisterError"
        assert "risks/promise.toml:" in error["what"]
    refused("label", "export", screened / "sheet.csv", root=screened)
    assert ledger_size(screened) == before
    assert call("check", root=screened).status == 1
    assert decided(screened)[:2] == (1, "INCONCLUSIVE")


@pytest.mark.parametrize("what", LACKING)
def test_a_claim_does_not_outlive_what_its_risk_loses(sealed, what):
    (sealed / "risks" / "promise.toml").write_text(
        risk_text().replace(*LACKING[what]), encoding="utf-8"
    )
    assert decided(sealed)[:2] == (1, "INCONCLUSIVE")


@pytest.mark.parametrize("control", ["detective", "corrective"])
def test_a_critical_risk_that_nothing_prevents_is_refused(screened, control):
    write_risk(screened, severity="critical", control=control)
    checked = call("check", "--json", root=screened)
    assert checked.status == 1
    assert checked.document()["measurable"] == []
    assert refused("draw", "--budget", 10, root=screened)["kind"] == "RegisterError"
    write_risk(screened, severity="critical", control="preventive")
    assert call("check", root=screened).status == 0


def test_an_unfinished_risk_does_not_stop_the_others_but_holds_the_release(sealed):
    write_risk(sealed, "insult", owner="")
    assert [one["risk"] for one in done("estimate", root=sealed)["estimates"]] == ["promise"]
    assert set(done("estimate", root=sealed)["blocked"]) == {"insult"}
    answer = call("gate", "1", "--json", root=sealed)
    verdicts = {one["risk"]: one["verdict"] for one in answer.document()["verdicts"]}
    assert verdicts == {"promise": "MET", "insult": "INCONCLUSIVE"}
    assert answer.status == 1


def test_a_risk_without_a_claim_holds_the_release(census):
    status, verdict, reasons = decided(census)
    assert (status, verdict) == (1, "INCONCLUSIVE")
    assert "no claim was sealed" in reasons


@pytest.mark.parametrize("rate", ["0.04", "0.06", "0.5"])
def test_another_line_unseats_a_claim_even_a_more_generous_one(sealed, rate):
    write_risk(sealed, rate=rate)
    status, verdict, reasons = decided(sealed)
    assert (status, verdict) == (1, "INCONCLUSIVE")
    assert "the line was changed" in reasons
    done("seal", root=sealed)
    assert decided(sealed)[:2] == (0, "MET")


def test_another_definition_unseats_a_claim_and_its_labels(sealed):
    path = sealed / "risks" / "promise.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("without a condition", "without any condition"), encoding="utf-8")
    assert "definition" in decided(sealed)[2]
    done("seal", root=sealed)
    assert decided(sealed)[:2] == (1, "INCONCLUSIVE")
    found = estimate_of(sealed)
    assert (found["reviewed_count"], found["rate"]["upper"]) == (0, 1.0)
    assert "another definition" in " ".join(found["notes"])


def test_new_labels_unseat_a_claim_until_it_is_sealed_again(screened):
    done("draw", "--census", root=screened)
    answer_all(screened, reviewers=("A",))
    done("seal", root=screened)
    assert decided(screened)[0] == 0
    answer_all_again = sheet(screened, "--reviewer", "B")
    assert len(answer_all_again) == 60
    hand_in(screened, [(answer_all_again[0]["transcript"], "promise", "B", "violation")])
    status, verdict, reasons = decided(screened)
    assert (status, verdict) == (1, "INCONCLUSIVE")
    assert "labels were added or changed" in reasons


def test_further_draws_unseat_a_claim(screened):
    done("draw", "--budget", 55, root=screened)
    answer_all(screened)
    done("seal", root=screened)
    done("draw", "--budget", 5, root=screened)
    assert "further transcripts were drawn" in decided(screened)[2]


def test_a_claim_lapses_at_its_hour_and_not_before(sealed):
    (claim,) = done("seal", root=sealed)["claims"]
    end = datetime.strptime(claim["expires_at_utc"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=89) < end - wall_clock() <= timedelta(days=90)
    for moment, outcome in (
        (end - timedelta(seconds=1), "RELEASE"),
        (end, "HOLD"),
        (end + timedelta(days=1), "HOLD"),
        (wall_clock() - timedelta(days=1), "HOLD"),  # a claim from the future is none
    ):
        with closing(open_world(sealed, now_utc=lambda at=moment: at)) as world:
            assert gate(world, release="1").decision.outcome == outcome, moment


def test_a_line_that_has_lapsed_is_no_line(sealed):
    write_risk(sealed, expires_on="2020-01-01")
    assert decided(sealed)[:2] == (1, "INCONCLUSIVE")
    assert refused("seal", root=sealed)["kind"] == "RegisterError"


def test_new_logs_after_the_draw_are_ignorance_and_not_silence(sealed):
    before = estimate_of(sealed)
    log = write_log(sealed / "later.jsonl", ordinary_rows(30, start=1000))
    done("ingest", log, root=sealed)
    status, verdict, reasons = decided(sealed)
    assert (status, verdict) == (1, "INCONCLUSIVE")
    assert "the log has grown" in reasons
    after = estimate_of(sealed)
    assert after["population_size"] == before["population_size"] + 30
    assert after["rate"]["upper"] == pytest.approx(30 / after["population_size"])
    assert "30 transcripts of the population arrived after the draw" in " ".join(after["notes"])
    done("seal", root=sealed)
    status, verdict, _ = decided(sealed)
    assert (status, verdict) == (1, "INCONCLUSIVE")


def test_a_fresh_start_is_asked_for_and_spends_alpha_that_was_kept_for_it(sealed):
    write_rule(sealed, phrases=("I promise", "Answer 3"))
    done("screen", root=sealed)
    error = refused("draw", "--budget", 20, root=sealed)
    assert "answered draws of the earlier one stop counting" in error["what"]
    assert "--anew" in error["fix"]
    done("draw", "--census", "--anew", root=sealed)
    assert "set aside" in " ".join(estimate_of(sealed)["notes"])


def test_tampered_labels_are_not_laundered_by_seal_or_gate(sealed):
    with closing(sqlite3.connect(sealed / "state.sqlite")) as database, database:
        database.execute("DROP TRIGGER records_no_update")
        database.execute(
            "UPDATE records SET body = CAST(replace(CAST(body AS TEXT), 'clean', 'unsure') AS BLOB)"
            " WHERE kind = 'label'"
        )
    for command in (("seal",), ("gate", "1")):
        error = refused(*command, root=sealed)
        assert error["kind"] == "LedgerError"
        assert "does not agree with its ledger" in error["what"]


def test_a_line_that_was_moved_is_told_at_the_gate(sealed):
    path = sealed / "risks" / "promise.toml"
    text = path.read_text(encoding="utf-8")
    moved = re.sub(r'rate = "[^"]*"', 'rate = "0.9"', text)
    assert moved != text
    path.write_text(moved, encoding="utf-8")
    done("seal", root=sealed)
    _, _, reasons = decided(sealed)
    assert "the line was moved" in reasons


def test_changed_rules_leave_the_claim_and_are_remarked_on(sealed):
    write_rule(sealed, phrases=("I promise", "Answer 3"))
    status, verdict, reasons = decided(sealed)
    assert (status, verdict) == (0, "MET")
    assert "the screening rules were changed" in reasons


def test_a_decision_never_takes_a_release_back_into_the_past(sealed):
    entries = [done("gate", name, root=sealed)["entry"] for name in ("1", "2", "1")]
    assert entries == sorted(set(entries))
    assert ledger_size(sealed) == entries[-1] + 1
