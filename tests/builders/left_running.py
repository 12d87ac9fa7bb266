"""What does a test leave running? The loop is the whole run's: it would go on beside the tests after it."""

import asyncio
from collections.abc import Collection
from typing import Any

from tests.builders.waiting import calls

Task = asyncio.Task[Any]
PATIENCE_S = 15.0
"""What was told to stop has so long to do it; a question to Kafka that nobody answers ends by then."""


async def left_running(before: Collection[Task]) -> list[str]:
    """The tasks that run on and did not before, with the calls that each is in the middle of."""
    left = asyncio.all_tasks() - {*before} - {asyncio.current_task()}
    if left:
        _, left = await asyncio.wait(left, timeout=PATIENCE_S)
    return sorted(" > ".join(calls(task)) for task in left)
