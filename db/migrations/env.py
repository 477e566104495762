"""Alembic's way in. ``db.migrate`` gives it an open connection; there is no alembic.ini."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from db.migrate import VERSION_TABLE
from db.models import Base
from db.models.review import MADE_BY_MIGRATIONS


def as_plain_type(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our column types into a migration as what they are underneath: a migration outlives them."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}" if type(item.impl).__name__ != "JSON" else "sa.JSON()"
    return False


def is_of_metadata(name: str | None, kind: str, _parents: object) -> bool:
    """Whether the models say what is of that name: what migrations alone make is not compared."""
    return kind != "table" or name not in MADE_BY_MIGRATIONS


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,
    render_item=as_plain_type,
    include_name=is_of_metadata,
)
with context.begin_transaction():
    context.run_migrations()
