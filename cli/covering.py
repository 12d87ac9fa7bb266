"""Is there a working-day calendar for the running year? A platform starts with one, or says what to do."""

from cli.failure import Failure
from cli.platform import Platform
from services.deadlines.handlers.law import CalendarNotCovering, must_cover
from shared.database.engine import build_engine
from shared.messaging.law import told


async def covered(where: Platform) -> None:
    """Failure, which says what to do, if there is none."""
    engine = build_engine(where.databases["deadlines"], application="doithoai-deadlines-cli", pool_size=1)
    try:
        async with engine.connect() as conn:
            must_cover((await told(conn)).current.calendar, where.clock().now())
    except CalendarNotCovering as error:
        raise Failure(str(error)) from None
    finally:
        await engine.dispose()
