"""Which pages are here? A business's: the conferences to come, each with its form, open to all (R7).

And an officer's, who is asked: their unit's conferences, what was done about each, the plan of a year.
"""

from fastapi import APIRouter

from services.notices.handlers.register import Registering
from services.notices.pages import (
    annual_plan,
    coming,
    conference,
    officers_conference,
    officers_list,
    schedule,
)
from shared.messaging.desk import Shop
from shared.web.plain import PlainRoute

AT = ("/hoi-nghi", officers_conference.PATH, schedule.NEW, annual_plan.PATH)
"""Below these addresses people ask, no programs."""


def router(shop: Shop, registering: Registering) -> APIRouter:
    """Every page of this service."""
    routes = APIRouter(include_in_schema=False, route_class=PlainRoute)
    routes.add_api_route("/hoi-nghi", coming.page(shop), methods=["GET"])
    routes.add_api_route("/hoi-nghi/{conference_id}", conference.page(shop), methods=["GET"])
    routes.add_api_route(
        "/hoi-nghi/{conference_id}", conference.registration(shop, registering), methods=["POST"]
    )
    routes.add_api_route(officers_conference.PATH, officers_list.page(shop), methods=["GET"])
    routes.add_api_route(schedule.NEW, schedule.page(shop), methods=["GET"])
    routes.add_api_route(schedule.NEW, schedule.scheduling(shop), methods=["POST"])
    routes.add_api_route(officers_conference.CONFERENCE, officers_conference.page(shop), methods=["GET"])
    routes.add_api_route(officers_conference.ACTION, officers_conference.acting(shop), methods=["POST"])
    routes.add_api_route(annual_plan.PATH, annual_plan.page(shop), methods=["GET"])
    routes.add_api_route(annual_plan.PATH, annual_plan.sending(shop), methods=["POST"])
    return routes
