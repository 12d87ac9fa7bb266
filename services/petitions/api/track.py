"""Where does my petition stand? Its public state, due day and answer, by tracking code: no personal data."""

import re
from typing import Any

from fastapi import APIRouter

from services.petitions.api.petition import describe, taken_in
from services.petitions.store import petitions
from shared.messaging.desk import Shop
from shared.web.problems import not_found

CODE = re.compile(r"[A-Z0-9-]{1,64}")
"""What a code can be: the database is not asked about anything else."""


def router(shop: Shop) -> APIRouter:
    """The route on which a petitioner follows what was filed."""
    routes = APIRouter(tags=["petitions"])

    @routes.get("/api/petitions/track/{tracking_code}")
    async def track(tracking_code: str) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        async with shop.engine.connect() as conn:
            code = tracking_code.strip().upper()
            petition_id = await petitions.tracked(conn, code) if CODE.fullmatch(code) else None
            if petition_id is None:
                raise not_found("kiến nghị với mã tra cứu này")
            return await describe(conn, petition_id, await taken_in(conn, petition_id), shop.clock.now())

    return routes
