"""Which tables does notices keep beside the machinery's?"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.database.credentials import access_tables
from shared.messaging.tables import kernel_tables

METADATA = MetaData()
KERNEL = kernel_tables(METADATA)
TOKENS = access_tables(METADATA)

# A conference may have thousands of registrations, and its other acts are read with every batch.
Index(
    "acts_but_registrations", KERNEL.acts.c.subject, KERNEL.acts.c.sequence,
    postgresql_where=text("name <> 'ParticipantRegistered'"),
)  # fmt: skip
TYPED_IN = "name = 'ParticipantRegistered' AND event_id LIKE 'http-%'"
"""What an officer said from a page: told for their unit, under an id made there (shared/web/telling.py)."""
Index(
    "acts_registrations_by_event", KERNEL.acts.c.subject, KERNEL.acts.c.event_id,
    postgresql_where=text("name = 'ParticipantRegistered'"),
)  # fmt: skip
Index(
    "acts_registrations_typed_in", KERNEL.acts.c.subject, KERNEL.acts.c.sequence,
    postgresql_where=text(TYPED_IN),
)  # fmt: skip

CONFERENCES = Table(
    "conferences",
    METADATA,
    Column("conference_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("theme", Text),
    Column("format", Text, nullable=False),
    Column("venue", Text, nullable=False),
    Column("chair", Text),
    Column("scheduled_at", DateTime(timezone=True), nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("reception_deadline", Date, nullable=False),
    Column("status", Text, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("participants", Integer),
    Column("registrations", Integer, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index("conferences_by_day", "starts_on", "conference_id"),
    Index("conferences_by_unit", "unit_id", "starts_on", "conference_id"),
)
"""The conferences as they stand, for lists; folded from their acts."""

REGISTRATIONS = Table(
    "registrations",
    METADATA,
    Column("registration_id", Text, primary_key=True),
    Column("conference_id", Text, nullable=False, index=True),
    Column("attendees", Integer, nullable=False),
    Column("business", JSONB, nullable=False),
    Column("contact", JSONB),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("taken_back", Boolean, nullable=False),
)
"""Who registered; one that was taken back keeps its id. Personal data: it stays here."""

PLANS = Table(
    "plans",
    METADATA,
    Column("unit_id", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("revised_at", DateTime(timezone=True), nullable=False),
    Column("conferences", JSONB, nullable=False),
    Column("budget_vnd", BigInteger),
    Column("document", JSONB),
)
"""Written by the version before alone: nothing read it. It goes when no such worker can run beside."""

DEADLINE_FLAGS = Table(
    "deadline_flags",
    METADATA,
    Column("deadline_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("conference_id", Text, index=True),
    Column("unit_id", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("status", Text, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("soft", Boolean, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("other_days_overdue", JSONB, nullable=False, server_default=text("'[]'")),
    Index(
        "deadline_flags_owed", "unit_id", "due_on", "deadline_id", postgresql_where=text("status = 'open'")
    ),
)
"""What deadlines has told of each conference.

`overdue`: for the day on which it is due, while it is owed. The days beside it were called so too.
"""
