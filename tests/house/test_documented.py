"""Public functions are documented and typed, and whatever is switched off says why."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.house.tree import (
    Breach,
    Debts,
    Function,
    Module,
    classes,
    hold,
    is_magic,
    modules,
    parameters,
    parse,
    public_functions,
)

SWITCHED_OFF = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:\s*no cover)\b")
REASONED = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)?"
    r"|type:\s*ignore(?:\[[\w, -]+\])?|pragma:\s*no cover)\s*(?:-+|#)\s*\w.+"
)

# Signed debts: (path, name) -> why it may stand.
UNDOCUMENTED: Debts = {}
UNTYPED: Debts = {}
UNREASONED: Debts = {}


def undocumented(module: Module) -> Iterator[Breach]:
    for owner in classes(module):
        if not owner.name.startswith("_") and not ast.get_docstring(owner):
            yield _speechless(module, owner.name, owner.lineno)
    for name, function in public_functions(module):
        excused = is_magic(function.name) or _is_marked(function, {"overload", "override"})
        if not excused and not ast.get_docstring(function):
            yield _speechless(module, name, function.lineno)


def _speechless(module: Module, name: str, line: int) -> Breach:
    return Breach(module.path, line, name, f"{name} has no docstring: say what it answers")


def untyped(module: Module) -> Iterator[Breach]:
    for name, function in public_functions(module):
        bare = [
            parameter.arg
            for parameter in parameters(function)
            if parameter.annotation is None and parameter.arg not in {"self", "cls"}
        ]
        missing = [*bare, *(["the returned value"] if function.returns is None else [])]
        if missing:
            yield Breach(
                module.path, function.lineno, name, f"{name}: give a type to {', '.join(missing)}"
            )


def leaks_of_any(module: Module) -> Iterator[Breach]:
    for name, function in public_functions(module):
        given = [parameter.annotation for parameter in parameters(function)]
        for annotation in [*given, function.returns]:
            if isinstance(annotation, ast.Name) and annotation.id == "Any":
                line = annotation.lineno
                if not REASONED.search(module.lines[line - 1]):
                    yield Breach(
                        module.path, line, name, f"{name} leaks `Any`: name the type, or say why"
                    )


def unreasoned_switches(module: Module) -> Iterator[Breach]:
    if not SWITCHED_OFF.search(module.text):
        return
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type != tokenize.COMMENT or not SWITCHED_OFF.match(token.string):
            continue
        if not REASONED.match(token.string):
            yield Breach(
                module.path,
                token.start[0],
                token.string,
                f"`{token.string}` switches a check off: put the reason on the line, after a dash",
            )


def _is_marked(function: Function, decorators: set[str]) -> bool:
    names = {ast.unparse(decorator).rpartition(".")[2] for decorator in function.decorator_list}
    return bool(names & decorators)


def test_every_public_name_is_documented() -> None:
    hold(
        (breach for module in modules() for breach in undocumented(module)),
        rule="Whoever may call it may ask what it does.",
        debts=UNDOCUMENTED,
    )


def test_every_public_function_is_typed_without_leaks() -> None:
    hold(
        (
            breach
            for module in modules()
            for rule in (untyped, leaks_of_any)
            for breach in rule(module)
        ),
        rule="A type is the shortest documentation that is checked.",
        debts=UNTYPED,
    )


def test_every_switched_off_check_says_why() -> None:
    hold(
        (breach for module in modules() for breach in unreasoned_switches(module)),
        rule="An exemption without a reason is a habit.",
        debts=UNREASONED,
    )


def test_an_undocumented_function_is_seen() -> None:
    assert list(undocumented(parse("def judge(): ...")))
    assert list(undocumented(parse("class Gate:\n    def judge(self): ...")))
    assert not list(undocumented(parse("def _judge(): ...")))
    assert not list(undocumented(parse('def judge():\n    """Judge."""')))


def test_an_untyped_function_is_seen() -> None:
    assert [str(b) for b in untyped(parse("def judge(claim, *, now_utc: datetime): ..."))] == [
        "src/plimsoll/example.py:1: judge: give a type to claim, the returned value"
    ]
    assert not list(untyped(parse("def judge(claim: Claim) -> Verdict: ...")))


def test_a_leak_of_any_is_seen_unless_it_says_why() -> None:
    assert list(leaks_of_any(parse("def judge(claim: Any) -> None: ...")))
    assert list(leaks_of_any(parse("def judge() -> Any: ...  # noqa: ANN401")))
    assert not list(leaks_of_any(parse("def judge() -> Any: ...  # noqa: ANN401 - any JSON value")))
    assert not list(leaks_of_any(parse("def judge(body: dict[str, Any]) -> None: ...")))


def test_a_check_switched_off_without_a_reason_is_seen() -> None:
    for bare in (
        "# noqa",
        "# noqa: S608",
        "# type: ignore[arg-type]",
        "# pragma: no cover",
        "# noqa: S608 -",
    ):
        assert list(unreasoned_switches(parse(f"value = 1  {bare}\n"))), bare
    for reasoned in (
        "# noqa: S608 - the name is a constant",
        "# noqa: PLR0911, C901 - a table of cases",
        "# type: ignore[arg-type] # the pattern admits only operators",
        "# pragma: no cover - only on Windows",
    ):
        assert not list(unreasoned_switches(parse(f"value = 1  {reasoned}\n"))), reasoned
