"""`doithoai setup`: topics and tables, made or brought to the newest form; safe to run again."""

import asyncio
from collections.abc import Mapping

import typer

from cli.failure import Failure
from shared import units
from shared.database.migrate import LaterVersion, migrate
from shared.messaging.admin import create_topics
from shared.messaging.topics import topology
from shared.settings import SERVICES, read_settings


async def prepare(kafka: str, databases: Mapping[str, str], replication: int = 1) -> None:
    """Makes what is missing of the platform's topics and tables."""
    await asyncio.gather(
        create_topics(kafka, topology(units.shipped().with_topics()), replication), _migrate_all(databases)
    )


async def _migrate_all(databases: Mapping[str, str]) -> None:
    """One after the other: alembic keeps its state in a module."""
    for service in SERVICES:
        try:
            await migrate(service, databases[service])
        except LaterVersion as later:
            raise Failure(str(later)) from None


def run() -> None:
    """Make the topics and tables of a platform on the Kafka and PostgreSQL that the environment names."""
    settings = read_settings()
    kafka = settings.kafka_servers()
    databases = settings.databases()
    asyncio.run(prepare(kafka, databases, settings.replication))
    typer.echo("topics and tables are ready")
