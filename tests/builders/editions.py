"""Editions of one quarter, compiled over HTTP from what was recorded until then, for tests."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from shared.dialogue.acts import Act
from tests.builders.acts import at, held, received, scheduled
from tests.builders.reporting_side import ReportingSide

EDITIONS = "/api/reports/quarters/2024-Q2/editions"
AS_OF = "2024-06-30T12:00:00+07:00"
FIRST, SECOND = at("2025-01-10 08:00"), at("2025-01-20 08:00")


def recorded(moment: datetime, *acts: Act) -> list[Act]:
    return [replace(act, recorded_at=moment) for act in acts]


def first_told() -> list[Act]:
    return recorded(
        FIRST, scheduled("2024-06-10 08:00"), held("2024-06-10 12:00"), received("2024-06-03 09:00"),
        received("2024-06-04 09:00", "credit", petition="kn-2"),
    )  # fmt: skip


async def compiled(side: ReportingSide, key: str = "", **body: str) -> dict[str, Any]:
    found = await side.post(EDITIONS, {"as_of": AS_OF} | body, key)
    assert found.status_code == 201, found.text
    return found.json()


async def difference(side: ReportingSide, one: int = 1, other: int = 2) -> dict[str, Any]:
    found = await side.get(f"{EDITIONS}/{one}/diff/{other}")
    assert found.status_code == 200, found.text
    return found.json()
