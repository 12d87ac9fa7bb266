"""A deadline remembers each day it was called overdue for; those of units are shown nowhere."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "deadline_flags",
        sa.Column("other_days_overdue", JSONB(), server_default=sa.text("'[]'"), nullable=False),
    )
    op.execute("DELETE FROM deadline_flags WHERE conference_id IS NULL")
