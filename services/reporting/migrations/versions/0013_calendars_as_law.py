"""Calendars are read with the changes of units, by the index of both: their own serves no question."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("acts_calendars", table_name="acts")
