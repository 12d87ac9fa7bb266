"""A connection that is out of step with its server, as one is whose server has said that it goes."""

from typing import Any

import asyncpg
import pytest


def put_out_of_step(monkeypatch: pytest.MonkeyPatch, word: str) -> list[asyncpg.Connection]:
    """The next connection that says this word (`fetch`, `execute`) fails at it for ever; it is noted."""
    real, found = getattr(asyncpg.Connection, word), list[asyncpg.Connection]()

    async def said(driver: asyncpg.Connection, *words: Any, **how: Any) -> Any:
        if not found or driver in found:
            found.append(driver)
            raise asyncpg.InternalClientError("cannot switch to state 11; another operation is in progress")
        return await real(driver, *words, **how)

    monkeypatch.setattr(asyncpg.Connection, word, said)
    return found
