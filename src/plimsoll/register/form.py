"""A risk file read as a form: every field asked for once, every gap written down.

A reader that stops at the first mistake makes a person run it ten times. A form goes on: it
hands back what it could read, and keeps a violation for everything it could not.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from plimsoll.records.toml_source import TomlSource
from plimsoll.records.violation import Violation, nearest

DECIMALS_LIMIT: Final = 12
DIGITS_LIMIT: Final = 15
PLACEHOLDERS: Final = frozenset({"", "...", "?", "-", "todo", "tbd", "fixme", "xxx", "n/a"})


class Form:
    """One risk file in the reading."""

    def __init__(self, source: TomlSource, *, risk_id: str) -> None:
        self.source = source
        self.risk_id = risk_id
        self.violations: list[Violation] = []

    def note(self, *path: str | int, what: str, why: str, fix: str, blocks: bool = True) -> None:
        """Write down one violation at the line of ``path``."""
        line = self.source.line_of(*path)
        place = self.source.file_name
        self.violations.append(Violation(place, line, what, why, fix, blocks, self.risk_id))

    def value(self, *path: str | int) -> Any:  # noqa: ANN401 - any TOML value
        """Return what stands at ``path``, or nothing."""
        found: Any = self.source.table
        for key in path:
            if isinstance(key, str) and not isinstance(found, Mapping):
                return None
            found = found.get(key) if isinstance(key, str) else found[key]
        return found

    def known_keys(self, *path: str | int, known: tuple[str, ...]) -> None:
        """Write down every key of a table that this product does not know."""
        table = self.value(*path)
        for key in table if isinstance(table, Mapping) else ():
            if key not in known:
                self.note(
                    *path,
                    key,
                    what=f"{_name(*path, key)} is not a key of a risk file",
                    why="A misspelt key is ignored, and its author believes that it counts.",
                    fix=f"Please {nearest(key, known)}.",
                )

    def text(self, *path: str | int, why: str, fix: str) -> str:
        """Return a required text; a gap or a placeholder is a violation and reads as empty."""
        value = self.value(*path)
        if isinstance(value, str) and filled_in((value,)):
            return value.strip()
        if value is None:
            what = "is missing"
        elif isinstance(value, str):
            what = f"is not filled in ({value.strip()!r})" if value.strip() else "is empty"
        else:
            what = f"must be one text, not {_kind(value)}"
        self.note(*path, what=f"{_name(*path)} {what}", why=why, fix=fix)
        return ""

    def texts(self, *path: str | int) -> tuple[str, ...]:
        """Return a list of texts, which may be absent."""
        value = self.value(*path)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.note(
                *path,
                what=f"{_name(*path)} must be a list of texts, not {_kind(value)}",
                why="One text and a list of texts would otherwise be told apart by guessing.",
                fix='Write it as ["..."], one text for each item.',
            )
            return ()
        return tuple(item.strip() for item in value)

    def decimal(self, *path: str | int, why: str, fix: str) -> Decimal | None:
        """Return a required decimal: a decimal string, or a TOML number by its literal text."""
        value = self.value(*path)
        if value is None or value == "":
            what = "is missing" if value is None else "is empty"
            self.note(*path, what=f"{_name(*path)} {what}", why=why, fix=fix)
            return None
        number = _decimal(value)
        if number is None:
            self.note(
                *path,
                what=f"{_name(*path)} is {value!r:.40}, which is not a plain decimal number",
                why="A rate is digested as decimal text, so it must mean one number everywhere.",
                fix='Write it like "0.05", with at most 12 decimals; 5 % is "0.05".',
            )
        return number

    def whole(self, *path: str | int, upper: int, why: str, fix: str) -> int:
        """Return a required whole number from 1 to ``upper``, or 0 with a violation."""
        value = self.value(*path)
        if type(value) is int and 1 <= value <= upper:
            return value
        what = "is missing" if value is None else f"must be a whole number from 1 to {upper}"
        self.note(*path, what=f"{_name(*path)} {what}", why=why, fix=fix)
        return 0

    def tables(self, key: str) -> int:
        """Return how many ``[[key]]`` tables there are."""
        value = self.value(key)
        if value is None:
            return 0
        if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            return len(value)
        self.note(
            key,
            what=f"{key} must be written as [[{key}]]",
            why="There may be several of them.",
            fix=f"Write [[{key}]] with two brackets.",
        )
        return 0


def filled_in(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the texts that only hold a place.

    Example:
        >>> filled_in(("TODO", "", "legal counsel"))
        ('legal counsel',)
    """
    return tuple(text for text in texts if text.strip().lower() not in PLACEHOLDERS)


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    exponent = number.as_tuple().exponent
    # A huge exponent is a short text and a very long number; "nan" has a letter for one.
    if not isinstance(exponent, int) or not -DECIMALS_LIMIT <= exponent <= DIGITS_LIMIT:
        return None
    if number.copy_abs() > Decimal(10) ** DIGITS_LIMIT:
        return None
    return number


def _name(*path: str | int) -> str:
    """Write a path as a person would find it in the file.

    Example:
        >>> _name("owner"), _name("line", "rate"), _name("control", 0, "kind")
        ('owner', '[line] rate', '[[control]] number 1: kind')
    """
    match path:
        case (str(table), int(index), *rest):
            return f"[[{table}]] number {index + 1}: {'.'.join(map(str, rest))}"
        case (str(table), str(key), *_):
            return f"[{table}] {key}"
        case _:
            return ".".join(map(str, path))


def _kind(value: object) -> str:
    names = {str: "a text", list: "a list", dict: "a table", bool: "true or false"}
    return names.get(type(value), f"{value!r:.40}")
