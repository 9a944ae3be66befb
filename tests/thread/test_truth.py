"""Against the simulator, which knows the truth: a census is exact, a sample covers."""

import csv
import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.cli.door import done
from tests.thread.voyage import ledger_size, make_workspace, sheet

from plimsoll.drill.demo import DEMO_PLAN
from plimsoll.drill.demo_register import demo_risk_files, demo_rule_files
from plimsoll.drill.simulator import simulate


def fleet(root, *, seed):
    """Make a workspace of a small fleet; return what was planted, by transcript."""
    make_workspace(root)
    for name, text in demo_risk_files(today=date(2099, 1, 1)).items():
        (root / "risks" / name).write_text(text, encoding="utf-8")
    for name, text in demo_rule_files().items():
        (root / "rules" / name).write_text(text, encoding="utf-8")
    (root / "risks" / "promise.toml").unlink()
    (root / "rules" / "promise.toml").unlink()
    plan = replace(DEMO_PLAN, transcripts_count=400, users_count=60)
    planted = list(simulate(plan=plan, rng=np.random.default_rng(seed)))
    log = root / "fleet.jsonl"
    log.write_text("".join(f"{json.dumps(one.transcript.document())}\n" for one in planted))
    done("ingest", log, root=root)
    done("screen", root=root)
    return {one.transcript.transcript_id: one for one in planted}


def answer_truly(root, planted):
    """Fill in the sheet with what was planted."""
    rows = sheet(root, "--reviewer", "oracle")
    path = root / "filled.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        for row in rows:
            violates = planted[row["transcript"]].violates[row["risk"]]
            writer.writerow({**row, "verdict": "violation" if violates else "clean"})
    assert done("label", "import", path, root=root)["accepted_count"] == len(rows)


def true_rates(planted, *, model_version=None):
    members = [
        one
        for one in planted.values()
        if model_version is None or one.transcript.model_version == model_version
    ]
    risks = {"data-leakage", "harassment", "wrong-refund-promise"}
    return {risk: sum(one.violates[risk] for one in members) / len(members) for risk in risks}


def test_a_census_of_the_simulator_equals_the_truth_exactly(tmp_path):
    root = tmp_path / "fleet"
    planted = fleet(root, seed=3)
    done("draw", "--census", root=root)
    answer_truly(root, planted)
    found = done("estimate", "--by", "model_version", root=root)["estimates"]
    assert len(found) > 3
    assert any(rate > 0 for rate in true_rates(planted).values())
    for one in found:
        version = one["subgroup"].get("model_version")
        truth = true_rates(planted, model_version=version)[one["risk"]]
        rate = one["rate"]
        assert rate["point"] == pytest.approx(truth, abs=1e-11)
        assert rate["lower"] == pytest.approx(truth, abs=1e-11)
        assert rate["upper"] == pytest.approx(truth, abs=1e-11)
        assert one["verdict"] != "INCONCLUSIVE"
        assert one["price"]["reviews_count"] == 0
    assert ledger_size(root) > 5


@pytest.mark.parametrize("seed", [11, 12])
def test_a_sample_of_the_simulator_covers_the_truth_at_every_look(tmp_path, seed):
    root = tmp_path / "fleet"
    planted = fleet(root, seed=seed)
    truth = true_rates(planted)
    for _ in range(3):
        done("draw", "--budget", 90, root=root)
        answer_truly(root, planted)
        for one in done("estimate", root=root)["estimates"]:
            assert one["rate"]["lower"] <= truth[one["risk"]] + 1e-9
            assert truth[one["risk"]] - 1e-9 <= one["rate"]["upper"]
