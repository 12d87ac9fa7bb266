"""Marking what was published touches no index but that of what is unpublished."""

from shared.messaging.migrations import outbox_without_a_key

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    outbox_without_a_key()
