"""What the repositories take and return beside the items of scraper and moderation: plain, frozen, free of SQL.

Every moment is an aware UTC ``datetime``. Ids are the store's own integers; ``external_id`` is the board's.
"""

from db.items.archive import Board, Evidence, PendingRevision, Saved, Snapshot, StoredPost, StoredRevision
from db.items.audit import AuditEntry, AuditReport
from db.items.figures import AuthorHistory, OtherCase, Outcomes, Surroundings
from db.items.people import Grant, Link, SignIn, Token, User, UserRole
from db.items.review import (
    Action,
    ActionState,
    Case,
    CaseFilter,
    CaseState,
    Claim,
    Decision,
    Draft,
    Ground,
    Outcome,
    QueueCount,
    Reach,
)
from db.items.scans import Scan, ScanError, ScanState
from db.items.screening import StoredFlag, StoredVerdict

__all__ = [
    "Action",
    "ActionState",
    "AuditEntry",
    "AuditReport",
    "AuthorHistory",
    "Board",
    "Case",
    "CaseFilter",
    "CaseState",
    "Claim",
    "Decision",
    "Draft",
    "Evidence",
    "Grant",
    "Ground",
    "Link",
    "OtherCase",
    "Outcome",
    "Outcomes",
    "PendingRevision",
    "QueueCount",
    "Reach",
    "Saved",
    "Scan",
    "ScanError",
    "ScanState",
    "SignIn",
    "Snapshot",
    "StoredFlag",
    "StoredPost",
    "StoredRevision",
    "StoredVerdict",
    "Surroundings",
    "Token",
    "User",
    "UserRole",
]
