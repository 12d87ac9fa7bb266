"""An act's data is kept as it was written."""

from shared.messaging.migrations import acts_as_written

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    acts_as_written()
