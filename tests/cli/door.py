"""The command line as a test calls it: in this process, or in one of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from click.testing import CliRunner

from plimsoll.cli.app import plimsoll

HARMFUL = {chr(code) for code in (*range(9), *range(11, 32), *range(127, 160))} | set(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    status: int
    stdout: str
    stderr: str

    def document(self):
        """Return the one JSON document on standard output; the contract allows nothing else."""
        return json.loads(self.stdout)

    def error(self):
        """Return the error document of a command that could not be done."""
        assert self.status == 2, self
        document = self.document()
        assert set(document) == {"error"}
        assert set(document["error"]) == {"kind", "what", "why", "fix"}
        assert all(document["error"].values()), document
        return document["error"]


def call(*arguments, root=None, **environment):
    """Run a command in this process; an exception that escapes it is a failure of the test."""
    given = [str(argument) for argument in arguments]
    given += [] if root is None else ["-w", str(root)]
    result = CliRunner().invoke(plimsoll, given, env=environment, catch_exceptions=False)
    answer = Answer(result.exit_code, result.stdout, result.stderr)
    assert answer.status in {0, 1, 2}, answer
    assert "Traceback" not in answer.stdout + answer.stderr, answer
    return answer


def done(*arguments, root=None):
    """Run a command that must succeed, with --json; return its document."""
    answer = call(*arguments, "--json", root=root)
    assert answer.status in {0, 1}, answer
    assert answer.stderr == "", answer
    return answer.document()


def refused(*arguments, root=None):
    """Run a command that must be refused, both ways; return its error document."""
    spoken = call(*arguments, root=root)
    assert spoken.status == 2, spoken
    assert spoken.stdout == "", spoken
    assert spoken.stderr.strip(), spoken
    assert not HARMFUL & set(spoken.stderr), spoken
    return call(*arguments, "--json", root=root).error()


def command_line(*arguments):
    """Return the words that start Plimsoll in a process of its own."""
    return [sys.executable, "-m", "plimsoll", *map(str, arguments)]


def call_process(*arguments, root=None, **environment):
    """Run a command in a process of its own."""
    given = [*arguments, *([] if root is None else ["-w", root])]
    finished = subprocess.run(
        command_line(*given),
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    answer = Answer(
        finished.returncode,
        finished.stdout.decode("utf-8", "surrogateescape"),
        finished.stderr.decode("utf-8", "surrogateescape"),
    )
    assert "Traceback" not in answer.stdout + answer.stderr, answer
    return answer
