"""What a database that was put back has again from its topic is listed."""

from shared.messaging.migrations import what_is_taken_up

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    what_is_taken_up()
