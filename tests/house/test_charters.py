"""Every module opens with its charter, and no promise stands without its source and its proof."""

import ast
import re
from collections.abc import Iterator

from tests.house.tree import ROOT, Breach, Debts, Module, hold, modules, parse

# Signed debts: (path, subject) -> why it may stand.
UNCHARTERED: Debts = {}
UNPROVEN: Debts = {}

FEWEST_WORDS = 5
NEEDED_BESIDE_A_PROMISE = {
    "Not promised:": "say what is not promised; a text that lists only strengths is advertising",
    "Source:": "name the theorem, standard or paper it rests on",
    "Checked by:": "name the test file that would fail if it were false",
}
TEST_FILE = re.compile(r"\btests/[\w/.-]+\.py\b")


def missing_charters(module: Module) -> Iterator[Breach]:
    charter = ast.get_docstring(module.tree) or ""
    opening = charter.partition("\n\n")[0]
    if len(opening.split()) < FEWEST_WORDS:
        yield Breach(
            module.path,
            1,
            "charter",
            "open the module with a docstring that says in a sentence what it answers",
        )


def unproven_promises(module: Module) -> Iterator[Breach]:
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(module.tree):
        if not isinstance(node, documented):
            continue
        docstring = ast.get_docstring(node) or ""
        line = getattr(node, "lineno", 1)
        yield from _unproven(module.path, line, docstring)


def _unproven(path: str, line: int, docstring: str) -> Iterator[Breach]:
    if not re.search(r"^Promise:", docstring, re.MULTILINE):
        return
    for heading, mend in NEEDED_BESIDE_A_PROMISE.items():
        if not re.search(rf"^{heading}\s*\S", docstring, re.MULTILINE):
            yield Breach(path, line, heading, f"`Promise:` stands without `{heading}`: {mend}")
    proof = re.search(r"^Checked by:(.*?)(?:\n\n|\Z)", docstring, re.MULTILINE | re.DOTALL)
    named = TEST_FILE.findall(proof[1]) if proof else []
    if proof and not named:
        yield Breach(path, line, "Checked by:", "`Checked by:` names no file below tests/")
    for name in named:
        if not (ROOT / name).is_file():
            yield Breach(path, line, name, f"`Checked by:` names {name}, which does not exist")


def test_every_module_opens_with_a_charter() -> None:
    hold(
        (breach for module in modules() for breach in missing_charters(module)),
        rule="A reader opens a file to learn what it answers; the first lines tell.",
        debts=UNCHARTERED,
    )


def test_every_promise_has_a_source_a_proof_and_a_limit() -> None:
    hold(
        (breach for module in modules() for breach in unproven_promises(module)),
        rule="A promise that nobody checks is a hope.",
        debts=UNPROVEN,
    )


def test_a_module_without_a_charter_is_seen() -> None:
    assert list(missing_charters(parse("import os\n")))
    assert list(missing_charters(parse('"""Things."""\n')))
    assert not list(missing_charters(parse('"""What was said, and what could not be read."""\n')))


def test_a_bare_promise_is_seen() -> None:
    bare = parse('"""Bounds.\n\nPromise: they hold.\n"""\n')
    assert {breach.subject for breach in unproven_promises(bare)} == set(NEEDED_BESIDE_A_PROMISE)


def test_a_promise_proven_by_a_file_that_does_not_exist_is_seen() -> None:
    charter = "Promise: it holds.\n\nNot promised: speed.\n\nSource: a book.\n\nChecked by: {}.\n"
    absent = parse(f'"""{charter.format("tests/house/test_no_such_file.py")}"""\n')
    present = parse(f'"""{charter.format("tests/house/test_charters.py")}"""\n')
    vague = parse(f'"""{charter.format("the tests")}"""\n')
    assert [breach.subject for breach in unproven_promises(absent)] == [
        "tests/house/test_no_such_file.py"
    ]
    assert [breach.subject for breach in unproven_promises(vague)] == ["Checked by:"]
    assert not list(unproven_promises(present))


def test_the_promise_of_a_class_needs_its_proof_too() -> None:
    of_a_class = parse('class Tree:\n    """A tree.\n\n    Promise: it holds.\n    """\n')
    assert list(unproven_promises(of_a_class))
