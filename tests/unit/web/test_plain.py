"""A plain route solves nothing: where it would have to ask who reads it is refused, and not left open."""

from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from shared.web.app import build_app
from shared.web.plain import PlainRoute


def test_a_plain_route_among_those_that_ask_who_reads_is_refused() -> None:
    plain, access = APIRouter(route_class=PlainRoute), _access()

    @plain.post("/said")
    async def said(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return JSONResponse({"path": request.url.path})

    build_app("notices", "Thông báo", [], access, open_to_all=[plain])
    with pytest.raises(TypeError, match="who reads"):
        build_app("notices", "Thông báo", [plain], access)


def _access() -> Any:
    return SimpleNamespace(engine=SimpleNamespace())
