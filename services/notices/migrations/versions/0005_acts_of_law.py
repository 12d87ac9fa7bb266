"""An index for what was told of the calendar and of units: it is read with every batch."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "acts_law",
        "acts",
        ["name"],
        postgresql_where=sa.text("name IN ('CalendarApplied', 'UnitChanged')"),
    )
