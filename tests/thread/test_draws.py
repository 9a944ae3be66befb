"""Draws: each with its chance, going on where the last round stopped, never chosen by hand."""

import pytest
from tests.cli.door import done, refused
from tests.thread.voyage import (
    answer_all,
    estimate_of,
    hand_in,
    ledger_size,
    ordinary_rows,
    sheet,
    under_way,
    write_log,
    write_rule,
)


def drawn_ids(root):
    return [row["transcript"] for row in sheet(root)]


def test_to_draw_again_goes_on_where_the_last_round_stopped(screened, tmp_path):
    done("draw", "--budget", 10, root=screened)
    first = drawn_ids(screened)
    (second,) = done("draw", "--budget", 10, root=screened)["rounds"]
    assert drawn_ids(screened)[:10] == first
    assert len(set(drawn_ids(screened))) == 20
    assert second["round_index"] == 1
    probabilities = {one["name"]: one["inclusion_probability"] for one in second["strata"]}
    counts = {one["name"]: one["drawn_count"] for one in second["strata"]}
    sizes = {one["name"]: one["population_size"] for one in second["strata"]}
    assert sum(counts.values()) == 20
    assert probabilities == pytest.approx({name: counts[name] / sizes[name] for name in sizes})


def test_the_same_seed_draws_the_same_and_another_seed_others(tmp_path):
    found = []
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        root = under_way(tmp_path / name, seed=seed)
        done("draw", "--budget", 20, root=root)
        found.append(drawn_ids(root))
    assert found[0] == found[1] != found[2]


def test_a_frame_that_was_begun_cannot_go_on_with_a_luckier_seed(screened):
    done("draw", "--budget", 10, root=screened)
    before = ledger_size(screened)
    assert refused("draw", "--budget", 10, "--seed", 99, root=screened)["kind"] == "DesignError"
    assert ledger_size(screened) == before


def test_a_census_draws_everything_once_and_then_nothing(screened):
    (round_,) = done("draw", "--census", root=screened)["rounds"]
    assert round_["draws_count"] == round_["population_size"] == 60
    before = ledger_size(screened)
    (again,) = done("draw", "--census", root=screened)["rounds"]
    assert again["draws_count"] == 0
    assert ledger_size(screened) == before


def test_changed_rules_need_a_new_screen_before_a_draw(screened):
    done("draw", "--budget", 10, root=screened)
    write_rule(screened, phrases=("Answer 1",))
    assert "screen" in refused("draw", "--budget", 10, root=screened)["fix"]
    done("screen", root=screened)
    (fresh,) = done("draw", "--budget", 10, root=screened)["rounds"]
    assert fresh["round_index"] == 0


def test_a_log_that_was_not_screened_is_not_drawn_from(screened):
    log = write_log(screened / "later.jsonl", ordinary_rows(10, start=500))
    done("ingest", log, root=screened)
    assert refused("draw", "--budget", 10, root=screened)["kind"] == "DesignError"


def test_labels_of_transcripts_that_were_not_drawn_never_count(screened):
    done("draw", "--budget", 10, root=screened)
    drawn = drawn_ids(screened)
    others = [f"c{number:04}" for number in range(60) if f"c{number:04}" not in drawn]
    assert len(others) == 50
    hand_in(screened, [(one, "promise", "A", "violation") for one in others])
    found = estimate_of(screened)
    assert (found["reviewed_count"], found["violations_count"]) == (0, 0)
    assert (found["rate"]["lower"], found["rate"]["upper"]) == (0.0, 1.0)
    assert "50 labelled transcripts were never drawn" in " ".join(found["notes"])
    answer_all(screened)
    assert estimate_of(screened)["violations_count"] == 0


def test_without_a_draw_nothing_is_known_however_many_labels_there_are(screened):
    hand_in(screened, [(f"c{number:04}", "promise", "A", "clean") for number in range(60)])
    found = estimate_of(screened)
    assert (found["rate"]["lower"], found["rate"]["upper"]) == (0.0, 1.0)
    assert found["verdict"] == "INCONCLUSIVE"
    assert refused("label", "import", screened / "absent.csv", root=screened)


def test_a_population_without_a_transcript_is_refused(tmp_path):
    root = under_way(tmp_path / "desk", population=["model = another-one"])
    assert "no transcript" in refused("draw", "--budget", 5, root=root)["what"]
    found = estimate_of(root)
    assert (found["population_size"], found["rate"]["upper"]) == (0, 1.0)


def test_a_population_by_a_fact_that_some_lack_says_how_many_are_left_out(tmp_path):
    rows = ordinary_rows(40)
    for row in rows[:15]:
        del row["model"]
    root = under_way(tmp_path / "desk", rows=rows, population=["model = desk"])
    (round_,) = done("draw", "--census", root=root)["rounds"]
    assert round_["population_size"] == 25
    assert round_["lacking_counts"] == {"model": 15}


@pytest.mark.parametrize("budget", [1, 3])
def test_a_budget_too_small_for_the_strata_or_the_risks_is_refused(tmp_path, budget):
    root = under_way(tmp_path / "desk", "promise", "insult")
    before = ledger_size(root)
    assert refused("draw", "--budget", budget, root=root)["kind"] == "DesignError"
    assert ledger_size(root) == before
    assert sheet(root) == []
