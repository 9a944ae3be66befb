"""Make a workspace: settings, a starter register, starter rules, key, ledger, first entry.

Settings, risks and rules each appear whole or not at all, and what is there already is kept. A run
that was killed is finished by running it again. A workspace that has a first entry is never
touched.
"""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

from plimsoll.connectors import clock
from plimsoll.connectors.entropy import fresh_seed
from plimsoll.connectors.files import write_folder, write_text
from plimsoll.connectors.lock import workspace_lock
from plimsoll.errors import InputError, RecordError, WorkspaceError
from plimsoll.ledger import SignerState
from plimsoll.register.profile import NOBODY, Parties, filled, line_day
from plimsoll.workflows.register import RISKS_FOLDER
from plimsoll.workflows.rules import RULES_FOLDER
from plimsoll.workflows.settings import SETTINGS_FILE
from plimsoll.workflows.world import STATE_FOLDER, create_state, open_world

PROFILES: Final = ("support-chatbot", "reasoning-model", "blank")
LOCK_FILE: Final = ".init_lock"
IGNORE_FILE: Final = ".gitignore"
IGNORED: Final = ".plimsoll/\nstate.sqlite*\ntranscripts/\nquarantine/\n"


@dataclass(frozen=True)
class Initialised:
    """What was made.

    Attributes:
        root: The workspace.
        profile: The profile it started from.
        seed: From which every random choice is drawn.
        written: The files and folders that were made.
        kept: Those that were there already.
    """

    root: Path
    profile: str
    seed: int
    written: tuple[str, ...]
    kept: tuple[str, ...]


def init(
    root: Path,
    *,
    profile: str = PROFILES[0],
    now_utc: Callable[[], datetime] = clock.now_utc,
    actor: str | None = None,
    seed: int | None = None,
    parties: Parties = NOBODY,
) -> Initialised:
    """Make a workspace in the folder ``root``, which may exist.

    Args:
        root: The folder.
        profile: ``support-chatbot``, ``reasoning-model`` or ``blank``.
        now_utc: The clock.
        actor: Who makes it; the user of this process when not given.
        seed: From which every random choice is drawn; a fresh one when not given.
        parties: Who owns the starter risks and who is told. Left out, these stay empty, and
            ``plimsoll check`` asks for them.

    Raises:
        InputError: There is no such profile, or the seed is out of range.
        WorkspaceError: There is a workspace here already, or the disk refuses.
    """
    if profile not in PROFILES:
        raise InputError(
            f"There is no profile {profile!r}.",
            why="A profile is a starter register for one kind of system.",
            fix=f"Use one of: {', '.join(PROFILES)}.",
        )
    if seed is not None and not 0 <= seed < 1 << 53:
        raise InputError(
            f"The seed {seed} is not in [0, 2**53).",
            why="Beyond that, readers of JSON round it, and nobody could draw again.",
            fix="Choose a smaller one, or leave it out.",
        )
    seed = fresh_seed() if seed is None else seed
    _make_folder(root)
    lock = root / LOCK_FILE
    with workspace_lock(lock):
        try:
            _clear_unfinished(root)
            parts = _parts(root, profile=profile, parties=parties, expires_on=line_day(now_utc()))
            written = tuple(name for name, write in parts if _write_once(root / name, write))
            body = {"profile": profile, "seed": seed}
            create_state(root, now_utc=now_utc, actor=actor, body=body).close()
        finally:
            lock.unlink(missing_ok=True)
    kept = tuple(name for name, _ in parts if name not in written)
    return Initialised(root, profile, seed, written, kept)


def _make_folder(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(
            f"The folder {root.name!r} cannot be made: {error.strerror}.",
            why="A workspace is a folder.",
            fix="Name a folder, or a place where one can be made.",
        ) from error


def _clear_unfinished(root: Path) -> None:
    """Remove the state of a run that was killed before its first entry was acknowledged."""
    folder = root / STATE_FOLDER
    if not folder.exists():
        return
    remembered = _remembered(folder)
    try:
        with closing(open_world(root)) as world, world.look() as unit:
            entries_count = unit.entries_count()
    except WorkspaceError:
        if remembered.announced_size:
            raise
        entries_count = 0
    if entries_count or remembered.signed_size:
        raise WorkspaceError(
            f"There is a workspace in {root.resolve().name!r} already.",
            why="Its ledger and its key are its past; a second beginning would erase it.",
            fix="Use it as it is, or choose another folder.",
        )
    shutil.rmtree(folder)


def _remembered(folder: Path) -> SignerState:
    try:
        return SignerState.parse((folder / "signer_state").read_bytes())
    except (OSError, RecordError):
        return SignerState()


def _parts(
    root: Path, *, profile: str, parties: Parties, expires_on: str
) -> tuple[tuple[str, Callable[[Path], None]], ...]:
    """Return the parts of a workspace that people edit, and how each is written."""
    source = files("plimsoll.register").joinpath("profiles")

    def settings(path: Path) -> None:
        text = source.joinpath(SETTINGS_FILE).read_text(encoding="utf-8")
        write_text(path, filled(text, name=root.resolve().name, expires_on=expires_on))

    def folder(path: Path) -> None:
        texts = {
            item.name: filled(
                item.read_text(encoding="utf-8"), parties=parties, expires_on=expires_on
            )
            for item in source.joinpath(profile, path.name).iterdir()
        }
        write_folder(path, texts)

    return (
        (RISKS_FOLDER, folder),
        (RULES_FOLDER, folder),
        (IGNORE_FILE, lambda path: write_text(path, IGNORED)),
        (SETTINGS_FILE, settings),
    )


def _write_once(path: Path, write: Callable[[Path], None]) -> bool:
    if path.exists():
        return False
    write(path)
    return True
