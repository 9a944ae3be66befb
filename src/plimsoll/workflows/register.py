"""Read the register of a workspace: its files handed to the room that judges them."""

from datetime import datetime
from pathlib import Path
from typing import Final

from plimsoll.register.reading import Register, RiskFile, read
from plimsoll.workflows.toml_files import read_toml_files

RISKS_FOLDER: Final = "risks"


def read_register(root: Path, *, now_utc: datetime) -> Register:
    """Return the register of the workspace at ``root``, with everything that is wrong in it."""
    texts, unreadable = read_toml_files(root, RISKS_FOLDER, of_risks=True)
    files = [RiskFile(name, text) for name, text in texts.items()]
    return read(files, now_utc=now_utc, unreadable=unreadable)
