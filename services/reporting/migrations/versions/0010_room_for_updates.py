"""Room on the page for what is updated again and again; an index less."""

from shared.messaging.migrations import room_for_updates

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    room_for_updates()
