"""On which servers does a platform here run? The named ones; embedded ones for what is not named."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.embedded.archive import Archive
from deploy.embedded.stack import EmbeddedStack
from shared.settings import Settings


def embedded_for(
    settings: Settings, data_dir: Path, *, brokers: int | None, keeps_log: bool = True
) -> EmbeddedStack | None:
    """The embedded servers, unless both are named; its log is kept where the settings say, if at all."""
    if settings.kafka and settings.database:
        return None
    # Two servers' logs in one archive would be neither's: what is ephemeral stays out of it.
    backups = settings.backups if keeps_log else None
    archive = Archive(backups.resolve()) if backups else None
    return EmbeddedStack(data_dir, brokers=brokers, archive=archive)


async def started(settings: Settings, embedded: EmbeddedStack | None) -> tuple[str, Mapping[str, str]]:
    """Kafka's and PostgreSQL's addresses: the named ones, embedded ones for what is not named."""
    named = settings.databases() if settings.database else None
    if embedded is None:
        return settings.kafka_servers(), named or {}
    addresses = await embedded.start()
    return settings.kafka or addresses.bootstrap_servers, named or addresses.databases


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[tuple[str, Mapping[str, str]]]:
    """The servers of `up`, for a command that works while the platform does not."""
    embedded = embedded_for(settings, settings.data_dir, brokers=None)
    try:
        yield await started(settings, embedded)
    finally:
        if embedded:
            await embedded.stop()
