"""Killed at any moment: what was done is whole, and the same command goes on from there."""

import shutil
import signal
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import pytest
from tests.cli.door import call, command_line, done
from tests.thread.voyage import (
    answer_all,
    ledger_size,
    make_workspace,
    ordinary_rows,
    sheet,
    write_log,
    write_risk,
)

from plimsoll.ledger import parse_entry
from plimsoll.workflows.world import open_world

pytestmark = pytest.mark.slow
KILLS_EACH = 3
PATIENCE_S = 60
COMMANDS = {
    "init": ("init", "{root}", "--profile", "support-chatbot", "--seed", "7"),
    "ingest": ("ingest", "{root}/log.jsonl"),
    "screen": ("screen",),
    "draw": ("draw", "--census"),
    "label import": ("label", "import", "{root}/answers.csv"),
    "seal": ("seal",),
    "gate": ("gate", "1"),
    "report": ("report",),
}
# Every call of these makes an entry of its own, so a kill after the commit leaves one more.
SAID_EACH_TIME = {"seal", "gate"}
CLOCKED = ("_at_utc", "claim_sha256", "decision_sha256", "verifier_key")


@dataclass(frozen=True)
class State:
    """What a ledger says without its times: entries, and digests of records without times."""

    entries: tuple
    records: frozenset


def state_of(root):
    with closing(open_world(root)) as world, world.look() as unit:
        entries = [parse_entry(encoded, index=index) for index, encoded in unit.entries()]
        kinds = ("draw", "sample", "label", "finding", "screening", "risk", "instrument")
        records = {(kind, row.digest) for kind in kinds for row in unit.records(kind=kind)}
    told = []
    for entry in entries:
        body = {key: repr(value) for key, value in entry.body.items() if not key.endswith(CLOCKED)}
        told.append((entry.kind, tuple(sorted(body.items()))))
    return State(tuple(told), frozenset(records))


@pytest.fixture(scope="module")
def stages(tmp_path_factory):
    """Return a workspace as it is before each command, and its state after an unbroken run."""
    base = tmp_path_factory.mktemp("stages")
    root = base / "now"
    before, after = {}, {}
    for name, command in COMMANDS.items():
        if name == "ingest":
            shutil.rmtree(root)
            make_workspace(root, rate="0.5")
            write_log(root / "log.jsonl", ordinary_rows(600))
        before[name] = base / name.replace(" ", "-")
        if root.exists():
            if name == "label import":
                answer_all_into(root)
            shutil.copytree(root, before[name])
        answer = call(*(part.format(root=root) for part in command), **_environment(name, root))
        assert answer.status in {0, 1}, answer
        after[name] = state_of(root)
    return before, after


