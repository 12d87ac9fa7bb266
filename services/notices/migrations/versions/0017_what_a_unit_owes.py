"""What a unit owes of its conferences, and the registrations that its officers typed in, by index."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "deadline_flags_owed",
        "deadline_flags",
        ["unit_id", "due_on", "deadline_id"],
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "acts_registrations_typed_in",
        "acts",
        ["subject", "sequence"],
        postgresql_where=sa.text("name = 'ParticipantRegistered' AND event_id LIKE 'http-%'"),
    )
