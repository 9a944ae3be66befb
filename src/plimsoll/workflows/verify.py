"""That the past did not change: everything derived anew, offline, and said in words.

Promise: each verdict is true only if its whole check was made and found nothing. ``anchored`` is
true only against a checkpoint that was handed in, signed under the pinned key.

Not promised: more than the sentences of ``excludes`` say; ``cannot_exclude`` names the rest.

Source: design of the ledger, RFC 9162, doi:10.17487/RFC9162; C2SP, https://c2sp.org.
Checked by: tests/workflows/test_verify.py and tests/ledger/test_tampering.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple

from plimsoll.errors import LedgerError, PlimsollError, RecordError, WorkspaceError
from plimsoll.ledger.audit import EntriesAudit, audit_anchor, audit_checkpoints, audit_memory
from plimsoll.ledger.journal import read_entry
from plimsoll.ledger.problems import Problems
from plimsoll.ledger.replay import RecordsAudit
from plimsoll.ledger.signing import SignerState
from plimsoll.store import Unit, failures_in_words
from plimsoll.workflows.replay import INGEST, replay_intake
from plimsoll.workflows.standing import Standing, can_exclude, cannot_exclude
from plimsoll.workflows.world import World

SETTLING_LIMIT: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was checked, and which attackers the result excludes.

    Attributes:
        internal: The tree follows from the entries, and every entry can be read.
        signatures: Every checkpoint is signed under the pinned key and agrees with the entries,
            and so does what the signer remembers.
        anchored: The ledger continues a checkpoint that was held elsewhere.
        replay: Records, transcripts, quarantine and files are those the entries commit to.
        size: How many entries there are.
        uncovered_count: How many of the last entries no checkpoint covers yet.
        excludes: Which attackers this result excludes, a sentence each.
        cannot_exclude: Which it does not.
        problems: What differs, naming the entry.
    """

    internal: bool
    signatures: bool
    anchored: bool
    replay: bool
    size: int
    uncovered_count: int
    excludes: tuple[str, ...]
    cannot_exclude: tuple[str, ...]
    problems: tuple[str, ...]


def verify(world: World, *, checkpoint: bytes | None = None) -> Verification:
    """Derive the whole state anew from the ledger and compare; write nothing.

    Args:
        world: The workspace.
        checkpoint: A signed checkpoint that was held elsewhere, if there is one.
    """
    opening, tree, replay, signatures, anchor = (_Section() for _ in range(5))
    entries = EntriesAudit(iter(()), sizes=())
    covered_count = anchored_size = 0
    with opening.examined(), _settled(world) as moment:
        with tree.examined():
            entries = _derive_tree(moment, problems=tree.problems)
        with replay.examined():
            _replay(moment, world=world, problems=replay.problems)
        with signatures.examined():
            covered_count = _check_signatures(
                moment, world=world, entries=entries, problems=signatures.problems
            )
        if checkpoint is not None:
            with anchor.examined():
                anchored_size = audit_anchor(
                    checkpoint,
                    verifier=world.signer.verifier(),
                    nodes=moment.unit,
                    size=entries.size,
                    root=entries.root(),
                    problems=anchor.problems,
                )
    standing = Standing(
        internal=tree.holds,
        signatures=signatures.holds,
        replay=replay.holds,
        size=entries.size,
        anchored_size=anchored_size,
        was_given_checkpoint=checkpoint is not None,
    )
    sections = (opening, tree, replay, signatures, anchor)
    return Verification(
        internal=tree.holds,
        signatures=signatures.holds,
        anchored=anchored_size > 0,
        replay=replay.holds,
        size=entries.size,
        uncovered_count=max(entries.size - covered_count, 0),
        excludes=can_exclude(standing),
        cannot_exclude=cannot_exclude(standing),
        problems=tuple(problem for section in sections for problem in section.problems.sentences()),
    )


