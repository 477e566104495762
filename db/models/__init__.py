"""The tables and their constraints, a module a concern. Rows stay inside ``db``: repositories give plain items."""

from db.models.audit import AuditRow
from db.models.base import Base
from db.models.boards import BoardRow, ForumRow, SnapshotRow, ThreadRow
from db.models.fairness import AppealRow, GoldenRow, OpinionRow
from db.models.keeping import PhraseRow, ViewRow
from db.models.people import AccountRow, FailureRow, GrantRow, LinkRow, SessionRow, TokenRow, UserRow
from db.models.posts import AuthorRow, PostRow, ReadingRow, RevisionRow
from db.models.review import AssignmentRow, BatchRow, CaseRow, ClaimRow, DecisionRow, StandingRow
from db.models.scans import ErrorRow, ScanRow, StepRow
from db.models.screening import FlagRow, VerdictRow

__all__ = [
    "AccountRow",
    "AppealRow",
    "AssignmentRow",
    "AuditRow",
    "AuthorRow",
    "Base",
    "BatchRow",
    "BoardRow",
    "CaseRow",
    "ClaimRow",
    "DecisionRow",
    "ErrorRow",
    "FailureRow",
    "FlagRow",
    "ForumRow",
    "GoldenRow",
    "GrantRow",
    "LinkRow",
    "OpinionRow",
    "PhraseRow",
    "PostRow",
    "ReadingRow",
    "RevisionRow",
    "ScanRow",
    "SessionRow",
    "SnapshotRow",
    "StandingRow",
    "StepRow",
    "ThreadRow",
    "TokenRow",
    "UserRow",
    "VerdictRow",
    "ViewRow",
]
