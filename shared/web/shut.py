"""What is answered before it is known that database and topic are of one moment? Questions, no commands.

A command taken in by a database that was put back would be numbered like a fact that is told already.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.problems import Tell, as_problem, unavailable

READY = "/health/ready"
COMMANDS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Shut:
    """A web side that takes nothing in until it is opened."""

    def __init__(self, app: ASGIApp, tell: Tell = as_problem) -> None:
        self._app = app
        self._tell = tell
        self.opened = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.opened or scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] == READY:
            await JSONResponse({"status": "not ready", "topic": "not looked at"}, 503)(scope, receive, send)
        elif scope["method"] in COMMANDS:
            detail = "Hệ thống đang khởi động; chưa có gì được ghi nhận, xin gửi lại sau."
            await self._tell(Request(scope), unavailable(detail))(scope, receive, send)
        else:
            await self._app(scope, receive, send)
