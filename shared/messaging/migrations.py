"""What did the machinery's tables become, alike in all four databases? A function a change, written once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB


def _mending() -> "list[sa.Column[object]]":
    return [
        sa.Column("attempts", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("asked", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=True),
        sa.Column("asked_why", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
    ]


def what_operators_mend() -> None:
    """Dead letters and parked facts are taken up again; topics stop; probes are told and followed."""
    op.add_column("dead_letters", sa.Column("subject", sa.Text(), nullable=True))
    op.add_column("dead_letters", sa.Column("event", sa.LargeBinary(), nullable=True))
    op.add_column(
        "parked_facts", sa.Column("state", sa.Text(), server_default=sa.text("'parked'"), nullable=False)
    )
    for table in ("dead_letters", "parked_facts"):
        for column in _mending():
            op.add_column(table, column)
    for name, table, columns, where in (
        ("dead_letters_subject", "dead_letters", ["subject"], "state = 'open'"),
        ("dead_letters_asked", "dead_letters", ["id"], "state = 'open' AND asked IS NOT NULL"),
        ("parked_facts_subject", "parked_facts", ["topic", "subject"], "state = 'parked'"),
        ("parked_facts_asked", "parked_facts", ["topic"], "state = 'parked' AND asked IS NOT NULL"),
    ):
        op.create_index(name, table, columns, unique=False, postgresql_where=sa.text(where))
    op.create_table(
        "stopped_topics",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("topic"),
    )
    op.create_table(
        "probes",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("service"),
    )


def what_is_taken_up() -> None:
    """What a database that was put back has again from its topic is listed."""
    op.create_table(
        "taken_up",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("came_from", sa.Text(), nullable=False),
        sa.Column("lost", JSONB(), nullable=False),
        sa.Column("taken_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "sequence"),
    )


def outbox_without_a_key() -> None:
    """A row marked as published is entered into no index: what is unpublished has its own."""
    op.drop_constraint("outbox_pkey", "outbox", type_="primary")


def room_for_updates(*tables: str) -> None:
    """Rows that are updated again and again stay on their page, and no index is touched by that."""
    for table in ("subjects", "followed", *tables):
        op.execute(f"ALTER TABLE {table} SET (fillfactor = 60)")
    # Asked for by nothing: receipts are looked up by their record.
    op.drop_index("receipts_event", "receipts")


def acts_as_written() -> None:
    """An act's data is kept as it was written: taking it apart cost as much as the rest of its row."""
    op.execute("ALTER TABLE acts ALTER COLUMN data TYPE json USING data::json")


def originals_by_age() -> None:
    """What was rejected keeps its original for 90 days (forgetting.py): found by its age."""
    op.create_index(
        "receipts_originals", "receipts", ["recorded_at"], unique=False,
        postgresql_where=sa.text("original IS NOT NULL"),
    )  # fmt: skip


def letters_put_by_age() -> None:
    """Dead letters alone have headers: what was put on their topic is found by its age (forgetting.py)."""
    op.create_index(
        "outbox_letters", "outbox", ["recorded_at"], unique=False,
        postgresql_where=sa.text("headers IS NOT NULL"),
    )  # fmt: skip


def patience_by_promises() -> None:
    """What waits grows old by the moments that are promised: the latest is kept."""
    op.add_column("patience", sa.Column("known_until", sa.DateTime(timezone=True), nullable=True))


def waiting_by_what_goes_on() -> None:
    """What goes on is found by its index, however much waits beside it."""
    op.drop_index("waiting_awaits", "waiting")
    op.create_index("waiting_awaits", "waiting", ["awaits", "since_sequence", "patience"], unique=False)
    op.create_index("waiting_grows_old", "waiting", ["patience", "kept_up_at"], unique=False)


def packed_outbox() -> None:
    """What a transaction says is one row of the outbox; each old row becomes a packet of one record."""
    op.drop_index("outbox_parked", "outbox")
    op.drop_index("outbox_unpublished", "outbox")
    op.execute(
        "ALTER TABLE outbox ADD COLUMN place integer NOT NULL DEFAULT 0, "
        "ALTER COLUMN topic TYPE text[] USING ARRAY[topic], "
        "ALTER COLUMN key TYPE text[] USING ARRAY[key], "
        "ALTER COLUMN value TYPE bytea[] USING ARRAY[value], "
        "ALTER COLUMN headers TYPE jsonb[] USING CASE WHEN headers IS NOT NULL THEN ARRAY[headers] END"
    )
    for was, now in (("topic", "topics"), ("key", "keys"), ("value", "payloads")):
        op.alter_column("outbox", was, new_column_name=now)
        # Compressing costs PostgreSQL more than the disk it saves: what is long lies beside the row as it is.
        op.execute(f"ALTER TABLE outbox ALTER COLUMN {now} SET STORAGE EXTERNAL")
    for name, columns, where in (
        ("outbox_unpublished", ["id", "place"], "published_at IS NULL"),
        ("outbox_parked", ["id"], "published_at IS NULL AND parked IS NOT NULL"),
    ):
        op.create_index(name, "outbox", columns, unique=False, postgresql_where=sa.text(where))
    op.execute(
        "CREATE VIEW outbox_records AS SELECT o.id, (o.place + r.nth - 1)::integer AS place, r.topic, r.key, "
        "r.value, r.headers, o.recorded_at, o.published_at, o.parked FROM outbox o CROSS JOIN LATERAL "
        "unnest(o.topics, o.keys, o.payloads, o.headers) WITH ORDINALITY "
        "AS r(topic, key, value, headers, nth)"
    )
