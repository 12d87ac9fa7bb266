"""What is soon due: when each deadline is to be told of, and what was told."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deadline_spans", sa.Column("remind_at", sa.DateTime(timezone=True)))
    op.create_index(
        "deadline_spans_remind",
        "deadline_spans",
        ["remind_at"],
        postgresql_where=sa.text("remind_at IS NOT NULL"),
    )
    op.create_table(
        "approaching_events",
        sa.Column("deadline_id", sa.Text(), primary_key=True),
        sa.Column("due_on", sa.Date(), primary_key=True),
        sa.Column("working_days_left", sa.Integer(), primary_key=True),
        sa.Column("approaching_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
    )
    # What is open already is folded again, and its reminders reckoned with it.
    op.execute(
        "INSERT INTO recomputations (subject, generation) SELECT DISTINCT subject, 1 FROM deadline_spans "
        "WHERE met_at IS NULL AND void_reason IS NULL AND to_at > now() ORDER BY subject "
        "ON CONFLICT (subject) DO UPDATE SET generation = recomputations.generation + 1"
    )
