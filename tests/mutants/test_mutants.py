"""Deliberate mistakes, planted one by one in a copy of the source: each is noticed by a test.

Coverage says that a line was run; a killed mutant says that somebody would notice if it were
wrong. Every mutant names the tests that must fail. The copy without any mistake passes them all,
so a failure is the mistake's own.
"""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.mutants.mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
PASSED, FAILED = 0, 1
AT_A_TIME = 2
WATCHER = "which_copy"
# A plugin for the inner run: whatever the tests import, it is the copy and nothing else.
WATCHER_TEXT = """
from pathlib import Path
import plimsoll
def pytest_sessionfinish(session):
    import sys
    home = Path(__file__).resolve().parent
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "plimsoll" and getattr(module, "__file__", None):
            assert Path(module.__file__).resolve().is_relative_to(home / "src"), module.__file__
"""


def planted(folder: Path, mutant: Mutant | None) -> Path:
    """Copy the source to ``folder`` and plant the mistake."""
    shutil.copytree(
        ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
    )
    (folder / f"{WATCHER}.py").write_text(WATCHER_TEXT, encoding="utf-8")
    if mutant is not None:
        path = folder / "src" / "plimsoll" / mutant.file
        text = path.read_text(encoding="utf-8")
        path.write_text(changed(text, mutant), encoding="utf-8")
    return folder


def changed(text: str, mutant: Mutant) -> str:
    """Return the text of a file with the mistake in it."""
    found_count = text.count(mutant.old)
    assert found_count == 1, (
        f"{mutant.file} holds {mutant.old!r} {found_count} times. "
        "The source changed: update the mutant."
    )
    return text.replace(mutant.old, mutant.new)


def run(folder: Path, tests: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """Run tests of this checkout against the copy in ``folder``."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder / "src"), str(folder)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis"),
    }
    options = ["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", WATCHER]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *(f"tests/{test}" for test in tests)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def outcome(mutant: Mutant, *, scratch: Path) -> subprocess.CompletedProcess[str]:
    folder = scratch / re.sub(r"\W+", "-", mutant.name)
    try:
        return run(planted(folder, mutant), mutant.tests)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Run every mutant, two at a time; the copy without a mistake comes first and must pass."""
    scratch = tmp_path_factory.mktemp("mutants")
    every_test = tuple(dict.fromkeys(test for mutant in MUTANTS for test in mutant.tests))
    sound = run(planted(scratch / "sound", None), every_test)
    assert sound.returncode == PASSED, f"the tests fail without any mistake:\n{sound.stdout}"
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return {mutant: pool.submit(outcome, mutant, scratch=scratch) for mutant in MUTANTS}


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_mistake_is_noticed(mutant, outcomes):
    ran = outcomes[mutant].result()
    assert ran.returncode != PASSED, f"nobody noticed that {mutant.name}: {mutant.tests}"
    assert ran.returncode == FAILED, f"the tests could not run:\n{ran.stdout}{ran.stderr}"
    assert " failed" in ran.stdout.splitlines()[-1]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_place_of_the_mistake_is_still_in_the_source(mutant):
    text = (ROOT / "src" / "plimsoll" / mutant.file).read_text(encoding="utf-8")
    mistaken = changed(text, mutant)
    assert mistaken != text
    compile(mistaken, mutant.file, "exec")


def test_a_mistake_whose_place_is_gone_is_an_error():
    lost = Mutant("lost", "errors.py", "no such text", "", ())
    with pytest.raises(AssertionError, match="The source changed: update the mutant"):
        changed("another text", lost)
    with pytest.raises(AssertionError, match="2 times"):
        changed("no such text, no such text", lost)


def test_there_are_enough_mistakes_and_each_has_its_own_name():
    assert len(MUTANTS) >= 20
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
