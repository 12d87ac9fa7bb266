"""HEAD is answered wherever GET is; a wrong method is told the right ones."""

from functools import cache
from typing import Any

import httpx
import pytest

from cli.answering import build_origin
from shared.clock import Clock
from shared.settings import SERVICES, Settings
from shared.web.problems import MEDIA_TYPE

NOBODY = Settings(
    database="postgresql://nobody@127.0.0.1:1/{service}", kafka="127.0.0.1:1", profile="embedded"
)
GOT = ("/health/live", "/metrics", "/api/petitions", "/api/reports/quarters/2024-Q5", "/api/deadlines/nope",
       "/api/notices/conferences?limit=0", "/api/notices/dead-letters", "/nowhere")  # fmt: skip
"""Addresses of each kind of answer: found, refused, away, not there."""


@cache
def origin() -> Any:
    return build_origin(SERVICES, NOBODY, Clock())


def door() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(origin()), base_url="http://x")


@pytest.mark.parametrize("path", GOT)
async def test_head_is_answered_as_get_is_but_for_the_body(path: str) -> None:
    async with door() as client:
        got, headed = await client.get(path), await client.head(path)
    assert headed.status_code == got.status_code
    assert headed.content == b""
    assert headed.headers["content-type"] == got.headers["content-type"]
    if path != "/metrics":
        assert headed.headers["content-length"] == str(len(got.content))


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/petitions", "GET, HEAD, POST"),
        ("OPTIONS", "/api/petitions", "GET, HEAD, POST"),
        ("DELETE", "/api/reports/quarters/2024-Q2/editions", "GET, HEAD, POST"),
        ("POST", "/api/deadlines", "GET, HEAD"),
        ("HEAD", "/api/events", "POST"),
        ("GET", "/api/petitions/kn-1/answer", "POST"),
    ],
)
async def test_a_wrong_method_is_told_all_the_right_ones(method: str, path: str, allowed: str) -> None:
    async with door() as client:
        answer = await client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.headers["content-type"] == MEDIA_TYPE


async def test_an_address_that_there_is_not_is_refused_in_vietnamese() -> None:
    async with door() as client:
        answer = await client.get("/api/nope")
    assert answer.status_code == 404
    assert answer.json()["detail"] == "Không có địa chỉ này trên nền tảng."
