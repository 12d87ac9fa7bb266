"""What waits is found by what it waits for, and by how long it has: by index, however many wait."""

from shared.messaging.migrations import waiting_by_what_goes_on

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    waiting_by_what_goes_on()
