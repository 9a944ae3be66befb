"""The tree as the house rules see it: every module parsed once, every breach a sentence.

A rule is a function that takes a ``Module`` (or a text) and yields ``Breach``es, so that its own
negative test can hand it a bad snippet. A rule's debts are signed beside it: each
names its place and its reason, and one that has been paid must be struck from the list.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "plimsoll"
DOCS = ROOT / "docs"

Function = ast.FunctionDef | ast.AsyncFunctionDef
Debts = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Module:
    """One Python file: where it is, what it says, what it means."""

    path: str
    text: str = field(repr=False)
    tree: ast.Module = field(repr=False)

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def name(self) -> str:
        """The dotted name by which the module is imported."""
        inner = self.path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__")
        return inner.replace("/", ".")


@dataclass(frozen=True)
class Breach:
    """One place where a rule is broken, and what would mend it."""

    path: str
    line: int
    subject: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


def parse(text: str, *, path: str = "src/plimsoll/example.py") -> Module:
    """Read one module from its text; this is how a negative test feeds a rule."""
    return Module(path=path, text=text, tree=ast.parse(text))


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the package."""
    return tuple(
        parse(path.read_text(encoding="utf-8"), path=path.relative_to(ROOT).as_posix())
        for path in sorted(SOURCE.rglob("*.py"))
    )


def functions(module: Module) -> Iterator[tuple[str, Function]]:
    """Yield every function with its dotted name inside the module, nested ones too."""
    yield from _functions_below(module.tree, "")


def public_functions(module: Module) -> Iterator[tuple[str, Function]]:
    """Yield the functions that a reader may call: no leading underscore on the way to them."""
    for name, function in _functions_below(module.tree, "", inside_functions=False):
        parts = [*module.name.split("."), *name.split(".")]
        if not any(part.startswith("_") and not is_magic(part) for part in parts):
            yield name, function


def classes(module: Module) -> Iterator[ast.ClassDef]:
    """Yield every class of the module, nested ones too."""
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef))


def parameters(function: Function) -> list[ast.arg]:
    """Return all parameters, the star ones included."""
    arguments = function.args
    stars = [star for star in (arguments.vararg, arguments.kwarg) if star is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *stars]


def is_magic(name: str) -> bool:
    """Tell whether Python itself gives the name its meaning."""
    return name.startswith("__") and name.endswith("__")


def house_texts(*patterns: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of the project's own files that match one of the patterns."""
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            relative = path.relative_to(ROOT).as_posix()
            if path.is_file() and "__pycache__" not in relative:
                yield relative, path.read_text(encoding="utf-8", errors="replace")


def prose(text: str) -> str:
    """Blank out code in Markdown or a docstring, so that only sentences remain."""
    without_fences = re.sub(r"```.*?```", _blank, text, flags=re.DOTALL)
    return re.sub(r"`[^`\n]*`", _blank, without_fences)


def hold(breaches: Iterable[Breach], *, rule: str, debts: Debts) -> None:
    """Fail kindly when a rule is broken without a signed debt, or a debt has been paid."""
    found = list(breaches)
    unsigned = [breach for breach in found if (breach.path, breach.subject) not in debts]
    paid = set(debts) - {(breach.path, breach.subject) for breach in found}
    assert all(reason.strip() for reason in debts.values()), "a debt needs its reason beside it"
    assert not paid, f"These debts are paid; strike them from the list: {sorted(paid)}"
    listing = "\n".join(f"  {breach}" for breach in unsigned)
    assert not unsigned, f"{rule}\n{listing}"


def _functions_below(
    node: ast.AST, prefix: str, *, inside_functions: bool = True
) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield prefix + child.name, child
            if inside_functions:
                yield from _functions_below(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            below = _functions_below(
                child, f"{prefix}{child.name}.", inside_functions=inside_functions
            )
            yield from below
        elif isinstance(child, ast.If | ast.Try | ast.With):
            yield from _functions_below(child, prefix, inside_functions=inside_functions)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
