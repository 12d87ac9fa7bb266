"""What a transaction says is one row of the outbox, a packet of records."""

from shared.messaging.migrations import packed_outbox

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    packed_outbox()
