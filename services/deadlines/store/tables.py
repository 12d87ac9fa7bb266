"""Which tables does deadlines keep beside the machinery's?"""

from typing import Final

from sqlalchemy import (
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

from shared.clock import FOREVER
from shared.database.credentials import access_tables
from shared.messaging.tables import kernel_tables

METADATA = MetaData()
UNMET: Final = "met_at IS NULL AND void_reason IS NULL"
MET: Final = "met_at IS NOT NULL"
VOID: Final = "void_reason IS NOT NULL AND met_at IS NULL"
"""How a span can stand, one of three; each has its indexes."""
LASTS: Final = f"to_at = '{FOREVER.isoformat()}'::timestamptz"
ENDED: Final = f"to_at < '{FOREVER.isoformat()}'::timestamptz"
"""What is owed lasts until somebody acts: of all that ever was owed it is little, and has its own index."""
KERNEL = kernel_tables(METADATA)
TOKENS = access_tables(METADATA)

# Facts told long after they happened, by when they were told: a year's backlog shows in it (overdue.py).
Index(
    "acts_backlogged",
    KERNEL.acts.c.recorded_at,
    postgresql_where=text("(recorded_at - \"time\") > interval '24 hours'"),
)
# Facts of a subject that are held back: nothing is said of it meanwhile.
Index("followed_parked", KERNEL.followed.c.subject, postgresql_where=text("parked"))


def _moment(name: str, *, nullable: bool = False) -> "Column[object]":
    return Column(name, DateTime(timezone=True), nullable=nullable)


def _whose() -> "list[Column[object]]":
    return [
        Column("kind", Text, nullable=False),
        Column("rule", Text, nullable=False),
        Column("unit_id", Text, nullable=False),
        Column("conference_id", Text),
        Column("petition_id", Text),
    ]


def _by_due_day(name: str, where: str) -> "list[Index]":
    """Lists read from them by due day, of all units or one, and count in them without the rows."""
    return [
        Index(
            f"deadline_spans_{name}{suffix}", *units, "kind", "due_on", "deadline_id",
            postgresql_include=["from_at", "to_at"], postgresql_where=text(where),
        )
        for suffix, units in (("", ()), ("_unit", ("unit_id",)))
    ]  # fmt: skip


CONFERENCES = Table("conferences", METADATA, Column("conference_id", Text, primary_key=True))
"""The row is a lock: a conference's facts and links to it are written in turn, lest one miss the other."""

PETITION_CONFERENCES = Table(
    "petition_conferences",
    METADATA,
    Column("petition_id", Text, primary_key=True),
    Column("conference_id", Text, primary_key=True),
    _moment("received_at"),
    Column("corrected", Boolean, nullable=False),
    Index("petition_conferences_first", "conference_id", "received_at"),
)
"""Each conference a petition was ever tied to; of a corrected reception `received_at` says nothing."""

CONFERENCE_UNITS = Table(
    "conference_units",
    METADATA,
    Column("conference_id", Text, primary_key=True),
    Column("unit_id", Text, primary_key=True),
    Index("conference_units_unit", "unit_id"),
)
"""Each unit a conference was ever said to be of."""

DEADLINES = Table(
    "deadlines",
    METADATA,
    Column("deadline_id", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    *_whose(),
    Column("soft", Boolean, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    _moment("met_at", nullable=True),
    Column("void_reason", Text),
    Column("provisional", Boolean, nullable=False),
    Column("calendar_version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    _moment("told_until"),
    _moment("set_at"),
    Index("deadlines_subject", "subject"),
)
"""Each deadline as it stands at the end of what is known; its course is in `deadline_spans`. What began up to
`told_until` was published, in `revision` steps; one that never was owed after all keeps its row, void."""

DEADLINE_SPANS = Table(
    "deadline_spans",
    METADATA,
    Column("deadline_id", Text, primary_key=True),
    Column("from_at", DateTime(timezone=True), primary_key=True),
    _moment("to_at"),
    Column("subject", Text, nullable=False),
    *_whose(),
    Column("group", Text),
    Column("soft", Boolean, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("counted_from", Date, nullable=False),
    Column("working_days", Integer, nullable=False),
    _moment("met_at", nullable=True),
    Column("void_reason", Text),
    Column("provisional", Boolean, nullable=False),
    Column("calendar_version", Integer, nullable=False),
    _moment("caused_at"),
    _moment("overdue_from", nullable=True),
    _moment("known_at"),
    Column("unfired", Boolean, nullable=False),
    _moment("remind_at", nullable=True),
    *_by_due_day("unmet", UNMET),
    *_by_due_day("met", MET),
    *_by_due_day("void", VOID),
    Index(
        "deadline_spans_owed", "kind", "due_on", "deadline_id", postgresql_include=["from_at", "unit_id"],
        postgresql_where=text(f"{UNMET} AND {LASTS}"),
    ),
    Index(
        "deadline_spans_overdue", "to_at", "overdue_from",
        postgresql_where=text(f"overdue_from IS NOT NULL AND {ENDED}"),
    ),
    Index("deadline_spans_unfired", "overdue_from", postgresql_where=text("unfired")),
    Index("deadline_spans_remind", "remind_at", postgresql_where=text("remind_at IS NOT NULL")),
)  # fmt: skip
"""How each deadline stood from when to when. `overdue_from`: since when it is overdue, while the span lasts;
`known_at`: since when that was to be known; `unfired`: everybody is still to be told; `remind_at`: from
when on it is to be told that it approaches, if it still is."""

OVERDUE_EVENTS = Table(
    "overdue_events",
    METADATA,
    Column("deadline_id", Text, primary_key=True),
    Column("due_on", Date, primary_key=True),
    _moment("overdue_at"),
    _moment("fired_at"),
    Column("times", Integer, nullable=False),
    _moment("retracted_at", nullable=True),
)
"""What was said to be overdue: once per deadline and due day; again only if it was retracted in between."""

APPROACHING_EVENTS = Table(
    "approaching_events",
    METADATA,
    Column("deadline_id", Text, primary_key=True),
    Column("due_on", Date, primary_key=True),
    Column("working_days_left", Integer, primary_key=True),
    _moment("approaching_at"),
    _moment("told_at"),
)
"""What was said to be due soon: once per deadline, due day and number of days left."""

WAKEUPS = Table(
    "wakeups",
    METADATA,
    Column("subject", Text, primary_key=True),
    _moment("at"),
    Index("wakeups_at", "at"),
)
"""When a subject is to be folded again though nothing happened: a midnight of R8, a new year of R4."""

TICKS = Table(
    "ticks",
    METADATA,
    Column("id", Integer, primary_key=True),
    _moment("ticked_until"),
    _moment("ticked_at"),
)
"""Up to which moment everything was known and told."""
