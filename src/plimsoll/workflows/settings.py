"""What this workspace is set to: ``plimsoll.toml``, read into one frozen object.

Every setting has a default, a type and a range. An unknown key is an error and not a shrug:
a misspelt setting that is silently ignored is a setting that somebody believes to be in force.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from plimsoll.connectors.files import read_text
from plimsoll.errors import InputError, WorkspaceError
from plimsoll.records.toml_source import TomlSource
from plimsoll.records.violation import nearest

SETTINGS_FILE: Final = "plimsoll.toml"
MEBIBYTE: Final = 1 << 20
SQLITE: Final = "sqlite:///"


@dataclass(frozen=True)
class Settings:
    """The settings of one workspace.

    Attributes:
        name: What is watched, for people.
        database_url: Where the state lies; a relative SQLite path starts at the workspace.
        claim_valid_days: How long a sealed claim lives, at most.
        strata_by: Facts by which the frame is split, besides flagged or not.
        max_row_bytes: The largest row of a log that is read.
        column_map: How the columns of CSV, Parquet or JSON Lines map to a transcript.
        retired: Why a risk that was once measured is no longer in the register, by its id.
    """

    name: str = ""
    database_url: str = "sqlite:///state.sqlite"
    claim_valid_days: int = 90
    strata_by: tuple[str, ...] = ()
    max_row_bytes: int = 16 * MEBIBYTE
    column_map: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    retired: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def database_url_at(self, root: Path) -> str:
        """Return the database's URL with a relative SQLite path made absolute."""
        path = self.database_url.removeprefix(SQLITE)
        if path == self.database_url:
            return self.database_url
        return f"{SQLITE}{(root / path).absolute()}"


def load_settings(root: Path) -> Settings:
    """Read the settings of the workspace at ``root``.

    Raises:
        WorkspaceError: There is no workspace here.
        InputError: The file cannot be read, or a setting is unknown or out of range; the
            message gives file and line.
    """
    path = root / SETTINGS_FILE
    if not path.is_file():
        raise WorkspaceError(
            f"There is no {SETTINGS_FILE} in {root}.",
            why="A workspace is a folder with its settings, risks and rules.",
            fix="Run plimsoll init, or go to the folder of your workspace.",
        )
    return parse_settings(read_text(path))


def parse_settings(text: str) -> Settings:
    """Read settings from TOML text.

    Raises:
        InputError: A setting is unknown, of the wrong type or out of range.

    Example:
        >>> parse_settings('name = "support"').claim_valid_days
        90
    """
    source = TomlSource.of(text, file_name=SETTINGS_FILE)
    values: dict[str, Any] = {}
    for key, value in source.table.items():
        setting = SETTINGS.get(key)
        if setting is None:
            raise _wrong(source, key, what="is not a setting", fix=nearest(key, tuple(SETTINGS)))
        wanted, is_right = setting
        if not is_right(value):
            raise _wrong(source, key, what=f"must be {wanted}, not {value!r:.60}", fix="correct it")
        values[key] = tuple(value) if isinstance(value, list) else value
    return Settings(**values)


def _wrong(source: TomlSource, key: str, *, what: str, fix: str) -> InputError:
    return InputError(
        f"{source.file_name}:{source.line_of(key)}: {key} {what}.",
        why="A setting that is ignored is one that somebody believes to be in force.",
        fix=f"In {source.file_name}, {fix}.",
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value)) and len(set(value)) == len(value)


def _is_reasons(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _is_url(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("sqlite:///", "postgresql+psycopg://"))


def _is_between(lower: int, upper: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and lower <= value <= upper


SETTINGS: Final[Mapping[str, tuple[str, Callable[[Any], bool]]]] = {
    "name": ("a text", lambda value: isinstance(value, str)),
    "database_url": ("a URL sqlite:///... or postgresql+psycopg://...", _is_url),
    "claim_valid_days": ("a whole number from 1 to 3650", _is_between(1, 3650)),
    "strata_by": ("a list of different names of facts", _is_texts),
    "max_row_bytes": ("a whole number from 1024 to 1073741824", _is_between(1024, 1 << 30)),
    "column_map": ("a table", lambda value: isinstance(value, dict)),
    "retired": ("a table in which each risk has its reason", _is_reasons),
}
