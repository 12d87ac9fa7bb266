"""What notices keeps itself: conferences, registrations, plans, and what deadlines says."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _conferences()
    _registrations_and_plans()
    _flags()


def _conferences() -> None:
    """The conferences as they stand."""
    op.create_table(
        "conferences",
        sa.Column("conference_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("chair", sa.Text(), nullable=True),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("reception_deadline", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=True),
        sa.Column("registrations", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conference_id"),
    )
    op.create_index("conferences_by_day", "conferences", ["starts_on", "conference_id"], unique=False)
    op.create_index(
        "conferences_by_unit", "conferences", ["unit_id", "starts_on", "conference_id"], unique=False
    )


def _registrations_and_plans() -> None:
    """Who registered, and what units plan."""
    op.create_table(
        "registrations",
        sa.Column("registration_id", sa.Text(), nullable=False),
        sa.Column("conference_id", sa.Text(), nullable=False),
        sa.Column("attendees", sa.Integer(), nullable=False),
        sa.Column("business", postgresql.JSONB(), nullable=False),
        sa.Column("contact", postgresql.JSONB(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("registration_id"),
    )
    op.create_index("ix_registrations_conference_id", "registrations", ["conference_id"], unique=False)
    op.create_table(
        "plans",
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conferences", postgresql.JSONB(), nullable=False),
        sa.Column("budget_vnd", sa.BigInteger(), nullable=True),
        sa.Column("document", postgresql.JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "year"),
    )


def _flags() -> None:
    """What deadlines has said."""
    op.create_table(
        "deadline_flags",
        sa.Column("deadline_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("conference_id", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("soft", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("deadline_id"),
    )
    op.create_index("ix_deadline_flags_conference_id", "deadline_flags", ["conference_id"], unique=False)
