"""Small text files: read with a limit; written whole or not at all.

Promise: a process that is killed leaves a file, or a folder of files, either as it was or as it
should be: what is written gets its name in one step.

Not promised: the same after a power cut; these are files that can be written again.
Source: POSIX.1-2017, rename().
Checked by: tests/connectors/test_files.py.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from plimsoll.connectors.whole_file import PARTIAL, disk_in_words
from plimsoll.errors import InputError

TEXT_LIMIT_BYTES: Final = 1 << 20


def read_text(path: Path, *, limit_bytes: int = TEXT_LIMIT_BYTES) -> str:
    """Return the text of a small UTF-8 file.

    Raises:
        InputError: It is missing, not a regular file, larger than the limit, or not UTF-8.
    """
    try:
        if path.exists() and not path.is_file():
            raise _unreadable(path, reason="it is not a regular file")
        with path.open("rb") as stream:
            content = stream.read(limit_bytes + 1)
    except OSError as error:
        raise _unreadable(path, reason=error.strerror or str(error)) from error
    if len(content) > limit_bytes:
        raise _unreadable(path, reason=f"it is larger than {limit_bytes:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unreadable(path, reason=f"line {line} is not UTF-8") from error


def text_files(folder: Path) -> tuple[dict[str, str], dict[str, InputError]]:
    """Read every file of a folder but hidden ones, by name; what cannot be read comes apart."""
    texts: dict[str, str] = {}
    errors: dict[str, InputError] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith("."):
            continue
        try:
            texts[path.name] = read_text(path)
        except InputError as error:
            errors[path.name] = error
    return texts, errors


def _unreadable(path: Path, *, reason: str) -> InputError:
    return InputError(
        f"{path.name} cannot be read: {reason}.",
        why="A file that a person wrote for this product is a small UTF-8 text.",
        fix=f"Look at {path}.",
    )


def write_folder(folder: Path, texts: Mapping[str, str]) -> None:
    """Make a folder with these files in it, in one step.

    Raises:
        WorkspaceError: The folder exists, or the disk refuses.
    """
    neighbour = folder.with_name(f".{folder.name}{PARTIAL}")
    with disk_in_words(folder):
        shutil.rmtree(neighbour, ignore_errors=True)
        neighbour.mkdir(parents=True)
        for name, text in texts.items():
            (neighbour / name).write_text(text, encoding="utf-8", newline="\n")
        neighbour.rename(folder)


def write_text(path: Path, text: str) -> None:
    """Write a text file in one step; a pipe or a device is written to and never replaced.

    Raises:
        InputError: The place is a folder or has no name, or the text has no bytes in UTF-8.
        WorkspaceError: The disk refuses.
    """
    encoded = _encoded(text)
    with disk_in_words(path):
        if not path.name or path.is_dir():
            raise InputError(
                f"{str(path)!r} is not the name of a file.",
                why="A text is written to one file, and a folder cannot hold it.",
                fix="Give the name of a file, which may exist.",
            )
        if path.exists() and not path.is_file():
            path.write_bytes(encoded)
            return
        neighbour = path.with_name(f".{path.name}{PARTIAL}")
        neighbour.write_bytes(encoded)
        neighbour.replace(path)


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            "The text cannot be written: it holds a lone surrogate.",
            why="Half of a surrogate pair is not a character and has no bytes in UTF-8.",
            fix="Type the name or text again in the characters of your keyboard.",
        ) from error
