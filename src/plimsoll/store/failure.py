"""A failing database in words: what happened, why, and what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Error as SqliteError
from typing import Final, NamedTuple

from sqlalchemy.exc import DBAPIError, IntegrityError

from plimsoll.errors import WorkspaceError


class _Failure(NamedTuple):
    what: str
    why: str
    fix: str


_DAMAGED: Final = _Failure(
    "The database is damaged, or is not a database.",
    "Its pages no longer have the form that the database engine wrote.",
    "Restore the file from a backup, then run `plimsoll verify`.",
)
_FULL: Final = _Failure(
    "The disk that holds the database is full.",
    "The change could not be written whole, so none of it was written.",
    "Free some space and run the command again.",
)
_BUSY: Final = _Failure(
    "The database is locked by another process.",
    "One writer at a time keeps the ledger in one order.",
    "Wait until the other command has ended, and run this one again.",
)
_READ_ONLY: Final = _Failure(
    "The database cannot be written.",
    "The file or its folder does not permit this user to write.",
    "Change the permissions, or run the command as the owner of the workspace.",
)
_ABSENT: Final = _Failure(
    "The database cannot be opened.",
    "Its file or server is missing, or this user may not reach it.",
    "Check database_url in plimsoll.toml; `plimsoll init` makes a new workspace.",
)
_OTHER: Final = _Failure(
    "The database could not serve.",
    "It reported a failure that Plimsoll does not know.",
    "Read the reason above, and run the command again when it is mended.",
)

# Primary result codes of SQLite, and SQLSTATE classes of PostgreSQL.
_BY_SQLITE_CODE: Final = {
    5: _BUSY,
    6: _BUSY,
    8: _READ_ONLY,
    11: _DAMAGED,
    13: _FULL,
    14: _ABSENT,
    26: _DAMAGED,
}
_BY_SQLSTATE: Final = {
    "25006": _READ_ONLY,
    "53100": _FULL,
    "55P03": _BUSY,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}


@contextmanager
def failures_in_words() -> Iterator[None]:
    """Turn the database's own errors into ``WorkspaceError``; leave broken contracts alone.

    Raises:
        WorkspaceError: The database is damaged, full, locked, read-only, absent or unreachable.
    """
    try:
        yield
    except IntegrityError:
        raise  # a constraint of ours was broken by our own code
    except DBAPIError as error:
        raise _in_words(error.orig or error) from error
    except SqliteError as error:
        raise _in_words(error) from error


def _in_words(error: BaseException) -> WorkspaceError:
    code = getattr(error, "sqlite_errorcode", None)
    state = getattr(error, "sqlstate", None)
    if isinstance(code, int):
        failure = _BY_SQLITE_CODE.get(code & 0xFF, _OTHER)
    elif isinstance(state, str):
        failure = _BY_SQLSTATE.get(state, _OTHER)
    else:
        # SQLite gives no code when a text is not UTF-8, PostgreSQL none when it is out of reach.
        failure = _DAMAGED if isinstance(error, SqliteError) else _ABSENT
    reason = ascii(" ".join(str(error).split()))[1:-1]
    return WorkspaceError(f"{failure.what} ({reason})", why=failure.why, fix=failure.fix)
