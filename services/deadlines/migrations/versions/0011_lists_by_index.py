"""A page of deadlines is read by index: by how a span stands, its kind and its unit."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STANDS = {
    "unmet": "met_at IS NULL AND void_reason IS NULL",
    "met": "met_at IS NOT NULL",
    "void": "void_reason IS NOT NULL AND met_at IS NULL",
}


def upgrade() -> None:
    for name in ("deadline_spans_unmet", "deadline_spans_unit", "deadline_spans_overdue"):
        op.drop_index(name, "deadline_spans")
    for name, where in STANDS.items():
        for suffix, units in (("", []), ("_unit", ["unit_id"])):
            op.create_index(
                f"deadline_spans_{name}{suffix}",
                "deadline_spans",
                [*units, "kind", "due_on", "deadline_id"],
                unique=False,
                postgresql_include=["from_at", "to_at"],
                postgresql_where=sa.text(where),
            )
    op.create_index(
        "deadline_spans_overdue",
        "deadline_spans",
        ["overdue_from", "to_at"],
        unique=False,
        postgresql_where=sa.text("overdue_from IS NOT NULL"),
    )
