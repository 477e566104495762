"""What can go wrong in this room.

    ModerationError
    ├── DataError       a data file of a detector is not as it must be
    ├── PolicyError     a policy file is not as it must be
    └── RulesError      a file of rules is not as it must be

Every message is one line: the file, the key, and what belongs there.
"""

from __future__ import annotations


class ModerationError(Exception):
    """The root of this package's errors."""


class DataError(ModerationError):
    """A data file of a detector cannot be used."""


class PolicyError(ModerationError):
    """A policy file cannot be used."""


class RulesError(ModerationError):
    """A file of rules cannot be used."""
