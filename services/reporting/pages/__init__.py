"""Which pages are there? Their table of routes; templates stand beside them, plain HTML without a script."""

from fastapi import APIRouter

from services.reporting.handlers.reports import Reports
from services.reporting.pages import front
from shared.clock import Clock


def router(reports: Reports, clock: Clock) -> APIRouter:
    """Every page of this service."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route("/", front.page(reports, clock), methods=["GET", "HEAD"])
    return routes
