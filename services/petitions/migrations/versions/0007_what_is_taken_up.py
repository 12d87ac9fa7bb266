"""What a database that was put back has again from its topic is listed."""

from shared.messaging.migrations import what_is_taken_up

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    what_is_taken_up()
