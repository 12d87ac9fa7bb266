"""Who reads figures on a shell is told up to when they are known, if that is before what was asked (R29)."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.app import build_app
from cli.figures import NAMES
from cli.platform import Platform

ASKED, PARKED = "2025-03-03T09:00:00+07:00", "2024-06-03T10:00:00+07:00"
FIGURES = dict.fromkeys(NAMES, 0)
ROW = {"unit_name": "Sở Xây dựng", "starts_on": "2024-06-05", "theme": None, "group": None, "note": ""}
STATUSES = ("agrees", "differs", "filed_without_figures", "not_filed", "not_owed")
ANSWER: dict[str, Any] = {
    "as_of": ASKED,
    "quarter": "2024-Q2",
    "sections": [],
    "totals": FIGURES,
    "appendix": 1,
    "conference_id": "hn-1",
    "rows": [ROW | FIGURES],
    "items": [],
    "total": 0,
    "by_status": dict.fromkeys(STATUSES, 0),
    "year": 2024,
    "budget_vnd": 0,
    "plans_missing": [],
}
"""Of all four commands together."""
COMMANDS = [["summary", "2024-Q2"], ["appendix", "hn-1"], ["reconcile", "2024-Q2"], ["compliance", "2024"]]


@pytest.fixture
def known(tmp_path: Path) -> Iterator[dict[str, str | None]]:
    """What the platform at `tmp_path` answers more."""
    more: dict[str, str | None] = {}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(ANSWER | more).encode())

        def log_message(self, *_: object, **__: object) -> None:
            """Nobody reads it."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    Platform(f"http://127.0.0.1:{server.server_port}", "", {}).write(tmp_path)
    yield more
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("command", COMMANDS, ids=[command[0] for command in COMMANDS])
def test_figures_that_are_known_up_to_an_earlier_moment_say_so(
    command: list[str], known: dict[str, str | None], tmp_path: Path
) -> None:
    for known_at, said in (
        (PARKED, f", tính đến {ASKED}, theo thông tin đã ghi nhận đến {PARKED}"),
        # The same moment, written otherwise.
        ("2025-03-03T02:00:00Z", f", tính đến {ASKED}"),
    ):
        known["known_at"] = known_at
        done = CliRunner().invoke(build_app(command), [*command, "--data-dir", str(tmp_path)])
        assert done.exit_code == 0, done.output
        assert done.output.splitlines()[0].endswith(said)


@pytest.mark.parametrize(
    ("known_until", "said"),
    [
        (PARKED, f", tính đến {ASKED}, thông tin chỉ chắc chắn đủ đến {PARKED}"),
        (None, f", tính đến {ASKED}, chưa biết thông tin đã về đủ đến lúc nào"),
        # Nothing that was asked for can be missing.
        ("2025-03-03T02:00:00Z", f", tính đến {ASKED}"),
    ],
)
def test_a_list_by_all_that_is_here_says_from_when_some_may_be_missing(
    known_until: str | None, said: str, known: dict[str, str | None], tmp_path: Path
) -> None:
    known["known_until"] = known_until
    done = CliRunner().invoke(build_app(["overdue"]), ["overdue", "--data-dir", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1].endswith(said)
