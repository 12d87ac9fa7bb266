"""Which pages are there? Their table of routes; templates stand beside them, plain HTML without a script."""

from fastapi import APIRouter

from services.reporting.handlers.reports import Reports
from services.reporting.pages import beyond_competence, comparison, compliance, desk, editions, front, urging
from services.reporting.pages.coordinator import PATH, QUARTER
from shared.clock import Clock
from shared.messaging.desk import Bench
from shared.web.plain import PlainRoute

AT = (PATH,)
"""Below this address people ask, no programs."""


def router(reports: Reports, clock: Clock) -> APIRouter:
    """The page that everyone who may read figures sees."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route("/", front.page(reports, clock), methods=["GET", "HEAD"])
    return routes


def coordinators(reports: Reports, bench: Bench) -> APIRouter:
    """DPI's pages, which ask for the password themselves."""
    routes = APIRouter(include_in_schema=False, route_class=PlainRoute)
    routes.add_api_route(PATH, desk.page(reports, bench.clock), methods=["GET"])
    routes.add_api_route(QUARTER, editions.page(reports, bench), methods=["GET"])
    routes.add_api_route(QUARTER, editions.compiling(reports, bench), methods=["POST"])
    routes.add_api_route(f"{QUARTER}/so-sanh", comparison.page(reports, bench), methods=["GET"])
    for each in (urging, beyond_competence, compliance):
        routes.add_api_route(each.AT, each.page(reports, bench.clock), methods=["GET"])
    return routes
