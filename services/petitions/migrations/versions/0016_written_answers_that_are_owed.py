"""What is resolved and still owes an answer in writing is found by index (R14)."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    owed = sa.text("kind = 'written_answer' AND state = 'open'")
    op.create_index("due_days_written_open", "due_days", ["petition_id"], postgresql_where=owed)
