"""Which tables does the machinery keep in every service's database, beside the service's own?"""

from dataclasses import dataclass

from sqlalchemy import Column, Index, MetaData, Table, text
from sqlalchemy.dialects.postgresql import ARRAY, JSON, JSONB
from sqlalchemy.types import BigInteger, Boolean, Double, Integer, LargeBinary, Text

from shared.messaging import tables_of_faults
from shared.messaging.columns import coordinates, moment


@dataclass(frozen=True, slots=True)
class KernelTables:
    """The machinery's tables, attached to one service's metadata."""

    positions: Table
    inbox: Table
    subjects: Table
    followed: Table
    acts: Table
    waiting: Table
    receipts: Table
    outbox: Table
    dead_letters: Table
    parked_facts: Table
    recomputations: Table
    patience: Table
    idempotency: Table
    stopped_topics: Table
    probes: Table
    taken_up: Table


def kernel_tables(metadata: MetaData) -> KernelTables:
    """Declares the machinery's tables on `metadata`."""
    return KernelTables(
        positions=_positions(metadata),
        inbox=_inbox(metadata),
        subjects=_subjects(metadata),
        followed=_followed(metadata),
        acts=_acts(metadata),
        waiting=_waiting(metadata),
        receipts=_receipts(metadata),
        outbox=_outbox(metadata),
        dead_letters=tables_of_faults.dead_letters(metadata),
        parked_facts=tables_of_faults.parked_facts(metadata),
        recomputations=_recomputations(metadata),
        patience=_patience(metadata),
        idempotency=_idempotency(metadata),
        stopped_topics=tables_of_faults.stopped_topics(metadata),
        probes=tables_of_faults.probes(metadata),
        taken_up=tables_of_faults.taken_up(metadata),
    )


def _positions(metadata: MetaData) -> Table:
    """Up to where this service has decided each partition; moved by compare-and-set only.

    Of its own topic of facts: up to where what stands there is known to be its own (ahead.py).
    """
    return Table(
        "positions",
        metadata,
        Column("topic", Text, primary_key=True),
        Column("partition", Integer, primary_key=True),
        Column("next_offset", BigInteger, nullable=False),
    )


def _inbox(metadata: MetaData) -> Table:
    """The ids of events accepted or waiting: an agency's own repeats are told by it, for ever."""
    return Table(
        "inbox",
        metadata,
        Column("source", Text, primary_key=True),
        Column("event_id", Text, primary_key=True),
        Column("digest", LargeBinary, nullable=False),
        Column("subject", Text, nullable=False),
    )


def _subjects(metadata: MetaData) -> Table:
    """What this service publishes facts about: the row is the lock and the counter."""
    return Table(
        "subjects",
        metadata,
        Column("subject", Text, primary_key=True),
        Column("last_sequence", BigInteger, nullable=False),
    )


def _followed(metadata: MetaData) -> Table:
    """How far the facts of others were followed, per topic and subject."""
    return Table(
        "followed",
        metadata,
        Column("topic", Text, primary_key=True),
        Column("subject", Text, primary_key=True),
        Column("last_sequence", BigInteger, nullable=False),
        Column("last_id", Text, nullable=False),
        Column("parked", Boolean, nullable=False, server_default=text("false")),
    )


def _acts(metadata: MetaData) -> Table:
    """Accepted acts: the truth to fold everything from. Own ones with personal data, others' without.

    `data` is kept as it was written: nothing is looked for in it, and to take it apart costs PostgreSQL as
    much as the rest of the row.
    """
    return Table(
        "acts",
        metadata,
        Column("subject", Text, primary_key=True),
        Column("sequence", BigInteger, primary_key=True),
        Column("topic", Text, primary_key=True),
        Column("name", Text, nullable=False),
        moment("time"),
        Column("unit_id", Text, nullable=False),
        Column("event_id", Text, nullable=False),
        Column("data", JSON, nullable=False),
        moment("recorded_at"),
        Column("fact_id", Text, nullable=False),
        # The law is read with every batch: a handful of rows among millions (law.py).
        Index("acts_law", "name", postgresql_where=text("name IN ('CalendarApplied', 'UnitChanged')")),
    )


