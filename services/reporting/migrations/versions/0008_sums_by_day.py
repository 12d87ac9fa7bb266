"""A conference's petitions are summed up by day; what is there already is to be summed up first."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figure_touches",
        sa.Column("conference_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.PrimaryKeyConstraint("conference_id", "id"),
    )
    op.create_table(
        "figure_days",
        sa.Column("conference_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("keys", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("before", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("after", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("ats", postgresql.ARRAY(sa.DateTime(timezone=True)), nullable=False),
        sa.Column("changed", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("by", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.PrimaryKeyConstraint("conference_id", "day"),
    )
    op.execute("INSERT INTO figure_touches (conference_id) SELECT DISTINCT conference_id FROM petition_spans")
