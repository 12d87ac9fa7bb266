"""Which tables does reporting keep beside the machinery's? All but editions follow from the stream (R29)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.database.credentials import access_tables
from shared.messaging.tables import kernel_tables

METADATA = MetaData()
KERNEL = kernel_tables(METADATA)
TOKENS = access_tables(METADATA)

# What was recorded after a moment is what an answer "as known then" must leave out (R29).
Index("acts_recorded", KERNEL.acts.c.recorded_at)

LINKS = Table(
    "petition_links",
    METADATA,
    Column("petition_id", Text, primary_key=True),
    Column("conference_id", Text, primary_key=True),
    Index("petition_links_by_conference", "conference_id"),
)
"""Every conference that a petition was ever said to belong to: whose change may move it."""

CONFERENCE_SPANS = Table(
    "conference_spans",
    METADATA,
    Column("conference_id", Text, primary_key=True),
    Column("from_at", DateTime(timezone=True), primary_key=True),
    Column("to_at", DateTime(timezone=True), nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("theme", Text),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("quarter", Text, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("cancelled_document", JSONB),
    Column("held", Boolean, nullable=False),
    Index("conference_spans_by_quarter", "quarter"),
)
"""How each conference stood from when to when, by business time (R25, R26)."""

PETITION_SPANS = Table(
    "petition_spans",
    METADATA,
    Column("petition_id", Text, primary_key=True),
    Column("from_at", DateTime(timezone=True), primary_key=True),
    Column("to_at", DateTime(timezone=True), nullable=False),
    Column("conference_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("group", Text, nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("overdue_due_on", Date),
    Index("petition_spans_by_conference", "conference_id", "from_at"),
    Index("petition_spans_overdue", "from_at", postgresql_where=text("overdue")),
)
"""How each petition stood from when to when (R23, R24); `overdue_due_on`: the oldest due day not met."""

FIGURE_TOUCHES = Table(
    "figure_touches",
    METADATA,
    Column("conference_id", Text, primary_key=True),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
)
"""Conferences of which petitions' spans were replaced since they were summed up: a row a transaction."""

FIGURE_DAYS = Table(
    "figure_days",
    METADATA,
    Column("conference_id", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("keys", ARRAY(Text), nullable=False),
    Column("before", ARRAY(Integer), nullable=False),
    Column("after", ARRAY(Integer), nullable=False),
    Column("ats", ARRAY(DateTime(timezone=True)), nullable=False),
    Column("changed", ARRAY(Text), nullable=False),
    Column("by", ARRAY(SmallInteger), nullable=False),
)
"""What the spans add up to, for each day on which anything changed: by key (group, state, overdue) how many
before the day and after it, and each change in it, in order."""

DEADLINES_SEEN = Table(
    "deadlines_seen",
    METADATA,
    Column("deadline_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("conference_id", Text),
    Column("petition_id", Text),
    Column("due_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("soft", Boolean, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Index("deadlines_seen_open", "due_on", postgresql_where=text("state = 'open'")),
)
"""What deadlines last said of each deadline: for what is due next."""

HORIZON = Table(
    "horizon",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("known_until", DateTime(timezone=True), nullable=False),
)
"""Everything recorded until this moment is in this database: the default `known_at`. No row: not known yet.
"""

EDITIONS = Table(
    "editions",
    METADATA,
    Column("quarter", Text, primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("as_of", DateTime(timezone=True), nullable=False),
    Column("known_at", DateTime(timezone=True), nullable=False),
    Column("compiled_at", DateTime(timezone=True), nullable=False),
    Column("rows", JSONB, nullable=False),
    Column("petitions", JSONB, nullable=False),
    Column("totals", JSONB, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("petitions_sha256", Text, nullable=False),
)
"""The compiled summaries, frozen (R29). No part of the projection: a rebuild leaves them."""

PROJECTION = (
    # In the order in which every writer locks them, so that emptying them waits, and never in a ring.
    HORIZON, KERNEL.positions, KERNEL.recomputations, KERNEL.followed, KERNEL.acts, KERNEL.parked_facts,
    LINKS, CONFERENCE_SPANS, PETITION_SPANS, FIGURE_TOUCHES, FIGURE_DAYS, DEADLINES_SEEN,
)  # fmt: skip
"""What a rebuild drops; outbox, subjects and editions stay."""
