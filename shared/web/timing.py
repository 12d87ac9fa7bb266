"""How long do requests take? Counted by route, never by address: an id in a URL is no label."""

from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.observability import metrics


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
            metrics.HTTP_REQUEST_SECONDS.labels(self._service, route).observe(monotonic() - started)
            metrics.HTTP_REQUESTS.labels(self._service, route, scope["method"], str(status)).inc()
