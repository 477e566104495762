"""What can go wrong in the application, in one tree. Every message says what to do next.

    FlagpostError                  exit code 3
    ├── BadSettings                2   a setting that cannot be used
    ├── BadInput                   3   a file, folder or address that gives nothing to read
    │   ├── NotAForum              3   it was read, and is no part of a forum
    │   └── TooLarge               3   more bytes than the settings allow
    ├── ScanRunning                4   another process works on the same scan
    ├── BoardSilent                3   a board stopped answering; the scan can be resumed
    ├── NothingToUndo              2   a reviewer without a decision in force
    ├── PeopleError                somebody cannot be let in, or made
    │   ├── SignInRefused          2   a wrong name or password
    │   ├── TooManyTries           2   too many wrong ones of late
    │   ├── BadLink                2   a link that was used, replaced, or has expired
    │   ├── BadName                2   what cannot be a name
    │   ├── NameTaken              2   somebody or something is called so
    │   ├── BadPassword            2   a password that is too easy
    │   ├── UnknownHere            2   a proxy or a provider knows them, and nobody here does
    │   ├── SignInLost             2   a sign-in by a provider that did not begin here, or ended already
    │   ├── ProviderFailed         2   a provider that does not answer, or is not to be believed
    │   └── NotAllowed             2   a user's role does not allow it
    ├── TooBusy                    3   more is asked for at once than can be done
    ├── Incomplete                 2   words that somebody is to be told are missing
    ├── NotKept                    2   a saved view or a phrase that cannot be kept as it is
    ├── MissingExtra               2   an extra that a command needs is not installed
    ├── OutputFailed               4   a file that could not be written
    ├── EvidenceLost               3   a page that was not kept, or is no longer where it was
    └── Interrupted                130 stopped by the user; nothing is lost

The other rooms have trees of their own (``db.errors``, ``scraper.fetch``, ``moderation.errors``); ``exit_code`` knows
them all. The codes are told to users in ``docs/cli.md``.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the exit code of a command means."""

    FINE = 0
    """Everything asked for was done."""
    RECORDED = 1
    """Done, and something was found or recorded as failed: errors of a scan, a broken audit log, ``--fail-on``."""
    USAGE = 2
    """The command or the settings cannot be used as given."""
    UNREADABLE = 3
    """Nothing could be read or fetched."""
    STORE = 4
    """The store or an output file could not be used."""
    INTERRUPTED = 130
    """Stopped by the user."""


class FlagpostError(Exception):
    """The root of the tree."""

    code: ExitCode = ExitCode.UNREADABLE
    """The exit code of a command that ends with it."""


class BadSettings(FlagpostError):
    """A setting in ``flagpost.toml`` or the environment cannot be used."""

    code = ExitCode.USAGE


class BadInput(FlagpostError):
    """A file, folder or address gives nothing to read."""


class NotAForum(BadInput):
    """The page was read, and is no part of a forum or does not show it."""


class TooLarge(BadInput):
    """A file has more bytes than the settings allow."""


class ScanRunning(FlagpostError):
    """Another process works on the same scan."""

    code = ExitCode.STORE


class BoardSilent(FlagpostError):
    """A board stopped answering in the middle of a scan."""


class NothingToUndo(FlagpostError):
    """The reviewer has no decision that could be undone."""

    code = ExitCode.USAGE


class PeopleError(FlagpostError):
    """Somebody cannot be let in, or made."""

    code = ExitCode.USAGE


class SignInRefused(PeopleError):
    """The name or the password is wrong."""


class TooManyTries(PeopleError):
    """Too many sign-ins failed of late."""


class BadLink(PeopleError):
    """A link that was used, replaced, or has expired."""


class BadName(PeopleError):
    """What cannot be a name."""


class NameTaken(PeopleError):
    """Somebody or something is called so already."""


class BadPassword(PeopleError):
    """A password that is too easy to guess, or too long."""


class UnknownHere(PeopleError):
    """Somebody whom a proxy or a provider names, and who is no user here, or no longer."""


class SignInLost(PeopleError):
    """A sign-in by a provider that was not begun in this browser, took too long, was broken off, or ended already."""


class ProviderFailed(PeopleError):
    """An OpenID Connect provider that does not answer, or whose answer is not to be believed."""


class NotAllowed(PeopleError):
    """A user's role does not allow it."""


class TooBusy(FlagpostError):
    """More is asked for at once than can be done."""


class NotKept(FlagpostError):
    """A saved view or a phrase that cannot be kept as it is."""

    code = ExitCode.USAGE


class Incomplete(FlagpostError):
    """Words are missing that somebody is to be told."""

    code = ExitCode.USAGE


class MissingExtra(FlagpostError):
    """An extra that a command needs is not installed."""

    code = ExitCode.USAGE

    def __init__(self, extra: str) -> None:
        super().__init__(f"this needs the extra {extra!r}; install it with: pip install 'flagpost[{extra}]'")


class OutputFailed(FlagpostError):
    """A file could not be written."""

    code = ExitCode.STORE


class EvidenceLost(FlagpostError):
    """A page that was not kept, is no longer where it was, or is no longer what it was."""


class Interrupted(FlagpostError):
    """Stopped by the user."""

    code = ExitCode.INTERRUPTED
