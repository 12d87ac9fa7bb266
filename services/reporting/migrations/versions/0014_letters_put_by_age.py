"""A dead letter that was put on its topic is found by its age: its bytes are kept for 90 days there too."""

from shared.messaging.migrations import letters_put_by_age

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    letters_put_by_age()
