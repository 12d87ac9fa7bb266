"""What is owed still is read and counted apart from all that ever was overdue."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LASTS = "to_at = '9999-01-01T00:00:00+00:00'::timestamptz"
ENDED = "to_at < '9999-01-01T00:00:00+00:00'::timestamptz"


def upgrade() -> None:
    op.create_index(
        "deadline_spans_owed",
        "deadline_spans",
        ["kind", "due_on", "deadline_id"],
        unique=False,
        postgresql_include=["from_at", "unit_id"],
        postgresql_where=sa.text(f"met_at IS NULL AND void_reason IS NULL AND {LASTS}"),
    )
    op.drop_index("deadline_spans_overdue", "deadline_spans")
    op.create_index(
        "deadline_spans_overdue",
        "deadline_spans",
        ["to_at", "overdue_from"],
        unique=False,
        postgresql_where=sa.text(f"overdue_from IS NOT NULL AND {ENDED}"),
    )
