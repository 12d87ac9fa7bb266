"""What does every service's migrations/env.py do? Runs its versions on the connection it is handed."""

from alembic import context
from sqlalchemy import MetaData


def run(metadata: MetaData) -> None:
    """To be called by env.py with the service's tables."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
