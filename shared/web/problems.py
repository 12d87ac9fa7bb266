"""How is a refusal told over HTTP?

As application/problem+json (RFC 9457), in Vietnamese for people, naming the field.
"""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from shared.database.engine import DatabaseAway
from shared.web.methods import answered_at
from shared.web.wording import in_vietnamese

MEDIA_TYPE = "application/problem+json"
AWAY = (DBAPIError, DatabaseAway, PoolTimeout)
"""What a database that is away, or too busy, raises; that of a fault of ours is among them."""


class Problem(Exception):
    """A refusal: its status, what it is called, what is wrong, and whatever else helps."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        headers: dict[str, str] | None = None,
        challenges: Sequence[str] = (),
        **more: Any,
    ) -> None:
        """`challenges`: how one may show who one is, each a line of its own: Chromium reads one a line."""
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.headers = headers
        self.challenges = challenges
        self.more = more

    def response(self) -> JSONResponse:
        """The refusal as it is sent."""
        body = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }
        answer = JSONResponse(body, self.status, self.headers, MEDIA_TYPE)
        for challenge in self.challenges:
            answer.headers.append("WWW-Authenticate", challenge)
        return answer


def not_found(what: str) -> Problem:
    """There is no such thing."""
    return Problem(404, "Không tìm thấy", f"Không tìm thấy {what}.")


def bad_parameter(name: str, detail: str) -> Problem:
    """A query parameter is wrong; names it."""
    return Problem(422, "Tham số không hợp lệ", f"{name}: {detail}", field=name)


def unavailable(detail: str, retry_after_s: int = 5) -> Problem:
    """We can't just now; nothing was taken in."""
    return Problem(503, "Tạm thời không phục vụ được", detail, headers={"Retry-After": str(retry_after_s)})


Tell = Callable[[Request, Problem], Response]
"""In which form a refusal is told: as who asks at this address can read it."""


def as_problem(_: Request, problem: Problem) -> Response:
    """To a program."""
    return problem.response()


def install(app: FastAPI, tell: Tell = as_problem) -> None:
    """Makes every refusal of `app` a problem, told by `tell`."""

    @app.exception_handler(Problem)
    async def _problem(  # pyright: ignore[reportUnusedFunction]
        request: Request, problem: Problem
    ) -> Response:
        return tell(request, problem)

    @app.exception_handler(RequestValidationError)
    async def _invalid(  # pyright: ignore[reportUnusedFunction]
        request: Request, error: RequestValidationError
    ) -> Response:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
        said = in_vietnamese(first["type"], first.get("ctx", {}), first["msg"])
        problem = Problem(422, "Dữ liệu không hợp lệ", f"{field}: {said}", field=field)
        return tell(request, problem)

    @app.exception_handler(Exception)
    async def _fault(request: Request, error: Exception) -> Response:  # pyright: ignore[reportUnusedFunction]
        # What was wrong is logged where it is raised on, after this.
        del error
        problem = Problem(500, "Lỗi của hệ thống", "Hệ thống gặp lỗi khi xử lý yêu cầu này.")
        return tell(request, problem)

    @app.exception_handler(HTTPException)
    async def _http(  # pyright: ignore[reportUnusedFunction]
        request: Request, error: HTTPException
    ) -> Response:
        return tell(request, _of_router(request, error))


def _of_router(request: Request, error: HTTPException) -> Problem:
    """What the framework refuses by itself: an address that there is not, or a method that it is not for."""
    if error.status_code == 404:
        return Problem(404, "Không tìm thấy", "Không có địa chỉ này trên nền tảng.")
    if error.status_code == 405:
        methods = ", ".join(answered_at(request))
        detail = f"Địa chỉ này chỉ nhận {methods}."
        return Problem(405, "Phương thức không dùng được", detail, headers={"Allow": methods})
    headers = dict(error.headers) if error.headers else None
    return Problem(error.status_code, str(error.detail), str(error.detail), headers=headers)
