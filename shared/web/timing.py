"""How long do requests take? Counted by route, never by address: an id in a URL is no label."""

from functools import lru_cache
from time import monotonic

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.observability import metrics

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
"""What else a client may make up: a label for each would let anybody fill the memory."""


class TimeRequests:
    """ASGI middleware that counts and times what it passes on."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = monotonic(), 500

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            method = scope["method"] if scope["method"] in METHODS else OTHER
            took, answered = _counted(self._service, route, method, status)
            took.observe(monotonic() - started)
            answered.inc()


@lru_cache(maxsize=1024)
def _counted(service: str, route: str, method: str, status: int) -> tuple[Histogram, Counter]:
    """What such a request is counted by: to look that up costs more than to count."""
    return (
        metrics.HTTP_REQUEST_SECONDS.labels(service, route),
        metrics.HTTP_REQUESTS.labels(service, route, method, str(status)),
    )
