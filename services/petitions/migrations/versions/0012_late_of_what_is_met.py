"""Late is said of what was met alone: what is open again, or void, had kept it."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE due_days SET late = NULL WHERE state <> 'met' AND late IS NOT NULL")
