"""The first tables of petitions: the machinery's and its own."""

import sqlalchemy as sa
from alembic import op

from shared.messaging.first_tables import machinery

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    machinery()
    _petitions()
    _due_days()


def _petitions() -> None:
    """How each stands, and by which code it is followed."""
    op.create_table(
        "petitions",
        sa.Column("petition_id", sa.Text(), nullable=False),
        sa.Column("conference_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("petition_id"),
    )
    op.create_index("petitions_by_conference", "petitions", ["conference_id"], unique=False)
    op.create_index("petitions_by_unit", "petitions", ["unit_id", "received_at", "petition_id"], unique=False)
    op.create_table(
        "tracking",
        sa.Column("tracking_code", sa.Text(), nullable=False),
        sa.Column("petition_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tracking_code"),
        sa.UniqueConstraint("petition_id"),
    )


def _due_days() -> None:
    """How the deadlines of each stand, as told."""
    op.create_table(
        "due_days",
        sa.Column("deadline_id", sa.Text(), nullable=False),
        sa.Column("petition_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("deadline_id"),
    )
    op.create_index(op.f("ix_due_days_petition_id"), "due_days", ["petition_id"], unique=False)