def _waiting(metadata: MetaData) -> Table:
    """Events that came before what they are about, or before their unit was entitled."""
    return Table(
        "waiting",
        metadata,
        Column("source", Text, primary_key=True),
        Column("event_id", Text, primary_key=True),
        *coordinates(key=False),
        Column("awaits", Text, nullable=False),
        Column("since_sequence", BigInteger, nullable=False),
        Column("patience", Text, nullable=False),
        Column("kept_up_at", Double[float](), nullable=False),
        moment("received_at"),
        Column("event", LargeBinary, nullable=False),
        Index("waiting_awaits", "awaits", "since_sequence", "patience"),
        Index("waiting_grows_old", "patience", "kept_up_at"),
    )


def _receipts(metadata: MetaData) -> Table:
    """What became of every inbound record; what the sender got wrong keeps its original here."""
    return Table(
        "receipts",
        metadata,
        *coordinates(key=True),
        Column("event_id", Text),
        Column("type", Text),
        Column("outcome", Text, nullable=False),
        Column("reason", Text),
        Column("detail", Text),
        Column("field", Text),
        moment("recorded_at"),
        Column("original", LargeBinary),
        Index("receipts_originals", "recorded_at", postgresql_where=text("original IS NOT NULL")),
    )


def _outbox(metadata: MetaData) -> Table:
    """What is to be published: packets, each all that one transaction said, in the order of its records.

    What of a packet Kafka does not take becomes rows of one record, in its `place` (relay.py). No key but the
    sequence's numbers: marking a row as published then enters it into no index at all, for the only one that
    finds it is of what is unpublished; another one of packets with dead letters, which alone have headers. By
    record it is read as `outbox_records`.
    """
    return Table(
        "outbox",
        metadata,
        Column("id", BigInteger, nullable=False, server_default=text("nextval('outbox_id_seq'::regclass)")),
        Column("place", Integer, nullable=False, server_default=text("0")),
        Column("topics", ARRAY(Text), nullable=False),
        Column("keys", ARRAY(Text), nullable=False),
        Column("payloads", ARRAY(LargeBinary), nullable=False),
        Column("headers", ARRAY(JSONB)),
        moment("recorded_at"),
        moment("published_at", nullable=True),
        Column("parked", Text),
        Index("outbox_unpublished", "id", "place", postgresql_where=text("published_at IS NULL")),
        Index("outbox_parked", "id", postgresql_where=text("published_at IS NULL AND parked IS NOT NULL")),
        Index("outbox_letters", "recorded_at", postgresql_where=text("headers IS NOT NULL")),
    )


def _recomputations(metadata: MetaData) -> Table:
    """Subjects whose derived rows are to be folded again; `generation` grows with each new cause."""
    return Table(
        "recomputations",
        metadata,
        Column("subject", Text, primary_key=True),
        Column("generation", BigInteger, nullable=False),
    )


def _patience(metadata: MetaData) -> Table:
    """How long the platform has been keeping up, in seconds: the clock that waiting events grow old by.

    It has all of them until `known_until`, the latest moment that was promised (waiting.py).
    """
    return Table(
        "patience",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("kept_up_seconds", Double[float](), nullable=False),
        moment("known_until", nullable=True),
    )


def _idempotency(metadata: MetaData) -> Table:
    """What a POST with an `Idempotency-Key` was answered, so that a retry is answered the same."""
    return Table(
        "idempotency",
        metadata,
        Column("route", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("digest", LargeBinary, nullable=False),
        Column("status", Integer, nullable=False),
        Column("body", JSONB, nullable=False),
        moment("recorded_at"),
    )
