"""What can go wrong with the store. Every message says what to do next.

    StoreError
    ├── StoreUnavailable    no file, no server, no such database, no such user, a torn connection
    │   └── NotAStore       the file or database is there and is none of ours
    ├── StoreLocked         somebody else holds it; the same call may work a moment later
    ├── StoreFull           no room on the disk
    ├── StoreReadOnly       it can be read and not written
    ├── SchemaTooNew        a newer Flagpost wrote it
    ├── NotFound            nothing has that id or name
    ├── LastAdmin           nobody would be left who may let others in
    └── ReviewError
        ├── CaseTaken       somebody else has the claim
        │   └── CaseAssigned    the case is handed to somebody else
        ├── CaseDecided     the case has its decision already
        ├── StaleClaim      the claim has expired, was taken over, or belongs to somebody else
        ├── AlreadyUndone   the decision was undone before
        ├── ActionOver      the decision does not, or no longer, ask for that action
        ├── NotForYou       somebody else has to do it: nobody judges their own work
        ├── Undecided       the case has no decision that could be objected to, or asked about
        ├── UnderAppeal     somebody objects to the decision already, and an answer is due
        ├── NoAppeal        nobody objects to the decision, or no longer
        ├── UnansweredAppeal  a decision without what an answer to an appeal must say
        └── AlreadyGiven    the user's opinion on the decision is known

What the drivers raise becomes one of these in one place: ``translated``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc


class StoreError(Exception):
    """Something went wrong with the store."""


class StoreUnavailable(StoreError):
    """The store cannot be reached or opened."""


class NotAStore(StoreUnavailable):
    """What is there was not written by Flagpost."""


class StoreLocked(StoreError):
    """Somebody else held the store, or the same rows, for too long."""


class StoreFull(StoreError):
    """There is no room left where the store writes."""


class StoreReadOnly(StoreError):
    """The store can be read and not written."""


class SchemaTooNew(StoreError):
    """A newer Flagpost has upgraded the store."""


class NotFound(StoreError):
    """Nothing in the store has that id or name."""


class LastAdmin(StoreError):
    """A change that would leave nobody who may let others in."""


class ReviewError(StoreError):
    """A step of the review that the state of its case does not allow."""


class CaseTaken(ReviewError):
    """Somebody else has the claim on the case."""


class CaseAssigned(CaseTaken):
    """The case is handed to somebody else."""


class CaseDecided(ReviewError):
    """The case has its decision already."""


class StaleClaim(ReviewError):
    """The claim is not, or no longer, the one that a decision may be made under."""


class AlreadyUndone(ReviewError):
    """The decision was undone before."""


class ActionOver(ReviewError):
    """The decision does not, or no longer, ask for that action."""


class NotForYou(ReviewError):
    """Somebody else has to do it: nobody judges their own work."""


class Undecided(ReviewError):
    """The case has no decision that could be objected to, or asked about."""


class UnderAppeal(ReviewError):
    """Somebody objects to the decision already, and an answer is due."""


class NoAppeal(ReviewError):
    """Nobody objects to the decision, or no longer."""


class UnansweredAppeal(ReviewError):
    """A decision without what an answer to an appeal must say."""


class AlreadyGiven(ReviewError):
    """The user's opinion on the decision is known."""


Told = tuple[type[StoreError], str]

_LOCKED: Told = (
    StoreLocked,
    "{place} is in use by somebody else. Nothing of this step was written: try again in a moment.",
)
_FULL: Told = (
    StoreFull,
    "There is no room left for {place}. Nothing stored is lost: free some space and run the same command again.",
)
_READ_ONLY: Told = (
    StoreReadOnly,
    "{place} can be read and not written. Give this user the right to write to it, and to the folder of a file.",
)
_NO_RIGHT: Told = (StoreUnavailable, "{place} refuses this user ({detail}). Ask its admin for the right.")
_NOT_A_STORE: Told = (NotAStore, "{place} is not a database. Give the address of another one.")
_BROKEN: Told = (
    StoreUnavailable,
    "{place} is damaged or its disk fails ({detail}). Keep a copy of it, then restore it from a backup.",
)
_CANNOT_OPEN: Told = (
    StoreUnavailable,
    "{place} cannot be opened. Check that its folder exists and that this user may read and write there.",
)
_WRONG_PASSWORD: Told = (
    StoreUnavailable,
    "{place} refuses the user or the password. Check both in the address of the store.",
)
_NO_DATABASE: Told = (StoreUnavailable, "{place} does not exist on its server. Create the database first (createdb).")
_TOO_MANY: Told = (StoreUnavailable, "{place} has no free connection. End other users of it, or raise its limit.")
_UNREACHABLE: Told = (
    StoreUnavailable,
    "{place} cannot be reached ({detail}). Check that the server runs, and host and port in the address of the store.",
)
_OTHER: Told = (StoreError, "{place} refused this step, and nothing of it was written: {detail}")

