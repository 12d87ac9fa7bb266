"""What is one petition about, for a program? `GET /api/petitions/{petition_id}`."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from services.petitions.handlers.looking_up import look_up
from shared.messaging.desk import Shop
from shared.web.access import Caller, reading


def router(shop: Shop) -> APIRouter:
    """The route on which a petition is looked up by its id."""
    routes = APIRouter(tags=["petitions: officers"])

    @routes.get("/api/petitions/{petition_id}")
    async def looked_up(  # pyright: ignore[reportUnusedFunction]
        petition_id: str, caller: Annotated[Caller | None, Depends(reading)]
    ) -> Mapping[str, Any]:
        return await look_up(shop, petition_id, caller.unit_id if caller else None)

    return routes
