"""The first tables of reporting: the machinery's and its own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.messaging.first_tables import machinery

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    machinery()
    _asked_of_the_machinery()
    _conferences()
    _petitions()
    _followed()


def _asked_of_the_machinery() -> None:
    """Of its acts reporting asks for calendars, and for what was recorded since."""
    op.create_index(
        "acts_calendars", "acts", ["name"], unique=False, postgresql_where=sa.text("name = 'CalendarApplied'")
    )
    op.create_index("acts_recorded", "acts", ["recorded_at"], unique=False)


def _conferences() -> None:
    """From when until when each stood how."""
    op.create_table(
        "conference_spans",
        sa.Column("conference_id", sa.Text(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("cancelled_document", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("conference_id", "from_at"),
    )
    op.create_index("conference_spans_by_quarter", "conference_spans", ["quarter"], unique=False)


def _petitions() -> None:
    """Which conference each belongs to, and from when until when it counted how."""
    op.create_table(
        "petition_links",
        sa.Column("petition_id", sa.Text(), nullable=False),
        sa.Column("conference_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", "conference_id"),
    )
    op.create_index("petition_links_by_conference", "petition_links", ["conference_id"], unique=False)
    op.create_table(
        "petition_spans",
        sa.Column("petition_id", sa.Text(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conference_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("overdue_due_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("petition_id", "from_at"),
    )
    op.create_index(
        "petition_spans_by_conference", "petition_spans", ["conference_id", "from_at"], unique=False
    )
    op.create_index(
        "petition_spans_overdue",
        "petition_spans",
        ["from_at"],
        unique=False,
        postgresql_where=sa.text("overdue"),
    )


def _followed() -> None:
    """How deadlines stand as told, and up to when everything is known."""
    op.create_table(
        "deadlines_seen",
        sa.Column("deadline_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("conference_id", sa.Text(), nullable=True),
        sa.Column("petition_id", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("soft", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("deadline_id"),
    )
    op.create_index(
        "deadlines_seen_open",
        "deadlines_seen",
        ["due_on"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "horizon",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("known_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