def current_checkpoint(world: World) -> str:
    """Return the newest signed checkpoint, to be kept where nobody of this workspace can write.

    Raises:
        LedgerError: There is none yet.
    """
    with world.look() as unit:
        latest = unit.latest_checkpoint()
    if latest is None:
        raise LedgerError(
            "There is no checkpoint yet.",
            why="A checkpoint is signed when a change has been committed.",
            fix="Run any command that changes the workspace, such as `plimsoll ingest`.",
        )
    return latest[1]


class _Moment(NamedTuple):
    """One moment of the workspace: a snapshot and what the signer remembered then."""

    unit: Unit
    memory: SignerState | None
    forgotten: str  # why there is no memory


class _Section:
    """One part of the verification; a part that did not reach its end does not hold."""

    def __init__(self) -> None:
        self.problems = Problems()
        self._is_complete = False

    @property
    def holds(self) -> bool:
        """Tell whether the whole part was examined and nothing was found."""
        return self._is_complete and not self.problems.count

    @contextmanager
    def examined(self) -> Iterator[None]:
        """Turn whatever a damaged workspace may raise into a problem."""
        try:
            with failures_in_words():
                yield
        except PlimsollError as error:
            self.problems.add(error.what)
        except (TypeError, ValueError, RecursionError) as error:
            # Whoever edits a database by hand can leave a value of any type in it.
            self.problems.add(f"a stored value has an impossible form: {error}")
        else:
            self._is_complete = True


@contextmanager
def _settled(world: World) -> Iterator[_Moment]:
    """Open a snapshot and read the signer's memory of the same moment, without any lock.

    The signer writes its memory around each commit; if it is the same before the snapshot and
    after it, no commit came between.
    """
    for _ in range(SETTLING_LIMIT):
        before = _memory(world)
        with world.look() as unit:
            if _memory(world) == before:
                yield _Moment(unit, *before)
                return
    raise WorkspaceError(
        "The workspace is changing too fast to be looked at.",
        why="A verification needs one moment in which ledger and signer agree.",
        fix="Run it again when the other command has ended.",
    )


def _memory(world: World) -> tuple[SignerState | None, str]:
    try:
        return world.signer.remembered(), ""
    except PlimsollError as error:
        return None, f"the signer's memory: {error.what}"


def _derive_tree(moment: _Moment, *, problems: Problems) -> EntriesAudit:
    sizes = {size for size, _ in moment.unit.checkpoints()}
    if moment.memory is not None:
        sizes |= {moment.memory.signed_size}
    entries = EntriesAudit(moment.unit.nodes(), sizes=sizes, problems=problems)
    for index, encoded in moment.unit.entries():
        entries.take(index, encoded)
    entries.finish()
    return entries


def _replay(moment: _Moment, *, world: World, problems: Problems) -> None:
    records = RecordsAudit(moment.unit.records_of_all_entries(), problems=problems)
    ingests = []
    for index, encoded in moment.unit.entries():
        try:
            entry = read_entry(encoded)
        except RecordError:
            records.pass_over(index)  # the tree's part names it
            continue
        records.take(entry)
        if entry.kind == INGEST:
            ingests.append(entry)
    records.finish()
    replay_intake(moment.unit, workspace=world.root, entries=ingests, problems=problems)


def _check_signatures(
    moment: _Moment, *, world: World, entries: EntriesAudit, problems: Problems
) -> int:
    if moment.memory is None:
        problems.add(moment.forgotten)
    else:
        audit_memory(moment.memory, size=entries.size, roots=entries.roots, problems=problems)
    verifier = world.signer.verifier()
    first = moment.unit.entry(0)
    if first is not None and read_entry(first).body.get("verifier_key") != verifier.text():
        problems.add("entry 0: it names another public key than the one that is pinned")
    notes = moment.unit.checkpoints()
    return audit_checkpoints(notes, verifier=verifier, roots=entries.roots, problems=problems)
