"""A TOML file that a person wrote, and the line on which each of its keys stands.

A message about a file is only as good as its line number. ``tomllib`` does not keep lines, so a
second, smaller reader walks the text (which ``tomllib`` has accepted by then) and notes where
each key, table and array element begins. A path is the chain of keys and positions::

    [[rule]]            ("rule", 0)
    phrases = [         ("rule", 0, "phrases")
      "I cannot",       ("rule", 0, "phrases", 0)

Numbers with a decimal point arrive as ``Decimal``, from their text and never through a binary
float: ``rate = 0.05`` means 0.05.

Not promised: the line of an element inside a table in dotted form; its nearest known parent
answers instead.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Self

from plimsoll.errors import InputError

KeyPath = tuple[str | int, ...]
BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
BARE_VALUE: Final = re.compile(r"[^,\]}\n#]*")
STRINGS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r'"""(?:[^\\"]|\\(?s:.)|"{1,2}(?!"))*"{3,5}',
        r"'''(?:[^']|'{1,2}(?!'))*'{3,5}",
        r'"(?:[^"\\\n]|\\.)*"',
        r"'[^'\n]*'",
    )
)
TOML_LINE: Final = re.compile(r"at line (\d+)")


@dataclass(frozen=True)
class TomlSource:
    """One TOML file, read.

    Attributes:
        file_name: Its name, as messages give it.
        table: What it says.
        lines: The line, from 1, of each key, table and array element.
    """

    file_name: str
    table: Mapping[str, Any]
    lines: Mapping[KeyPath, int]

    @classmethod
    def of(cls, text: str, *, file_name: str) -> Self:
        """Read TOML text.

        Raises:
            InputError: The text is not TOML; the message gives file and line.
        """
        try:
            table = tomllib.loads(text, parse_float=Decimal)
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            found = TOML_LINE.search(str(error))
            where = f"{file_name}:{found[1] if found else len(text.splitlines()) or 1}"
            reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
            raise InputError(
                f"{where}: this is not TOML: {reason}.",
                why="Nothing in a file that cannot be read whole is believed in part.",
                fix="Correct the line that is named; a text with quotes inside wants '''.",
            ) from error
        return cls(file_name=file_name, table=table, lines=_Walk(text.replace("\r\n", "\n")).lines)

    def line_of(self, *path: str | int) -> int:
        """Return the line of a key, or of its nearest parent that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Walk:
    """One walk over valid TOML text that notes where everything begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.lines: dict[KeyPath, int] = {}
        self._lengths: dict[KeyPath, int] = {}
        self._line, self._counted_to = 1, 0
        table: KeyPath = ()
        while self._skip_blank():
            if self.text[self.position] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _skip_blank(self) -> bool:
        """Go to the next character that counts; tell whether there is one."""
        found = BLANK.match(self.text, self.position)
        assert found is not None, "the pattern admits the empty text"
        self.position = found.end()
        return self.position < len(self.text)

    def _note(self, path: KeyPath) -> None:
        self._line += self.text.count("\n", self._counted_to, self.position)
        self._counted_to = self.position
        self.lines.setdefault(path, self._line)

    def _header(self) -> KeyPath:
        many = self.text.startswith("[[", self.position)
        start = self.position
        self.position += 2 if many else 1
        keys = self._keys()
        path: KeyPath = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            last = position == len(keys) - 1
            if last and many:
                self._lengths[path] = self._lengths.get(path, 0) + 1
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        self.position, after = start, self.position
        self._note(tuple(keys))
        self._note(path)
        self.position = after + (2 if many else 1)
        return path

    def _pair(self, table: KeyPath) -> None:
        start = self.position
        path = (*table, *self._keys())
        self.position, after = start, self.position
        self._note(path)
        self.position = after + 1  # the equals sign
        self._value(path)

    def _keys(self) -> list[str]:
        """Read a dotted key and stop on the character behind it."""
        keys: list[str] = []
        while True:
            self._skip_blank()
            bare = BARE_KEY.match(self.text, self.position)
            if bare:
                keys.append(bare[0])
                self.position = bare.end()
            else:
                start = self.position
                self._skip_string()
                keys.extend(tomllib.loads(f"{self.text[start : self.position]} = 0"))
            self._skip_blank()
            if self.text[self.position] != ".":
                return keys
            self.position += 1

    def _skip_string(self) -> None:
        for pattern in STRINGS:
            found = pattern.match(self.text, self.position)
            if found:
                self.position = found.end()
                return
        raise AssertionError("tomllib accepted a string that this reader does not know")

    def _value(self, path: KeyPath) -> None:
        self._skip_blank()
        match self.text[self.position]:
            case "[":
                self._members(path, closing="]")
            case "{":
                self._members(path, closing="}")
            case '"' | "'":
                self._skip_string()
            case _:
                bare = BARE_VALUE.match(self.text, self.position)
                assert bare is not None, "the pattern admits the empty text"
                self.position = bare.end()

    def _members(self, path: KeyPath, *, closing: str) -> None:
        """Walk the members of an array or of an inline table."""
        self.position += 1
        index = 0
        while self._skip_blank() and self.text[self.position] != closing:
            if closing == "}":
                self._pair(path)
            else:
                self._note((*path, index))
                self._value((*path, index))
            index += 1
            self._skip_blank()
            if self.text[self.position] == ",":
                self.position += 1
        self.position += 1
