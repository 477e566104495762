"""What the repositories take and return beside the items of scraper and moderation: plain, frozen, free of SQL.

Every moment is an aware UTC ``datetime``. Ids are the store's own integers; ``external_id`` is the board's.
"""

from db.items.actions import ActionCount, ActionFilter
from db.items.appeals import Appeal, AppealOutcome, Objector
from db.items.archive import (
    Board,
    BoardName,
    Evidence,
    PendingRevision,
    Saved,
    Snapshot,
    StoredPost,
    StoredRevision,
    WarcRecord,
)
from db.items.audit import AuditEntry, AuditReport
from db.items.batches import Batch, LeftAlone, Seen
from db.items.figures import AuthorHistory, OtherCase, Outcomes, Surroundings
from db.items.opinions import Disagreement, Golden, Opinion, OpinionKind, Tally
from db.items.people import Account, Grant, Link, SignIn, Token, User, UserRole
from db.items.priority import Standing
from db.items.review import (
    Action,
    ActionState,
    Assignment,
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
    Whereabouts,
)
from db.items.scans import ErrorKind, Scan, ScanError, ScanState
from db.items.screening import StoredFlag, StoredVerdict
from db.items.trends import CategoryCounts, ErrorCount, Printed, SeenBoard, TargetCount, Waited, Waiting
from db.items.views import Phrase, SavedView

__all__ = [
    "Account",
    "Action",
    "ActionCount",
    "ActionFilter",
    "ActionState",
    "Appeal",
    "AppealOutcome",
    "Assignment",
    "AuditEntry",
    "AuditReport",
    "AuthorHistory",
    "Batch",
    "Board",
    "BoardName",
    "Case",
    "CaseFilter",
    "CaseState",
    "CategoryCounts",
    "Claim",
    "Decision",
    "Disagreement",
    "Draft",
    "ErrorCount",
    "ErrorKind",
    "Evidence",
    "Golden",
    "Grant",
    "Ground",
    "LeftAlone",
    "Link",
    "Objector",
    "Opinion",
    "OpinionKind",
    "OtherCase",
    "Outcome",
    "Outcomes",
    "PendingRevision",
    "Phrase",
    "Printed",
    "QueueCount",
    "Reach",
    "Saved",
    "SavedView",
    "Scan",
    "ScanError",
    "ScanState",
    "Seen",
    "SeenBoard",
    "SignIn",
    "Snapshot",
    "Standing",
    "StoredFlag",
    "StoredPost",
    "StoredRevision",
    "StoredVerdict",
    "Surroundings",
    "Tally",
    "TargetCount",
    "Token",
    "User",
    "UserRole",
    "Waited",
    "Waiting",
    "WarcRecord",
    "Whereabouts",
]
