"""The clock by which waiting events grow old keeps up to when all was known."""

from shared.messaging.migrations import patience_by_promises

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    patience_by_promises()
