"""A registration that was taken back keeps its row, and so its id; it is no registration any more."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "registrations", sa.Column("taken_back", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.alter_column("registrations", "taken_back", server_default=None)
