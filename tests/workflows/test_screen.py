import json

import pytest
from tests.workflows.workspace import add_batch, answers, workspace

from plimsoll.errors import RegisterError, RuleError, WorkspaceError
from plimsoll.records import Finding, Instrument
from plimsoll.records.screening import Screening
from plimsoll.workflows import screen as module
from plimsoll.workflows.screen import screen

CLEAN = "It takes five days."
RUDE = "Stop wasting my time. Shut up!"


def kept(world, kind: str) -> list:
    record = {"finding": Finding, "screening": Screening, "instrument": Instrument}[kind]
    with world.look() as unit:
        return [record.parse(stored.body) for stored in unit.records(kind=kind)]


def kinds(world) -> list[str]:
    with world.look() as unit:
        return [json.loads(encoded)["kind"] for _, encoded in unit.entries()]


def test_findings_are_sealed_with_a_record_of_what_was_read(tmp_path) -> None:
    with workspace(tmp_path / "w") as world:
        add_batch(world, "b0", answers(CLEAN, RUDE, CLEAN))
        done = screen(world)
        (screening,) = done.screenings
        assert (screening.screened_count, screening.flagged_count) == (3, 1)
        assert (screening.findings_count, screening.capped_count) == (2, 0)
        findings = kept(world, "finding")
        assert [found.transcript_id for found in findings] == ["t1", "t1"]
        assert [RUDE[found.start : found.end] for found in findings] == [
            "Stop wasting my time",
            "Shut up",
        ]
        assert {found.rules_sha256 for found in findings} == {done.rules_sha256}
        assert kept(world, "screening") == [screening]
        assert [one.version_sha256 for one in kept(world, "instrument")] == [done.rules_sha256]
        with world.look() as unit:
            by_risk = list(
                unit.records(kind="finding", risk_id="harassment", scope=done.rules_sha256)
            )
        assert len(by_risk) == 2


def test_running_again_changes_nothing(tmp_path) -> None:
    with workspace(tmp_path / "w") as world:
        add_batch(world, "b0", answers(CLEAN, RUDE))
        first = screen(world)
        before = kinds(world)
        again = screen(world)
        assert (again.screenings, again.earlier_count) == ((), 1)
        assert again.rules_sha256 == first.rules_sha256
        assert kinds(world) == before == ["genesis", "ingest", "screen"]


def test_a_run_that_was_interrupted_goes_on_where_it_stopped(tmp_path, monkeypatch) -> None:
    with workspace(tmp_path / "w") as world:
        for index in range(3):
            add_batch(world, f"b{index}", answers(RUDE, CLEAN, start=2 * index))
        seal, calls = module._seal, []

        def interrupted(*given, **named):
            calls.append(given)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return seal(*given, **named)

        monkeypatch.setattr(module, "_seal", interrupted)
        with pytest.raises(KeyboardInterrupt):
            screen(world)
        assert [one.batch_id for one in kept(world, "screening")] == ["b0"]
        done = screen(world)
        assert done.earlier_count == 1
        assert [one.batch_id for one in kept(world, "screening")] == ["b0", "b1", "b2"]
        assert len(kept(world, "finding")) == 6
        assert len(kept(world, "instrument")) == 1


def test_a_new_batch_is_read_alone(tmp_path) -> None:
    with workspace(tmp_path / "w") as world:
        add_batch(world, "b0", answers(RUDE))
        screen(world)
        add_batch(world, "b1", answers(RUDE, start=1))
        assert [one.batch_id for one in screen(world).screenings] == ["b1"]


def test_a_changed_rule_reads_everything_again_and_keeps_the_old_findings(tmp_path) -> None:
    with workspace(tmp_path / "w") as world:
        add_batch(world, "b0", answers(CLEAN, RUDE))
        first = screen(world)
        rules = world.root / "rules" / "more.toml"
        rules.write_text('[[rule]]\nid = "days"\nrisk = "misinformation"\nphrases = ["days"]\n')
        second = screen(world)
        assert second.rules_sha256 != first.rules_sha256
        assert second.screenings[0].flagged_count == 2
        assert len(kept(world, "finding")) == 2 + 3
        assert len(kept(world, "instrument")) == 2
        rules.unlink()
        assert screen(world).screenings == ()


def test_another_run_that_was_faster_is_not_repeated(tmp_path, monkeypatch) -> None:
    with workspace(tmp_path / "w") as world:
        add_batch(world, "b0", answers(RUDE))
        seal = module._seal

        def overtaken(*given, **named):
            monkeypatch.setattr(module, "_seal", seal)
            screen(world)
            return seal(*given, **named)

        monkeypatch.setattr(module, "_seal", overtaken)
        done = screen(world)
        assert (done.screenings, done.earlier_count) == ((), 1)
        assert kinds(world).count("screen") == 1


def test_progress_counts_up_to_everything_and_stops_there(tmp_path) -> None:
    told: list[tuple[int, int]] = []
    with workspace(tmp_path / "w") as world:
        add_batch(world, "b0", answers(*[CLEAN] * 300))
        add_batch(world, "b1", answers(CLEAN, start=300))
        screen(world, progress=lambda done, total: told.append((done, total)))
    assert told == [(256, 301), (301, 301)]


def test_nothing_to_read_is_no_entry(tmp_path) -> None:
    with workspace(tmp_path / "w") as world:
        done = screen(world)
        assert (done.screenings, done.earlier_count) == ((), 0)
        assert kinds(world) == ["genesis"]


def test_matches_that_are_not_kept_are_counted(tmp_path) -> None:
    with workspace(tmp_path / "w") as world:
        add_batch(world, "b0", answers("shut up " * 50))
        (screening,) = screen(world).screenings
        assert (screening.findings_count, screening.capped_count) == (20, 1)


def test_a_broken_rule_stops_the_screen_with_file_and_line(tmp_path) -> None:
    with workspace(tmp_path / "w") as world:
        add_batch(world, "b0", answers(CLEAN))
        bad = '[[rule]]\nid = "bad"\nrisk = "harassment"\npattern = "("\n'
        (world.root / "rules" / "bad.toml").write_text(bad)
        with pytest.raises(RuleError, match=r"rules/bad\.toml:4: rule bad"):
            screen(world)
        assert kinds(world) == ["genesis", "ingest"]


def test_a_rule_for_a_risk_that_may_not_be_measured_stops_the_screen(tmp_path) -> None:
    with workspace(tmp_path / "w") as world:
        path = world.root / "risks" / "harassment.toml"
        path.write_text(path.read_text().replace('"head of support"', '""'))
        with pytest.raises(RegisterError, match="owner is empty"):
            screen(world)


def test_an_empty_register_stops_the_screen(tmp_path) -> None:
    with workspace(tmp_path / "w") as world:
        for path in (world.root / "risks").iterdir():
            path.unlink()
        with pytest.raises(RegisterError, match="the register is empty"):
            screen(world)


def test_a_batch_that_lost_transcripts_is_not_called_screened(tmp_path) -> None:
    with workspace(tmp_path / "w") as world:
        add_batch(world, "b0", answers(CLEAN, CLEAN))
        add_batch(world, "b1", answers(CLEAN, start=2))
        transcripts = world.root / "transcripts"
        (transcripts / "b1.parquet").replace(transcripts / "b0.parquet")
        with pytest.raises(WorkspaceError, match="1 of its 2 transcripts"):
            screen(world)
        assert kept(world, "screening") == []
