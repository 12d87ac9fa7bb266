"""Which pages has a business here? The conferences to come, and each with its form; open to all (R7)."""

from fastapi import APIRouter

from services.notices.handlers.register import Registering
from services.notices.pages import coming, conference
from shared.messaging.desk import Shop
from shared.web.plain import PlainRoute

AT = ("/hoi-nghi",)
"""Below these addresses people ask, no programs."""


def router(shop: Shop, registering: Registering) -> APIRouter:
    """Every page of this service."""
    routes = APIRouter(include_in_schema=False, route_class=PlainRoute)
    routes.add_api_route("/hoi-nghi", coming.page(shop), methods=["GET"])
    routes.add_api_route("/hoi-nghi/{conference_id}", conference.page(shop), methods=["GET"])
    routes.add_api_route(
        "/hoi-nghi/{conference_id}", conference.registration(shop, registering), methods=["POST"]
    )
    return routes
