"""A page of petitions is read by index: by state, of all, of a unit or of a conference."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("petitions_by_unit", "petitions")
    op.drop_index("petitions_by_conference", "petitions")
    for name, of in (("state", []), ("unit", ["unit_id"]), ("conference", ["conference_id"])):
        op.create_index(f"petitions_by_{name}", "petitions", [*of, "state", "received_at", "petition_id"])