SQLITE: tuple[tuple[str, Told], ...] = (
    ("SQLITE_BUSY", _LOCKED),
    ("SQLITE_LOCKED", _LOCKED),
    ("SQLITE_FULL", _FULL),
    ("SQLITE_READONLY", _READ_ONLY),
    ("SQLITE_NOTADB", _NOT_A_STORE),
    ("SQLITE_CORRUPT", _BROKEN),
    ("SQLITE_IOERR", _BROKEN),
    ("SQLITE_CANTOPEN", _CANNOT_OPEN),
    ("SQLITE_PERM", _NO_RIGHT),
    ("SQLITE_AUTH", _NO_RIGHT),
)
"""Beginnings of SQLite's error names, most of which have longer forms (``SQLITE_BUSY_SNAPSHOT``)."""

POSTGRES: tuple[tuple[str, Told], ...] = (
    ("55P03", _LOCKED),  # lock_not_available
    ("40P01", _LOCKED),  # deadlock_detected
    ("40001", _LOCKED),  # serialization_failure
    ("57014", _LOCKED),  # query_canceled
    ("53100", _FULL),  # disk_full
    ("53300", _TOO_MANY),  # too_many_connections
    ("25006", _READ_ONLY),  # read_only_sql_transaction
    ("28", _WRONG_PASSWORD),  # invalid_authorization
    ("3D000", _NO_DATABASE),  # invalid_catalog_name
    ("42501", _NO_RIGHT),  # insufficient_privilege
    ("08", _UNREACHABLE),  # connection_exception
    ("57P", _UNREACHABLE),  # operator_intervention: shutting down, starting up
    ("XX001", _BROKEN),  # data_corrupted
)
"""Beginnings of PostgreSQL's error codes (SQLSTATE)."""

CONNECTING: tuple[tuple[str, Told], ...] = (
    ("password authentication failed", _WRONG_PASSWORD),
    ("no password supplied", _WRONG_PASSWORD),
    ("no pg_hba.conf entry", _WRONG_PASSWORD),
    ("too many clients", _TOO_MANY),
    ("too many connections", _TOO_MANY),
)
"""What a server says before there is a connection, when psycopg knows no code of the error yet."""

NO_SUCH_DATABASE = re.compile(r'database ".*" does not exist|role ".*" does not exist')


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn what SQLAlchemy and the drivers raise into one clear StoreError.

    Args:
        place: The store as a person knows it, without its password, such as ``The store flagpost.db``.
    """
    try:
        yield
    except exc.TimeoutError as error:
        raise StoreLocked(_LOCKED[1].format(place=place)) from error
    except exc.DBAPIError as error:
        kind, message = _told(error)
        raise kind(message.format(place=place, detail=_first_line(error))) from error


def _told(error: exc.DBAPIError) -> Told:
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return next((told for beginning, told in SQLITE if name.startswith(beginning)), _OTHER)
    code = getattr(error.orig, "sqlstate", None)
    if code is not None:
        return next((told for beginning, told in POSTGRES if code.startswith(beginning)), _OTHER)
    if not isinstance(error, exc.OperationalError):
        return _OTHER
    said = str(error.orig)
    if NO_SUCH_DATABASE.search(said):
        return _WRONG_PASSWORD if "role" in said else _NO_DATABASE
    return next((told for words, told in CONNECTING if words in said), _UNREACHABLE)


def _first_line(error: exc.DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0].rstrip(".")
