"""The first tables of deadlines: the machinery's and its own."""

import sqlalchemy as sa
from alembic import op

from shared.messaging.first_tables import machinery

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    machinery()
    _asked_of_the_machinery()
    _deadlines()
    _spans()
    _spans_are_found()
    _what_hangs_on_what()
    _what_was_told()


def _asked_of_the_machinery() -> None:
    """Of its tables deadlines asks what came late, and what is held back."""
    op.create_index(
        "acts_backlogged",
        "acts",
        ["recorded_at"],
        unique=False,
        postgresql_where=sa.text("(recorded_at - \"time\") > interval '24 hours'"),
    )
    op.create_index(
        "followed_parked", "followed", ["subject"], unique=False, postgresql_where=sa.text("parked")
    )


def _deadlines() -> None:
    """Each, as it was last told."""
    op.create_table(
        "deadlines",
        sa.Column("deadline_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("conference_id", sa.Text(), nullable=True),
        sa.Column("petition_id", sa.Text(), nullable=True),
        sa.Column("soft", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("deadline_id"),
    )
    op.create_index("deadlines_subject", "deadlines", ["subject"], unique=False)


def _spans() -> None:
    """From when until when each stood how."""
    op.create_table(
        "deadline_spans",
        sa.Column("deadline_id", sa.Text(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("conference_id", sa.Text(), nullable=True),
        sa.Column("petition_id", sa.Text(), nullable=True),
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("soft", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("caused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overdue_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unfired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("deadline_id", "from_at"),
    )


def _spans_are_found() -> None:
    """What is overdue, what is to be told so, what a unit owes, what is not met."""
    op.create_index(
        "deadline_spans_overdue",
        "deadline_spans",
        ["overdue_from"],
        unique=False,
        postgresql_where=sa.text("overdue_from IS NOT NULL"),
    )
    op.create_index("deadline_spans_subject", "deadline_spans", ["subject"], unique=False)
    op.create_index(
        "deadline_spans_unfired",
        "deadline_spans",
        ["overdue_from"],
        unique=False,
        postgresql_where=sa.text("unfired"),
    )
    op.create_index("deadline_spans_unit", "deadline_spans", ["unit_id", "kind"], unique=False)
    op.create_index(
        "deadline_spans_unmet",
        "deadline_spans",
        ["due_on", "deadline_id"],
        unique=False,
        postgresql_where=sa.text("met_at IS NULL AND void_reason IS NULL"),
    )


def _what_hangs_on_what() -> None:
    """Which units a conference concerns, and which petitions belong to it."""
    op.create_table(
        "conference_units",
        sa.Column("conference_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("conference_id", "unit_id"),
    )
    op.create_index("conference_units_unit", "conference_units", ["unit_id"], unique=False)
    op.create_table(
        "conferences",
        sa.Column("conference_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("conference_id"),
    )
    op.create_table(
        "petition_conferences",
        sa.Column("petition_id", sa.Text(), nullable=False),
        sa.Column("conference_id", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", "conference_id"),
    )
    op.create_index(
        "petition_conferences_first", "petition_conferences", ["conference_id", "received_at"], unique=False
    )


def _what_was_told() -> None:
    """What was called overdue, up to when was looked, and whose day passes next."""
    op.create_table(
        "overdue_events",
        sa.Column("deadline_id", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("deadline_id", "due_on"),
    )
    op.create_table(
        "ticks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticked_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "wakeups",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_index("wakeups_at", "wakeups", ["at"], unique=False)
