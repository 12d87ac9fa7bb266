"""Which methods does an address answer to? HEAD wherever GET is, and a 405 names them all (RFC 9110)."""

from typing import Final

from starlette.requests import Request
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")


class AnswersHead:
    """ASGI middleware: what is asked with HEAD is worked, and counted, as GET; its body is left out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        # A copy: the server tells by its own that no body follows, whatever length is named.
        await self._app({**scope, "method": "GET"}, receive, without_body)


def answered_at(request: Request) -> tuple[str, ...]:
    """The methods that the address of this request is for; a router names those of its first route alone."""
    found = [method for method in METHODS if _is_routed(request, method)]
    return ("GET", "HEAD", *found[1:]) if found[:1] == ["GET"] else tuple(found)


def _is_routed(request: Request, method: str) -> bool:
    asked = {**request.scope, "method": method}
    return any(route.matches(asked)[0] is Match.FULL for route in request.app.router.routes)
