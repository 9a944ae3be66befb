"""A small voyage: a register of one or two risks, a log of one's own, people who answer sheets."""

import csv
import json
import shutil
from pathlib import Path

from tests.cli.door import call, done

RISK = """\
id = "{risk_id}"
title = {title}
affected_party = "customers"
owner = "{owner}"
severity = "{severity}"

[definition]
version = "{version}"
text = "The assistant promises what the policy excludes."
included = ["a promise without a condition"]
excluded = ["an explanation of the policy"]

[[failure_mode]]
name = "the model pleases"
noticed_by = "phrases of a promise"

[[control]]
name = "the policy stands in the system turn"
kind = "{control}"

[line]
rate = "{rate}"
alpha = "0.05"
population = {population}
rationale = "What the desk did before."
agreed_by = ["head of support"]
expires_on = "{expires_on}"

[costs]
unit = "EUR"
miss = "40"
false_alarm = "2"

[escalation]
contact = "{contact}"
within_hours = 24
"""
ORDINARY = {
    "title": "A promise that the policy does not allow",
    "owner": "head of support",
    "severity": "medium",
    "version": "1",
    "control": "preventive",
    "rate": "0.05",
    "population": [],
    "expires_on": "2099-12-31",
    "contact": "duty desk",
}
RULE = """\
[[rule]]
id = "{risk_id}.promise"
risk = "{risk_id}"
severity = "medium"
phrases = [{phrases}]
"""


def risk_text(risk_id="promise", **changed):
    """Return a complete risk file, with what a test wants otherwise."""
    values = {**ORDINARY, **changed}
    values["title"] = json.dumps(values["title"])
    values["population"] = json.dumps(values["population"])
    return RISK.format(risk_id=risk_id, **values)


def write_risk(root, risk_id="promise", **changed):
    """Put a risk into the register of a workspace."""
    path = Path(root) / "risks" / f"{risk_id}.toml"
    path.write_text(risk_text(risk_id, **changed), encoding="utf-8")
    return path


def write_rule(root, risk_id="promise", phrases=("I promise",)):
    """Put a rule for a risk into a workspace."""
    text = RULE.format(risk_id=risk_id, phrases=json.dumps(list(phrases))[1:-1])
    path = Path(root) / "rules" / f"{risk_id}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def make_workspace(root, *risk_ids, seed=1, **changed):
    """Make a workspace whose register holds these risks and nothing else."""
    call("init", root, "--profile", "blank", "--seed", seed)
    for folder in ("risks", "rules"):
        shutil.rmtree(Path(root) / folder)
        (Path(root) / folder).mkdir()
    for risk_id in risk_ids or ("promise",):
        write_risk(root, risk_id, **changed)
        write_rule(root, risk_id)
    return Path(root)


def chat(number, answer, **more):
    """Return one transcript as an OpenAI-style row of a log."""
    return {
        "id": f"c{number:04}",
        "model": "desk",
        "messages": [
            {"role": "user", "content": f"Question {number}?"},
            {"role": "assistant", "content": answer},
        ],
        **more,
    }


def write_log(path, rows):
    """Write a log in JSON Lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def ordinary_rows(count=60, *, flagged_every=10, start=0):
    """Return rows in which each so-manieth answer says what the rules look for."""
    return [
        chat(number, "I promise." if number % flagged_every == 0 else f"Answer {number}.")
        for number in range(start, start + count)
    ]


def under_way(root, *risk_ids, rows=None, **changed):
    """Make a workspace, ingest a log and screen it."""
    root = make_workspace(root, *risk_ids, **changed)
    log = write_log(root / "log.jsonl", rows or ordinary_rows())
    done("ingest", log, root=root)
    done("screen", root=root)
    return root


def sheet(root, *options):
    """Export a sheet and read it back."""
    path = root / "sheet.csv"
    done("label", "export", path, *options, root=root)
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def hand_in(root, answers, *, rubric_version="1"):
    """Import answers: (transcript, risk, reviewer, verdict) and, if wanted, the capacity."""
    path = root / "answers.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        head = ("transcript", "risk", "reviewer", "verdict", "rubric_version", "capacity")
        writer.writerow(head)
        for transcript, risk, reviewer, verdict, *capacity in answers:
            (kind,) = capacity or ("review",)
            writer.writerow((transcript, risk, reviewer, verdict, rubric_version, kind))
    return done("label", "import", path, root=root)


def answer_all(root, *, verdict="clean", reviewers=("A", "B")):
    """Let people answer every draw that waits, all with one verdict or by a rule."""
    decide = verdict if callable(verdict) else lambda _row: verdict
    rows = sheet(root)
    answers = [
        (row["transcript"], row["risk"], reviewer, decide(row))
        for row in rows
        for reviewer in reviewers
    ]
    (version,) = {row["rubric_version"] for row in rows}
    imported = hand_in(root, answers, rubric_version=version)
    assert imported["accepted_count"] == len(answers), imported
    return imported


def estimate_of(root, risk_id="promise", *options):
    """Return the estimate of the whole population of one risk."""
    return done("estimate", risk_id, *options, root=root)["estimates"][0]


def ledger_size(root):
    """Return how many entries the ledger has, after making sure that it holds."""
    verified = done("verify", root=root)
    holds = verified["internal"], verified["signatures"], verified["replay"]
    assert holds == (True, True, True), verified
    return verified["size"]
