"""At a terminal and on a pipe: eighty columns, any encoding, no colour unless it is seen."""

import os
import subprocess

import pytest
from tests.cli.door import call, call_process, command_line, done
from tests.thread.voyage import answer_all, chat, under_way

from plimsoll.report.column import columns_size

COLUMNS = 80
LONG = "a-risk-with-a-rather-long-name-that-somebody-thought-was-helpful"
WIDE = "\u5b89\u5168\u306a\u8239\u306f\u6d6e\u304b\u3076 " * 12


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    rows = [chat(n, "I promise." if n % 9 == 0 else "No.", model=f"m{n % 3}") for n in range(90)]
    root = under_way(
        tmp_path_factory.mktemp("terminal") / "desk",
        "promise",
        LONG,
        rows=rows,
        title=WIDE,
        owner=WIDE,
    )
    done("draw", "--budget", 60, root=root)
    answer_all(root, verdict=lambda row: "clean" if row["risk"] == "promise" else "violation")
    done("seal", root=root)
    return root


@pytest.mark.parametrize(
    "command",
    [("estimate",), ("estimate", "--by", "model"), ("gate", "r" * 200), ("gate", WIDE)],
    ids=["estimate", "subgroups", "gate", "wide"],
)
def test_no_line_is_wider_than_eighty_columns(root, command):
    answer = call(*command, root=root, COLUMNS="400")
    wide = [line for line in answer.stdout.splitlines() if columns_size(line) > COLUMNS]
    assert wide == []


def test_nothing_is_coloured_when_nobody_looks(root):
    for environment in ({}, {"NO_COLOR": "1"}, {"NO_COLOR": ""}, {"FORCE_COLOR": "1"}):
        answer = call_process("estimate", root=root, **environment)
        assert answer.status == 0
        assert "\x1b" not in answer.stdout + answer.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "ascii:strict"])
@pytest.mark.parametrize("command", [("estimate",), ("gate", "1"), ("brief",), ("verify",)])
def test_a_terminal_that_knows_only_ascii_is_spoken_to_in_it(root, encoding, command):
    answer = call_process(*command, root=root, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert answer.status in {0, 1}, answer
    assert answer.stdout.isascii()
    assert answer.stderr == ""


def test_help_needs_no_unicode_either():
    assert call_process("--help", PYTHONIOENCODING="ascii").status == 0


@pytest.mark.parametrize(
    "command",
    [("--help",), ("estimate",), ("gate", "1"), ("verify", "--json"), ("label", "--help")],
    ids=" ".join,
)
def test_a_reader_that_goes_away_is_no_error(root, command):
    line = subprocess.list2cmdline(command_line(*command))
    finished = subprocess.run(
        ["/bin/sh", "-c", f"{line} | head -n 1"],
        env={**os.environ, "PLIMSOLL_WORKSPACE": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0
    assert len(finished.stdout.splitlines()) == 1
    assert finished.stderr == ""


def test_a_reader_that_never_reads_is_no_error(root):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        finished = subprocess.run(
            command_line("estimate", "-w", root),
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)
    assert "Traceback" not in finished.stderr
    assert "Exception ignored" not in finished.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this machine has no full device")
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["words", "json"])
def test_an_answer_that_cannot_be_written_is_never_taken_for_a_verdict(root, options):
    with open("/dev/full", "w", encoding="utf-8") as full:
        finished = subprocess.run(
            command_line("check", "-w", root, *options),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert finished.returncode == 2
    assert "could not be written" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_the_workspace_may_come_from_the_environment_and_the_option_wins(root, tmp_path):
    assert call("verify", PLIMSOLL_WORKSPACE=str(root)).status == 0
    assert call("verify", root=tmp_path, PLIMSOLL_WORKSPACE=str(root)).status == 2
