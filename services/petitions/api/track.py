"""How does a program follow a petition? `GET /api/petitions/track/{tracking_code}`."""

from typing import Any

from fastapi import APIRouter

from services.petitions.handlers.tracking import tracked
from shared.messaging.desk import Shop


def router(shop: Shop) -> APIRouter:
    """The route on which a petitioner follows what was filed."""
    routes = APIRouter(tags=["petitions"])

    @routes.get("/api/petitions/track/{tracking_code}")
    async def track(tracking_code: str) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        return await tracked(shop, tracking_code)

    return routes
