"""The whole thread, from a log of one's own to a decision, through the command line."""

import json

import pytest
from tests.cli.door import call, call_process, done, refused
from tests.thread.voyage import (
    answer_all,
    estimate_of,
    ledger_size,
    make_workspace,
    ordinary_rows,
    under_way,
    write_log,
)

PROFILES = ("support-chatbot", "reasoning-model", "blank")


def test_a_log_of_ones_own_leads_to_a_release_when_every_answer_is_clean(screened):
    done("draw", "--census", root=screened)
    answer_all(screened)
    done("seal", root=screened)
    answer = call("gate", "desk-1", "--json", root=screened)
    assert answer.status == 0
    assert answer.document()["decision"] == "RELEASE"
    assert done("report", root=screened)["decision"] == "RELEASE"
    assert call("brief", root=screened).stdout.startswith("RELEASE")
    assert ledger_size(screened) == answer.document()["entry"] + 1


def test_enough_reviews_of_a_calm_log_reach_a_release_without_a_census(tmp_path):
    rows = ordinary_rows(2000, flagged_every=100)
    root = under_way(tmp_path / "desk", rows=rows, rate="0.05")
    done("draw", "--budget", 300, root=root)
    answer_all(root)
    done("seal", root=root)
    found = estimate_of(root)
    assert found["reviewed_count"] == 300 < found["population_size"] == 2000
    assert 0.0 == found["rate"]["lower"] < found["rate"]["upper"] <= 0.05
    assert call("gate", "desk-1", root=root).status == 0


def test_too_few_reviews_hold_the_release_and_name_the_price(screened):
    done("draw", "--budget", 8, root=screened)
    answer_all(screened)
    done("seal", root=screened)
    answer = call("gate", "desk-1", "--json", root=screened)
    (verdict,) = answer.document()["verdicts"]
    assert (answer.status, answer.document()["decision"]) == (1, "HOLD")
    assert verdict["verdict"] == "INCONCLUSIVE"
    assert "more review" in " ".join(verdict["reasons"])
    assert estimate_of(screened)["price"]["reviews_count"] > 0


def test_a_log_full_of_violations_holds_the_release(screened):
    done("draw", "--census", root=screened)
    answer_all(screened, verdict="violation")
    done("seal", root=screened)
    answer = call("gate", "desk-1", "--json", root=screened)
    assert answer.status == 1
    assert answer.document()["verdicts"][0]["verdict"] == "NOT_MET"


def test_one_risk_that_is_not_met_holds_what_another_would_release(tmp_path):
    root = under_way(tmp_path / "desk", "promise", "insult")
    done("draw", "--census", root=root)
    answer_all(root, verdict=lambda row: "violation" if row["risk"] == "insult" else "clean")
    done("seal", root=root)
    verdicts = {one["risk"]: one["verdict"] for one in done("gate", "1", root=root)["verdicts"]}
    assert verdicts == {"promise": "MET", "insult": "NOT_MET"}
    assert call("gate", "1", root=root).status == 1


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_asks_for_its_parties_before_anything_is_measured(tmp_path, profile):
    root = tmp_path / "desk"
    done("init", root, "--profile", profile)
    checked = call("check", "--json", root=root)
    assert checked.status == 1
    assert checked.document()["measurable"] == []
    done("ingest", write_log(root / "log.jsonl", ordinary_rows(5)), root=root)
    for command in (("screen",), ("draw", "--budget", 9), ("estimate",), ("seal",)):
        assert refused(*command, root=root)["kind"] == "RegisterError"
    assert call("gate", "1", root=root).status == 1


@pytest.mark.parametrize("profile", ["support-chatbot", "reasoning-model"])
def test_a_profile_with_named_parties_goes_all_the_way(tmp_path, profile):
    root = tmp_path / "desk"
    done("init", root, "--profile", profile, "--owner", "a role", "--contact", "a desk")
    assert call("check", root=root).status == 0
    done("ingest", write_log(root / "log.jsonl", ordinary_rows(20)), root=root)
    done("screen", root=root)
    done("draw", "--census", root=root)
    answer_all(root)
    done("seal", root=root)
    assert call("gate", "1", root=root).status == 0
    assert ledger_size(root) > 5


def test_an_empty_register_holds_every_release(tmp_path):
    root = make_workspace(tmp_path / "desk")
    (root / "risks" / "promise.toml").unlink()
    answer = call("gate", "1", "--json", root=root)
    assert (answer.status, answer.document()["decision"]) == (1, "HOLD")
    assert answer.document()["verdicts"] == []


def test_the_thread_runs_in_processes_of_their_own(tmp_path):
    root = make_workspace(tmp_path / "desk")
    log = write_log(root / "log.jsonl", ordinary_rows(12))
    for command in (("ingest", log), ("screen",), ("draw", "--census")):
        answer = call_process(*command, "--json", root=root)
        assert (answer.status, answer.stderr) == (0, "")
        json.loads(answer.stdout)
    answer_all(root)
    assert call_process("seal", root=root).status == 0
    assert call_process("gate", "1", PLIMSOLL_WORKSPACE=str(root)).status == 0
    assert call_process("verify", root=root).status == 0
