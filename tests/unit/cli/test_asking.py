"""Whoever is refused over HTTP is told what to do, beside the platform's own words."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from cli.asking import get
from cli.failure import Failure
from cli.platform import Platform

REFUSAL = {"title": "Chưa xác thực", "detail": "Cần mã truy cập."}
NO_ROUTE = {"title": "Not Found", "detail": "Not Found"}
Refusing = Callable[..., Platform]


@pytest.fixture
def refusing() -> Iterator[Refusing]:
    """Platforms that refuse what they are asked, each with its status."""
    servers: list[HTTPServer] = []

    def start(status: int, said: dict[str, str] = REFUSAL) -> Platform:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(said).encode())

            def log_message(self, *_: object, **__: object) -> None:
                """Nobody reads it."""

        servers.append(HTTPServer(("127.0.0.1", 0), Answer))
        Thread(target=servers[-1].serve_forever, kwargs={"poll_interval": 0.01}).start()
        return Platform(f"http://127.0.0.1:{servers[-1].server_port}", "", {})

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "code", "todo"),
    [
        (401, 1, " (set DOITHOAI_TOKEN to a token of this platform: `doithoai token add` makes one)"),
        (403, 1, " (set DOITHOAI_TOKEN to a token that may: `doithoai token add` makes one)"),
        (404, 1, ""),
        (422, 2, ""),
    ],
)
def test_a_refusal_says_what_can_be_done(refusing: Refusing, status: int, code: int, todo: str) -> None:
    with pytest.raises(Failure) as refusal:
        get(refusing(status), "/api/deadlines")
    assert str(refusal.value) == f"{REFUSAL['title']}: {REFUSAL['detail']}{todo}"
    assert refusal.value.code == code


def test_one_service_that_is_asked_for_what_another_answers_is_not_the_origin(refusing: Refusing) -> None:
    platform = refusing(404, NO_ROUTE)
    with pytest.raises(Failure, match=f"{platform.http} does not answer /api/deadlines: DOITHOAI_HTTP"):
        get(platform, "/api/deadlines")
