"""A log line names and counts; nothing an agency, a business or an officer wrote is ever in it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from aiokafka.errors import LeaderNotAvailableError, TopicAuthorizationFailedError
from pydantic import BaseModel

from shared.observability.logging import LONGEST, WITHHELD, configure

SECRET = "Nguyễn Văn Kín 0912345678"


class Form(BaseModel):
    phone: str


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    stream = io.StringIO()
    configure("petitions", as_json=True, stream=stream)
    yield stream
    root.handlers[:], root.level = kept
    structlog.reset_defaults()


def written(stream: io.StringIO) -> dict[str, Any]:
    (line,) = stream.getvalue().splitlines()
    return json.loads(line)


def test_a_line_is_one_json_object_with_its_service_level_and_time(lines: io.StringIO) -> None:
    structlog.get_logger("relay").warning("outbox is late", rows=12, event_id="e-1")
    line = written(lines)
    assert line["event"] == "outbox is late"
    assert line["service"] == "petitions"
    assert line["level"] == "warning"
    assert (line["rows"], line["event_id"]) == (12, "e-1")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "key", ["payload", "data", "business", "contact", "content", "Email", "tracking_code"]
)
def test_what_is_personal_by_its_name_is_withheld(lines: io.StringIO, key: str) -> None:
    structlog.get_logger().info("received", **{key: SECRET})
    assert written(lines)[key] == WITHHELD
    assert SECRET not in lines.getvalue()


@pytest.mark.parametrize(
    "held",
    [{"phone": SECRET}, SECRET.encode(), [{"phone": SECRET}], Form(phone=SECRET), bytearray(b"0912345678")],
)
def test_what_could_be_an_events_content_by_its_shape_is_not_written(
    lines: io.StringIO, held: object
) -> None:
    structlog.get_logger().info("received", seen=held)
    assert "0912345678" not in lines.getvalue()
    assert "<" in json.dumps(written(lines)["seen"])


def test_a_long_text_is_cut(lines: io.StringIO) -> None:
    structlog.get_logger().info("received", reason="x" * (LONGEST + 50))
    assert len(written(lines)["reason"]) == LONGEST + 1


class Answer(BaseModel):
    mode: int


def test_an_exception_tells_its_type_and_place_but_not_the_input_it_quotes(lines: io.StringIO) -> None:
    try:
        Answer.model_validate({"mode": SECRET})
    except ValueError as error:
        structlog.get_logger().exception("failed", error=error)
    line = written(lines)
    assert "ValidationError" in line["exception"][0]
    assert "test_logging.py" in line["exception"][0]
    assert "ValidationError" in line["error"]
    assert "0912345678" not in lines.getvalue()


def test_the_causes_of_an_exception_are_told_too(lines: io.StringIO) -> None:
    def connect() -> None:
        raise ConnectionRefusedError(111, "refused")

    try:
        try:
            connect()
        except OSError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError:
        structlog.get_logger().exception("failed")
    told = written(lines)["exception"]
    assert told[0].startswith("RuntimeError at")
    assert told[1].startswith("ConnectionRefusedError: [Errno 111] refused at")
    assert SECRET not in lines.getvalue()


class LostRow(Exception):
    sqlstate = "23505"


def test_a_database_error_is_told_by_its_code(lines: io.StringIO) -> None:
    structlog.get_logger().error("failed", error=LostRow(SECRET))
    assert written(lines)["error"].endswith("LostRow (SQLSTATE 23505)")


def test_lines_of_libraries_go_the_same_way(lines: io.StringIO) -> None:
    logging.getLogger("aiokafka.consumer").error("no leader for %s", "a-topic")
    line = written(lines)
    assert (line["service"], line["event"]) == ("petitions", "no leader for a-topic")
    assert line["logger"] == "aiokafka.consumer"


@pytest.mark.parametrize("told", [LeaderNotAvailableError, LeaderNotAvailableError("t")])
def test_that_kafkas_servers_have_not_settled_yet_who_leads_is_no_line(
    lines: io.StringIO, told: object
) -> None:
    """A newcomer's first demo would begin with errors that are none; of any other error each is told."""
    library = logging.getLogger("aiokafka.consumer.fetcher")
    library.error("Failed fetch offsets from %s: %s", 1, told)
    library.error("Failed fetch offsets from %s: %s", 1, TopicAuthorizationFailedError("t"))
    line = written(lines)
    assert "TopicAuthorizationFailedError" in line["event"]


def test_a_library_that_brings_its_own_handler_goes_the_same_way() -> None:
    library, its_own, ours = logging.getLogger("faststream"), io.StringIO(), io.StringIO()
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    library.addHandler(logging.StreamHandler(its_own))
    library.propagate = False
    configure("petitions", as_json=True, stream=ours)
    library.warning("topics are missing")
    root.handlers[:], root.level = kept
    structlog.reset_defaults()
    assert its_own.getvalue() == ""
    assert written(ours)["event"] == "topics are missing"


def test_what_a_lost_task_had_raised_is_not_quoted(lines: io.StringIO) -> None:
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: <Task E('%s')>", SECRET)
    assert written(lines)["event"] == "Task exception was never retrieved"


def test_paths_that_people_asked_for_are_not_logged(lines: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info('"GET /api/petitions/track/K7Q2 HTTP/1.1" 200')
    assert lines.getvalue() == ""


def test_a_terminal_gets_columns_instead_of_json() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    root = logging.getLogger()
    kept = root.handlers[:], root.level
    stream = Terminal()
    configure("notices", stream=stream)
    structlog.get_logger().info("ready", port=8080)
    root.handlers[:], root.level = kept
    structlog.reset_defaults()
    assert "ready" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
