"""One core behind every door: a verb has the same arguments wherever it is called, and a page."""

import importlib
import re

import pytest
from tests.house.tree import DOCS, SOURCE, Function, Module, classes, modules, parameters, parse

BROUGHT_BY_THE_DOOR = {"self", "cls", "world", "root"}
# A notebook holds no clock, and names the parties one by one.
ALLOWED: dict[str, set[str]] = {"init": {"now_utc", "parties", "owner", "contact"}}
THREAD = "init check ingest screen draw label estimate seal gate report verify"


def verbs(tree: tuple[Module, ...]) -> dict[str, Function]:
    """Return the verbs: functions of workflows that bear the name of their module."""
    return {
        node.name: node
        for module in tree
        for node in module.tree.body
        if isinstance(node, Function) and module.name == f"plimsoll.workflows.{node.name}"
    }


def methods(tree: tuple[Module, ...]) -> dict[str, Function]:
    """Return the methods of the workspace, the handle that a data scientist holds."""
    return {
        node.name: node
        for module in tree
        if module.name.startswith("plimsoll.workspace")
        for owner in classes(module)
        if owner.name == "Workspace"
        for node in owner.body
        if isinstance(node, Function)
    }


def arguments(function: Function) -> set[str]:
    return {parameter.arg for parameter in parameters(function)} - BROUGHT_BY_THE_DOOR


def differences(verb: Function, door: Function | None) -> set[str]:
    """Return the arguments that only one of the two takes; without a door, its absence."""
    return {"(absent)"} if door is None else arguments(verb) ^ arguments(door)


def positional_arguments(function: Function) -> set[str]:
    """Return what a verb takes by position besides the world."""
    taken = {parameter.arg for parameter in [*function.args.posonlyargs, *function.args.args]}
    return taken - BROUGHT_BY_THE_DOOR


def documented_commands() -> set[str]:
    page = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    return set(re.findall(r"^### ([a-z-]+)$", page, re.MULTILINE))


def offered_commands() -> set[str]:
    import click

    cli = importlib.import_module("plimsoll.cli.app")
    groups = [member for member in vars(cli).values() if isinstance(member, click.Group)]
    assert groups, "plimsoll.cli offers no click group to look at"
    return set(groups[0].list_commands(click.Context(groups[0])))


def test_every_verb_takes_its_arguments_by_name() -> None:
    found = {name: positional_arguments(verb) for name, verb in verbs(modules()).items()}
    loose = {name: given for name, given in found.items() if given}
    assert found, "there are no verbs"
    assert not loose, f"put a * after the world: {loose}"


@pytest.mark.skipif(not any(SOURCE.glob("workspace*")), reason="the workspace does not stand yet")
def test_the_workspace_takes_the_same_arguments_as_the_verbs() -> None:
    doors = methods(modules())
    found = {name: differences(verb, doors.get(name)) for name, verb in verbs(modules()).items()}
    unlike = {
        name: different for name, different in found.items() if different - ALLOWED.get(name, set())
    }
    assert not unlike, f"Workspace and workflow take different arguments: {unlike}"


@pytest.mark.skipif(not (SOURCE / "cli").is_dir(), reason="the commands do not stand yet")
def test_every_command_has_its_entry_and_every_entry_its_command() -> None:
    assert offered_commands() == documented_commands()


def test_every_verb_of_the_thread_has_a_page() -> None:
    assert set(THREAD.split()) <= documented_commands()
    assert [verb for verb in THREAD.split() if not (DOCS / "guide" / f"{verb}.md").is_file()] == []


def test_doors_that_differ_are_seen() -> None:
    workflow = parse(
        "def draw(world, *, risks, seed): ...\ndef _shares(budget): ...\n",
        path="src/plimsoll/workflows/draw.py",
    )
    handle = parse(
        "class Workspace:\n    def draw(self, *, risks, sede): ...\n",
        path="src/plimsoll/workspace.py",
    )
    verb, door = verbs((workflow,))["draw"], methods((handle,))["draw"]
    assert differences(verb, door) == {"seed", "sede"}
    assert differences(verb, None) == {"(absent)"}
    assert differences(verb, verb) == set()


def test_an_argument_by_position_is_seen() -> None:
    loose = parse("def draw(world, budget, *, seed): ...", path="src/plimsoll/workflows/draw.py")
    assert positional_arguments(verbs((loose,))["draw"]) == {"budget"}
