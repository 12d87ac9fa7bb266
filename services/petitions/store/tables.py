"""Which tables does petitions keep beside the machinery's?"""

from sqlalchemy import Boolean, Column, Date, DateTime, Index, MetaData, Table, Text, text

from shared.database.credentials import access_tables
from shared.messaging.tables import kernel_tables

METADATA = MetaData()
KERNEL = kernel_tables(METADATA)
TOKENS = access_tables(METADATA)

PETITIONS = Table(
    "petitions",
    METADATA,
    Column("petition_id", Text, primary_key=True),
    Column("conference_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("group", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index("petitions_by_state", "state", "received_at", "petition_id"),
    Index("petitions_by_unit", "unit_id", "state", "received_at", "petition_id"),
    Index("petitions_by_conference", "conference_id", "state", "received_at", "petition_id"),
)
"""The petitions as they stand, for lists; folded from their acts."""

TRACKING = Table(
    "tracking",
    METADATA,
    Column("tracking_code", Text, primary_key=True),
    Column("petition_id", Text, nullable=False, unique=True),
)
"""The codes by which petitioners follow what they filed here."""

PASSED_ON = Table(
    "passed_on",
    METADATA,
    Column("named", Text, primary_key=True),
    Column("petition_id", Text, primary_key=True),
)
"""What was ever named in passing a petition on, or in asking for help, as it was written: never less."""

DUE_DAYS = Table(
    "due_days",
    METADATA,
    Column("deadline_id", Text, primary_key=True),
    Column("petition_id", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("late", Boolean),
    Column("provisional", Boolean, nullable=False),
    Index(
        "due_days_written_open",
        "petition_id",
        postgresql_where=text("kind = 'written_answer' AND state = 'open'"),
    ),
)
"""What deadlines has said of each petition, as last heard."""
