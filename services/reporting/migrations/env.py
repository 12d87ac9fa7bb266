"""How alembic runs this service's migrations."""

from services.reporting.store.tables import METADATA
from shared.database.migration_env import run

run(METADATA)
