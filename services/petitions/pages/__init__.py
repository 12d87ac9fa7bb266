"""Which pages are here? A business's to petition and to follow, open to all; an officer's, who is asked."""

from fastapi import APIRouter

from services.petitions.handlers.file_petition import Filings
from services.petitions.pages import file_petition, officers_petition, receive, track, worklist
from shared.messaging.desk import Shop
from shared.web.plain import PlainRoute

AT = ("/kien-nghi", "/tra-cuu", "/can-bo")
"""Below these addresses people ask, no programs."""


def router(shop: Shop, filings: Filings) -> APIRouter:
    """Every page of this service."""
    routes = APIRouter(include_in_schema=False, route_class=PlainRoute)
    routes.add_api_route(file_petition.PATH, file_petition.page(shop), methods=["GET"])
    routes.add_api_route(file_petition.PATH, file_petition.filing(shop, filings), methods=["POST"])
    routes.add_api_route(track.PATH, track.page(shop), methods=["GET"])
    routes.add_api_route(track.PATH, track.asked(shop), methods=["POST"])
    routes.add_api_route(receive.PATH, receive.page(shop), methods=["GET"])
    routes.add_api_route(receive.PATH, receive.receiving(shop), methods=["POST"])
    routes.add_api_route(worklist.PATH, worklist.page(shop), methods=["GET"])
    routes.add_api_route(officers_petition.PETITION, officers_petition.page(shop), methods=["GET"])
    routes.add_api_route(officers_petition.ACTION, officers_petition.acting(shop), methods=["POST"])
    return routes
