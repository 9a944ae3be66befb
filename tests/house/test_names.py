"""Names: a module has a home, a parameter says what it is, two numbers cannot be swapped."""

import ast
from collections.abc import Iterator

from tests.house.tree import (
    Breach,
    Debts,
    Function,
    Module,
    classes,
    functions,
    hold,
    is_magic,
    modules,
    parameters,
    parse,
    public_functions,
)

HOMELESS_MODULES = frozenset({"utils", "helpers", "common", "misc", "core", "base", "manager"})

AMBIGUOUS_PARAMETERS = {
    "n": "sample_size, population_size or a name that ends in _count",
    "x": "what it is: violations_count, score, text",
    "data": "what it holds: rows, transcripts, encoded, body",
    "confidence": "alpha, the error budget",
    "threshold": "rate_limit, score_cutoff or wealth_limit",
    "timeout": "a name that ends in _ms or _seconds",
    "date": "a name that ends in _on (a day) or _at_utc (a moment)",
}

NUMBERS = frozenset({"int", "float", "Decimal"})

TREE_COORDINATES = "level before position, as tiles of a tree are named everywhere"

# Signed debts: (path, name) -> why it may stand.
HOMELESS: Debts = {}
AMBIGUOUS: Debts = {}
SWAPPABLE: Debts = {
    ("src/plimsoll/ledger/tree.py", "NodeStore.node"): TREE_COORDINATES,
    ("src/plimsoll/store/entry_rows.py", "EntryRows.node"): TREE_COORDINATES,
}


def homeless_modules(module: Module) -> Iterator[Breach]:
    for part in module.name.split("."):
        if part.strip("_").rstrip("s") in {name.rstrip("s") for name in HOMELESS_MODULES}:
            yield Breach(
                module.path,
                1,
                part,
                f"`{part}` says nothing about what lives there; name the noun it is about",
            )


def ambiguous_parameters(module: Module) -> Iterator[Breach]:
    for name, function in functions(module):
        for parameter in parameters(function):
            yield from _ambiguous(module, parameter.arg, parameter.lineno, name)
    for owner in classes(module):
        for field in owner.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                yield from _ambiguous(module, field.target.id, field.lineno, owner.name)


def _ambiguous(module: Module, parameter: str, line: int, owner: str) -> Iterator[Breach]:
    if parameter in AMBIGUOUS_PARAMETERS:
        yield Breach(
            module.path,
            line,
            f"{owner}.{parameter}",
            f"`{parameter}` in {owner}: use {AMBIGUOUS_PARAMETERS[parameter]}",
        )


def swappable_numbers(module: Module) -> Iterator[Breach]:
    for name, function in public_functions(module):
        if is_magic(function.name):
            continue
        numbers = _positional_numbers(function)
        if len(numbers) > 1:
            yield Breach(
                module.path,
                function.lineno,
                name,
                f"{name}: {' and '.join(numbers)} can be swapped in silence; put a * before them",
            )


def _positional_numbers(function: Function) -> list[str]:
    positional = [*function.args.posonlyargs, *function.args.args]
    return [
        parameter.arg
        for parameter in positional
        if isinstance(parameter.annotation, ast.Name) and parameter.annotation.id in NUMBERS
    ]


def test_every_module_has_a_home() -> None:
    hold(
        (breach for module in modules() for breach in homeless_modules(module)),
        rule="What belongs nowhere in particular ends up everywhere.",
        debts=HOMELESS,
    )


def test_no_parameter_is_ambiguous() -> None:
    hold(
        (breach for module in modules() for breach in ambiguous_parameters(module)),
        rule="A name carries its unit, its side and its population.",
        debts=AMBIGUOUS,
    )


def test_two_numbers_are_never_handed_over_by_position() -> None:
    hold(
        (breach for module in modules() for breach in swappable_numbers(module)),
        rule="Two numbers can be swapped in silence; two keywords cannot.",
        debts=SWAPPABLE,
    )


def test_a_homeless_module_is_seen() -> None:
    for path in ("src/plimsoll/utils.py", "src/plimsoll/gate/_helper.py", "src/plimsoll/base.py"):
        assert list(homeless_modules(parse("", path=path))), path
    assert not list(homeless_modules(parse("", path="src/plimsoll/records/canonical.py")))


def test_each_ambiguous_parameter_is_seen_with_its_replacement() -> None:
    for parameter, replacement in AMBIGUOUS_PARAMETERS.items():
        for text in (
            f"def bound(*, {parameter}): ...",
            f"class Bound:\n    def upper(self, {parameter}): ...",
            f"class Bound:\n    {parameter}: float",
        ):
            assert [replacement in str(breach) for breach in ambiguous_parameters(parse(text))] == [
                True
            ], text


def test_a_clear_parameter_passes() -> None:
    assert not list(ambiguous_parameters(parse("def bound(*, sample_size, expires_on): ...")))


def test_two_numbers_side_by_side_are_seen() -> None:
    assert list(swappable_numbers(parse("def rate(violations: int, reviewed: int): ...")))
    assert not list(swappable_numbers(parse("def rate(*, violations: int, reviewed: int): ...")))
    assert not list(swappable_numbers(parse("def _rate(violations: int, reviewed: int): ...")))
