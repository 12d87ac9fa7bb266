"""Who was named in passing a petition on, or in asking for help, is kept by what was written (R12)."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
KNOWN = """
WITH RECURSIVE a AS (
    SELECT subject, data FROM acts WHERE subject LIKE 'petition/%'
        AND name IN ('PetitionTransferred', 'CoordinationRequested', 'EventCorrected')
    -- Of a correction, and of a correction's correction, what it says of the act.
    UNION ALL SELECT subject, data->'data' FROM a WHERE json_typeof(data->'data') = 'object'
)
INSERT INTO passed_on (named, petition_id)
SELECT DISTINCT said.named, split_part(a.subject, '/', 2)
FROM a CROSS JOIN LATERAL (
    SELECT a.data->>'to' AS named
    UNION ALL SELECT json_array_elements_text(a.data->'with')
) AS said WHERE length(said.named) <= 500
"""


def upgrade() -> None:
    op.create_table(
        "passed_on",
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("petition_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("named", "petition_id"),
    )
    op.execute(KNOWN)
