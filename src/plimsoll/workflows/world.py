"""The world plugged in: what every verb is handed, and the one way to change it.

A change takes the workspace's lock, writes rows and ledger entries in one transaction, announces
the new head to the signer, commits, and then signs and stores a checkpoint of that head.

Promise: an acknowledged change survives ``kill -9``; a change that was cut off leaves no trace;
entries that a kill left without a signature are signed before the next change begins; the signer
refuses to cover an entry that did not come through here.

Not promised: that a change reported as failed left nothing, if the disk failed between its commit
and its signature; the entry then stands, and is signed before the next change.

Source: plimsoll.ledger.signing, for the order of announcing, committing and signing.
Checked by: tests/workflows/test_world.py.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from getpass import getuser
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, Final

from plimsoll.connectors import clock
from plimsoll.connectors.lock import workspace_lock
from plimsoll.connectors.signer import DurableFile, KeyFile
from plimsoll.errors import WorkspaceError
from plimsoll.ledger import Signer, SignerState, VerifierKey, append_entry, consistency_proof, tree
from plimsoll.records import sha256_hex
from plimsoll.store import Store, StoredRecord, Unit
from plimsoll.workflows.settings import Settings, load_settings

STATE_FOLDER: Final = ".plimsoll"
TRANSCRIPTS_FOLDER: Final = "transcripts"
QUARANTINE_FOLDER: Final = "quarantine"


class Change:
    """One change under way: its transaction, and the entries that tell of it."""

    def __init__(self, unit: Unit, *, world: "World") -> None:
        self.unit = unit
        self._world = world

    def append(  # noqa: PLR0917 - kind, body, records: the order in which an entry is told
        self, kind: str, body: Mapping[str, Any], records: Sequence[StoredRecord] = ()
    ) -> int:
        """Append one ledger entry with its records; return its index.

        Raises:
            RecordError: The body has no canonical form.
            LedgerError: The entry would be too long.
        """
        for record in records:
            assert record.digest == sha256_hex(record.body), "a record's digest is its body's"
        entry = append_entry(
            self.unit,
            kind=kind,
            body=body,
            records=records,
            actor=self._world.actor,
            now_utc=self._world.now_utc(),
        )
        for record_kind, rows in groupby(records, key=attrgetter("kind")):
            self.unit.add_records(entry_index=entry.index, kind=record_kind, rows=list(rows))
        return entry.index


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A workspace with everything it needs plugged in.

    Attributes:
        root: The workspace's folder.
        settings: What ``plimsoll.toml`` says.
        store: Where the state is kept.
        signer: Signs the ledger's heads.
        now_utc: The clock.
        actor: Who is at work; every entry names them.
    """

    root: Path
    settings: Settings
    store: Store
    signer: Signer
    now_utc: Callable[[], datetime]
    actor: str

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Change the workspace: all of it on a clean exit, nothing of it on an error.

        Raises:
            WorkspaceError: Another process holds the workspace, or the disk is full or damaged.
            LedgerError: The ledger was changed by something other than Plimsoll.
        """
        with workspace_lock(self.root / STATE_FOLDER / "lock"):
            self.signer.check_key()
            self._cover()
            with self.store.writing() as unit:
                yield Change(unit, world=self)
                size = unit.entries_count()
                self.signer.announce(size=size, root=tree.root(unit, size=size))
            self._cover()

    @contextmanager
    def look(self) -> Iterator[Unit]:
        """Read one consistent snapshot."""
        with self.store.reading() as unit:
            yield unit

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    def _cover(self) -> None:
        """Sign and keep a checkpoint of the head, unless there is one."""
        with self.store.reading() as unit:
            size = unit.entries_count()
            head = tree.root(unit, size=size)
            self.signer.recognise(size=size, root=head)
            latest = unit.latest_checkpoint()
            if size == (latest[0] if latest else 0):
                return
            signed_size = self.signer.remembered().signed_size
            proof = consistency_proof(unit, earlier_size=signed_size, later_size=size)
        note = self.signer.sign(size=size, root=head, proof=proof)
        with self.store.writing() as unit:
            unit.add_checkpoint(size=size, note=note)


def open_world(
    workspace: Path,
    *,
    now_utc: Callable[[], datetime] = clock.now_utc,
    actor: str | None = None,
) -> World:
    """Open a workspace that ``plimsoll init`` made.

    Raises:
        WorkspaceError: There is no workspace here, or its database cannot be used.
    """
    if not (workspace / STATE_FOLDER).is_dir():
        raise WorkspaceError(
            f"There is no workspace in {workspace.resolve().name or str(workspace)!r}.",
            why="Its folder .plimsoll, with the ledger's key, is missing.",
            fix="Change to the workspace's folder, or make one with `plimsoll init`.",
        )
    return _plugged_in(workspace, now_utc=now_utc, actor=actor, must_exist=True)


def create_state(
    workspace: Path,
    *,
    now_utc: Callable[[], datetime] = clock.now_utc,
    actor: str | None = None,
    body: Mapping[str, Any] | None = None,
) -> World:
    """Make key, database and first entry in a folder that holds ``plimsoll.toml``.

    Cut off half-way, it can be called again: a ledger without entries is not yet a workspace.

    Args:
        workspace: The workspace's folder.
        now_utc: The clock.
        actor: Who makes it; the user of this process when not given.
        body: What the first entry says besides the public key.

    Raises:
        WorkspaceError: There is a workspace here already, or the disk refuses.
    """
    if not (workspace / STATE_FOLDER).exists():
        _make_state_folder(workspace)
    world = _plugged_in(workspace, now_utc=now_utc, actor=actor, must_exist=False)
    with world.change() as change:
        if change.unit.entries_count():
            raise WorkspaceError(
                "There is a workspace here already.",
                why="Its ledger has entries, and a second beginning would deny them.",
                fix="Use it as it is, or choose another folder for a new one.",
            )
        first = {"verifier_key": world.signer.verifier().text()}
        change.append("genesis", {**(body or {}), **first})
    return world


def _make_state_folder(workspace: Path) -> None:
    """Make key and signer's memory under another name, and give them theirs in one step."""
    try:
        staging = Path(mkdtemp(prefix=f"{STATE_FOLDER}-", dir=workspace))  # for its owner only
    except OSError as error:
        raise _no_state_folder(error) from error
    try:
        key = KeyFile(staging)
        key.pin(VerifierKey.of(key.make()).text())
        DurableFile(staging / "signer_state").write(SignerState().canonical() + b"\n")
        staging.replace(workspace / STATE_FOLDER)
    except OSError as error:
        raise _no_state_folder(error) from error
    finally:
        rmtree(staging, ignore_errors=True)


def _no_state_folder(error: OSError) -> WorkspaceError:
    return WorkspaceError(
        f"The folder {STATE_FOLDER} cannot be made: {error.strerror}.",
        why="It holds the key that signs the ledger, one for each workspace.",
        fix="Choose a folder that this user may write in.",
    )


def _plugged_in(
    workspace: Path,
    *,
    now_utc: Callable[[], datetime],
    actor: str | None,
    must_exist: bool,
) -> World:
    folder = workspace / STATE_FOLDER
    settings = load_settings(workspace)
    return World(
        root=workspace,
        settings=settings,
        store=Store.open(settings.database_url_at(workspace), must_exist=must_exist),
        signer=Signer(key=KeyFile(folder), memory=DurableFile(folder / "signer_state")),
        now_utc=now_utc,
        actor=actor or _whoever(),
    )


def _whoever() -> str:
    try:
        return getuser()
    except (OSError, KeyError):
        return "unknown"  # a container may run under a number without a name