def answer_all_into(root):
    """Write the answers to every draw into a file, and import none of them."""
    lines = ["transcript,risk,reviewer,verdict,rubric_version"]
    lines += [
        f"{row['transcript']},{row['risk']},{reviewer},clean,1"
        for row in sheet(root)
        for reviewer in ("A", "B")
    ]
    (root / "answers.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _environment(name, root):
    return {} if name == "init" else {"PLIMSOLL_WORKSPACE": str(root)}


def started(name, root):
    words = [part.format(root=root) for part in COMMANDS[name]]
    options = [] if name == "init" else ["-w", root]
    return subprocess.Popen(
        command_line(*words, *options), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def wait_until_it_writes(process, root):
    """Wait until the process holds a lock of the workspace, or has ended."""
    locks = (root / ".plimsoll" / "lock", root / ".init_lock")
    give_up_at = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < give_up_at:
        for lock in locks:
            try:
                if lock.read_text() == str(process.pid):
                    return
            except OSError:
                continue
        time.sleep(0.0005)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_killed_at_any_moment_leaves_a_whole_workspace_and_can_be_repeated(
    stages, tmp_path, name
):
    before, after = stages
    rng = np.random.default_rng()
    whole_s = duration_of(name, before[name], tmp_path / "timed")
    for kill in range(KILLS_EACH):
        root = tmp_path / f"kill-{kill}" / before[name].name
        if before[name].exists():
            shutil.copytree(before[name], root)
        process = started(name, root)
        if kill % 2 and name != "report":
            wait_until_it_writes(process, root)
            time.sleep(rng.uniform(0, whole_s / 4))
        else:
            time.sleep(rng.uniform(whole_s / 4, whole_s))
        process.kill()
        assert process.wait(PATIENCE_S) in {0, 1, -signal.SIGKILL}
        repeated(name, root, after[name])


def duration_of(name, stage, root):
    if stage.exists():
        shutil.copytree(stage, root)
    start = time.monotonic()
    started(name, root).wait(PATIENCE_S)
    return time.monotonic() - start


def repeated(name, root, wanted):
    """Make sure that the workspace holds, and that the command ends where it would have ended."""
    if name == "init":
        again = call("init", root, "--profile", "support-chatbot", "--seed", 7)
        assert again.status == 0 or "already" in again.stderr, again
        assert ledger_size(root) == 1
        assert {path.name for path in root.iterdir()} >= {"risks", "rules", "plimsoll.toml"}
        assert len(list((root / "risks").iterdir())) == 3
        assert state_of(root) == wanted
        return
    ledger_size(root)
    words = [part.format(root=root) for part in COMMANDS[name]]
    assert call(*words, root=root).status in {0, 1}
    ledger_size(root)
    found = state_of(root)
    if name in SAID_EACH_TIME:
        found = State(tuple(dict.fromkeys(found.entries)), found.records)
        wanted = State(tuple(dict.fromkeys(wanted.entries)), wanted.records)
    assert found == wanted
    if name == "report":
        assert (root / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_commands_that_write_at_once_lose_nothing(tmp_path):
    root = make_workspace(tmp_path / "desk")
    for risk in ("b", "c", "d"):
        write_risk(root, risk)
    done("ingest", write_log(root / "log.jsonl", ordinary_rows(100)), root=root)
    done("screen", root=root)
    before = ledger_size(root)
    drawing = [command_line("draw", "--budget", 20, "-w", root) for _ in range(4)]
    assert together(drawing) == [0, 0, 0, 0]
    rows = sheet(root)
    assert len(rows) == len({(row["transcript"], row["risk"]) for row in rows}) == 80
    assert ledger_size(root) == before + 16  # four rounds of four risks
    importing = []
    for reviewer in ("A", "B", "C", "D"):
        path = root / f"{reviewer}.csv"
        lines = [f"{row['transcript']},{row['risk']},{reviewer},clean,1" for row in rows]
        path.write_text("\n".join(["transcript,risk,reviewer,verdict,rubric_version", *lines]))
        importing.append(command_line("label", "import", path, "-w", root))
    assert together(importing) == [0, 0, 0, 0]
    assert ledger_size(root) == before + 20
    found = done("estimate", root=root)["estimates"]
    assert [one["labelling"]["agreed_count"] for one in found] == [20, 20, 20, 20]
    with closing(open_world(root)) as world, world.look() as unit:
        assert sum(1 for _ in unit.records(kind="label")) == 4 * 80
        assert [index for index, _ in unit.entries()] == list(range(before + 20))


def together(commands):
    """Run commands at the same time; return their exit statuses."""
    processes = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    return [process.wait(PATIENCE_S) for process in processes]


def test_a_sheet_and_a_verification_can_be_read_while_another_command_writes(tmp_path):
    root = make_workspace(tmp_path / "desk")
    log = write_log(root / "log.jsonl", ordinary_rows(3000))
    process = subprocess.Popen(
        command_line("ingest", log, "-w", root),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until_it_writes(process, root)
    assert ledger_size(root) in {1, 2}
    assert process.wait(PATIENCE_S) == 0
    assert ledger_size(root) == 2
    done("screen", root=root)
    done("draw", "--budget", 10, root=root)
    answer_all(root)
