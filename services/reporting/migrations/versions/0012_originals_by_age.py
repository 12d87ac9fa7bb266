"""What was rejected is found by its age: its original is kept for 90 days."""

from shared.messaging.migrations import originals_by_age

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    originals_by_age()
