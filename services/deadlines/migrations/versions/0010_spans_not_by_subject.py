"""Spans are not looked up by their subject: the ticker finds what is to be told by what is untold."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("deadline_spans_subject", "deadline_spans")
