"""A petition could keep a day that its conference had in between: each is folded once more (0032)."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO recomputations (subject, generation) "
        "SELECT DISTINCT 'petition/' || petition_id, 1 FROM petition_links ORDER BY 1 "
        "ON CONFLICT (subject) DO UPDATE SET generation = recomputations.generation + 1"
    )
