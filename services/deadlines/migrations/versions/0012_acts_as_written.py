"""An act's data is kept as it was written."""

from shared.messaging.migrations import acts_as_written

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    acts_as_written()
