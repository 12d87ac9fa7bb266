"""Does what starts side by side end together too, with all it has to tidy up?"""

import asyncio

import pytest

from deploy.embedded.together import together


async def forever() -> None:
    await asyncio.Event().wait()


async def tidying(tidied: list[str]) -> None:
    try:
        await forever()
    finally:
        for _ in range(5):
            await asyncio.sleep(0)
        tidied.append("whole")


async def test_what_is_given_up_tidies_up_though_another_has_ended_before() -> None:
    tidied: list[str] = []
    both = asyncio.ensure_future(together(forever(), tidying(tidied)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    both.cancel()
    with pytest.raises(asyncio.CancelledError):
        await both
    assert tidied == ["whole"]


async def test_the_failure_of_one_is_told_when_the_other_has_ended() -> None:
    async def failing() -> None:
        raise ValueError("no port")

    tidied: list[str] = []
    with pytest.raises(ValueError, match="no port"):
        await together(tidying(tidied), failing())
    assert tidied == ["whole"]
