"""The TOML files that people wrote in one folder of a workspace, and those that cannot be read."""

from pathlib import Path
from typing import Final

from plimsoll.connectors.files import text_files
from plimsoll.records.violation import Violation

TOML: Final = ".toml"


def read_toml_files(
    root: Path, folder: str, *, of_risks: bool = False
) -> tuple[dict[str, str], list[Violation]]:
    """Return the TOML files of one folder by name, and what there is that cannot be read.

    Args:
        root: The workspace.
        folder: Which folder in it.
        of_risks: Whether each file is a risk, which then cannot be measured.
    """
    texts, errors = text_files(root / folder)
    violations = [
        Violation(
            f"{folder}/{name}",
            1,
            error.what,
            error.why,
            error.fix,
            risk_id=name.removesuffix(TOML) if of_risks else "",
        )
        for name, error in errors.items()
    ]
    strays = [
        Violation(
            f"{folder}/{name}",
            1,
            f"{name} is not a {TOML} file, so it is not read",
            "Its author may believe that it counts.",
            f"Give it a name that ends in {TOML}, or move it elsewhere.",
            blocks=False,
        )
        for name in texts
        if not name.endswith(TOML)
    ]
    found = {f"{folder}/{name}": text for name, text in texts.items() if name.endswith(TOML)}
    return found, [*violations, *strays]
