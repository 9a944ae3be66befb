"""Which code this is: one digest over every module of the installed package."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parents[1]


@cache
def code_sha256() -> str:
    """Return the digest of the names and contents of all Python files of Plimsoll."""
    running = sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        running.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
        running.update(sha256(path.read_bytes()).digest())
    return running.hexdigest()
