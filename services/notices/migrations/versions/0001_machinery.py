"""The machinery's tables, as every service has them."""

import sqlalchemy as sa
from alembic import op

from shared.messaging.first_tables import machinery

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    machinery()
    op.create_index(
        "acts_but_registrations",
        "acts",
        ["subject", "sequence"],
        unique=False,
        postgresql_where=sa.text("name <> 'ParticipantRegistered'"),
    )
    op.create_index(
        "acts_registrations_by_event",
        "acts",
        ["subject", "event_id"],
        unique=False,
        postgresql_where=sa.text("name = 'ParticipantRegistered'"),
    )
