"""What a start costs: CPU seconds of importing Plimsoll and of its help, against bare Python.

Each program runs in a process of its own, in turn with the others, so that a busy machine slows
all of them alike; the ratio of the medians is what to compare between machines. Nothing is
asserted here: a clock in a test makes the test flake. What a start may *load* is a test,
tests/house/test_startup.py.

Run it with ``make bench``. The aims of the house: 0.1 s for the import, 0.3 s for the help.
"""

import os
import sys
from math import isnan
from statistics import median

RUNS_COUNT = 21
PROGRAMS = {
    "python -c pass": "pass",
    "import plimsoll": "import plimsoll",
    "plimsoll --help": "import sys; sys.argv = ['plimsoll', '--help']; "
    "from plimsoll.cli import main; main()",
}


def cpu_seconds(program: str) -> float:
    """Run a program in a new interpreter, silenced, and return its user and system seconds."""
    silenced = [
        (os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_WRONLY, 0) for descriptor in (1, 2)
    ]
    process_id = os.posix_spawn(
        sys.executable, [sys.executable, "-c", program], os.environ, file_actions=silenced
    )
    _, status, usage = os.wait4(process_id, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        return float("nan")
    return usage.ru_utime + usage.ru_stime


def measured() -> dict[str, list[float]]:
    """Return the CPU seconds of every run of every program, in turn, after one unmeasured run."""
    seconds: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for program in PROGRAMS.values():
        cpu_seconds(program)
    for _ in range(RUNS_COUNT):
        for name, program in PROGRAMS.items():
            seconds[name].append(cpu_seconds(program))
    return seconds


def main() -> None:
    """Print one line for each program: the median, the middle half, the ratio to bare Python."""
    seconds = measured()
    bare = median(seconds["python -c pass"])
    print(f"{'CPU seconds':<18} {'median':>8} {'25 %':>8} {'75 %':>8} {'ratio':>7}")
    for name, runs in seconds.items():
        if any(isnan(run) for run in runs):
            print(f"{name:<18} failed; run it by hand to see why")
            continue
        ordered = sorted(runs)
        quarter = len(ordered) // 4
        middle = median(ordered)
        print(
            f"{name:<18} {middle:8.4f} {ordered[quarter]:8.4f} {ordered[-1 - quarter]:8.4f} "
            f"{middle / bare:6.1f}x"
        )
    print(f"{RUNS_COUNT} runs of each, in turn, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
