"""The page and the brief: what they say is what was sealed, at any size of register."""

import pytest
from tests.cli.door import call, done
from tests.thread.voyage import answer_all, make_workspace, under_way, write_risk

WORDS_LIMIT = 225


def brief_of(root):
    document = done("brief", root=root)
    spoken = call("brief", root=root).stdout
    assert len(spoken.split()) == document["words_count"] == len(document["brief"].split())
    return document


@pytest.mark.parametrize("risks_count", [0, 1, 2, 12])
def test_the_brief_never_has_more_words_than_ninety_seconds_hold(tmp_path, risks_count):
    root = make_workspace(tmp_path / "desk")
    (root / "risks" / "promise.toml").unlink()
    (root / "rules" / "promise.toml").unlink()
    for number in range(risks_count):
        write_risk(root, f"risk-{number}", title=f"{'a very long title ' * 20}{number}")
    assert brief_of(root)["words_count"] <= WORDS_LIMIT
    call("gate", "release " * 60, root=root)
    assert brief_of(root)["words_count"] <= WORDS_LIMIT


def test_the_brief_names_the_decision_the_interval_and_the_consequence(tmp_path):
    root = under_way(tmp_path / "desk")
    done("draw", "--budget", 20, root=root)
    answer_all(root, verdict="violation")
    done("seal", root=root)
    done("gate", "desk-1", root=root)
    brief = brief_of(root)
    assert brief["words_count"] <= WORDS_LIMIT
    assert brief["brief"].startswith("HOLD")
    for needed in (
        "desk-1",
        "not met",
        "between",
        "transcripts would affect customers",
        "20 of 60",
    ):
        assert needed.lower() in brief["brief"].lower()


def test_the_page_is_whole_before_anything_is_known(tmp_path):
    root = make_workspace(tmp_path / "desk")
    document = done("report", root=root)
    assert document["decision"] is None
    text = (root / "report.html").read_text(encoding="utf-8")
    assert text.startswith("<!")
    assert text.rstrip().endswith("</html>")


def test_the_page_shows_what_was_sealed_and_not_what_came_later(tmp_path):
    root = under_way(tmp_path / "desk", rate="0.5")
    done("draw", "--census", root=root)
    answer_all(root)
    done("seal", root=root)
    done("gate", "1", root=root)
    done("report", "--out", root / "before.html", root=root)
    answer_all_again = (root / "answers.csv").read_text(encoding="utf-8")
    (root / "answers.csv").write_text(answer_all_again.replace("clean", "violation"))
    assert done("label", "import", root / "answers.csv", root=root)["revised_count"] == 120
    assert done("estimate", root=root)["estimates"][0]["rate"]["point"] == 1.0
    assert done("report", root=root)["decision"] == "RELEASE"
    assert "RELEASE" in (root / "report.html").read_text(encoding="utf-8")
    assert call("gate", "1", root=root).status == 1


def test_a_page_can_be_written_elsewhere_and_changes_nothing(tmp_path):
    root = under_way(tmp_path / "desk")
    before = done("verify", root=root)["size"]
    done("report", "--out", tmp_path / "page.html", "--by", "model", root=root)
    assert (tmp_path / "page.html").is_file()
    assert not (root / "report.html").exists()
    assert done("verify", root=root)["size"] == before
