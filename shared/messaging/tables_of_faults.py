"""Which tables keep what this platform failed on, until an operator has seen to it?"""

from sqlalchemy import Column, Index, MetaData, Table, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import BigInteger, Integer, LargeBinary, Text

from shared.messaging.columns import coordinates, mending, moment


def dead_letters(metadata: MetaData) -> Table:
    """Records this platform failed on by its own fault, with their original bytes, for operators to mend.

    `event`: as it passed the gate, if it did; its id is then taken in the inbox, and later events of its
    `subject` wait for it while it is open.
    """
    return Table(
        "dead_letters",
        metadata,
        Column("id", BigInteger, primary_key=True, autoincrement=True),
        *coordinates(key=False),
        Column("key", LargeBinary),
        Column("value", LargeBinary),
        Column("headers", JSONB),
        Column("reason", Text, nullable=False),
        Column("cause", Text, nullable=False),
        Column("state", Text, nullable=False),
        moment("recorded_at"),
        Column("subject", Text),
        Column("event", LargeBinary),
        *mending(),
        Index("dead_letters_open", "id", postgresql_where=text("state = 'open'")),
        Index("dead_letters_subject", "subject", postgresql_where=text("state = 'open'")),
        Index("dead_letters_asked", "id", postgresql_where=text("state = 'open' AND asked IS NOT NULL")),
    )


def parked_facts(metadata: MetaData) -> Table:
    """Facts held back because their subject's sequence has a gap or a fork: never folded in silence."""
    return Table(
        "parked_facts",
        metadata,
        *coordinates(key=True),
        Column("subject", Text, nullable=False),
        Column("sequence", BigInteger, nullable=False),
        Column("reason", Text, nullable=False),
        Column("value", LargeBinary, nullable=False),
        moment("recorded_at"),
        Column("state", Text, nullable=False, server_default=text("'parked'")),
        *mending(),
        Index("parked_facts_subject", "topic", "subject", postgresql_where=text("state = 'parked'")),
        Index("parked_facts_asked", "topic", postgresql_where=text("state = 'parked' AND asked IS NOT NULL")),
    )


def stopped_topics(metadata: MetaData) -> Table:
    """Topics that are not worked on for now, because everything on them failed: the breaker is open."""
    return Table(
        "stopped_topics",
        metadata,
        Column("topic", Text, primary_key=True),
        Column("cause", Text, nullable=False),
        Column("failures", Integer, nullable=False),
        moment("stopped_at"),
    )


def taken_up(metadata: MetaData) -> Table:
    """Facts that this database has again after it was put back, from what, and what of them nobody knows."""
    return Table(
        "taken_up",
        metadata,
        Column("subject", Text, primary_key=True),
        Column("sequence", BigInteger, primary_key=True),
        Column("fact_id", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("event_id", Text, nullable=False),
        Column("came_from", Text, nullable=False),
        Column("lost", JSONB, nullable=False),
        moment("taken_up_at"),
    )


def probes(metadata: MetaData) -> Table:
    """The newest probe that each service told, as this service wrote or followed it."""
    return Table(
        "probes",
        metadata,
        Column("service", Text, primary_key=True),
        Column("number", BigInteger, nullable=False),
        moment("told_at"),
        moment("seen_at", nullable=True),
    )
