"""The tables and their constraints, a module a concern. Rows stay inside ``db``: repositories give plain items."""

from db.models.audit import AuditRow
from db.models.base import Base
from db.models.boards import BoardRow, ForumRow, SnapshotRow, ThreadRow
from db.models.posts import AuthorRow, PostRow, ReadingRow, RevisionRow
from db.models.review import CaseRow, ClaimRow, DecisionRow, UserRow
from db.models.scans import ErrorRow, ScanRow, StepRow
from db.models.screening import FlagRow, VerdictRow

__all__ = [
    "AuditRow",
    "AuthorRow",
    "Base",
    "BoardRow",
    "CaseRow",
    "ClaimRow",
    "DecisionRow",
    "ErrorRow",
    "FlagRow",
    "ForumRow",
    "PostRow",
    "ReadingRow",
    "RevisionRow",
    "ScanRow",
    "SnapshotRow",
    "StepRow",
    "ThreadRow",
    "UserRow",
    "VerdictRow",
]
