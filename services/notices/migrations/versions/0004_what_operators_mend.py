"""What an operator sees to: dead letters and parked facts taken up again, stopped topics, probes."""

from shared.messaging.migrations import what_operators_mend

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    what_operators_mend()
