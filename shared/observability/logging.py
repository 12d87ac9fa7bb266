"""What may a log line say? Names, ids and counts; never an event's content, nor an error that quotes it.

One JSON object a line, or coloured columns on a terminal. Lines of the libraries go the same way.
"""

import logging
import sys
import traceback
from collections.abc import Collection, Iterator
from datetime import date
from typing import Final, TextIO, cast
from uuid import UUID

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

WITHHELD: Final = "[withheld]"
PERSONAL: Final = frozenset(
    {"address", "body", "business", "contact", "content", "data", "email", "headers", "household", "key"}
    | {"name", "payload", "person", "phone", "raw", "record", "tax_code", "text", "tracking_code", "value"}
)
"""Keys that are withheld whatever they hold: what is behind them is an event's content, or a way to it."""
LONGEST: Final = 300
# Their access lines carry paths, and a path can be somebody's tracking code; the figures count requests.
SILENCED: Final = ("uvicorn.access",)
CHATTY: Final = ("aiokafka", "kafka", "faststream", "alembic", "asyncio", "httpx", "sqlalchemy")

UNSETTLED: Final = frozenset(
    {"NotLeaderForPartitionError", "LeaderNotAvailableError", "GroupCoordinatorNotAvailableError"}
    | {"NotCoordinatorForGroupError", "GroupLoadInProgressError"}
)
"""Which of Kafka's servers leads is not settled, as on topics just made: its client asks again by itself, and
calls each time an error. Where it goes on, those who wait for an answer say so."""


def configure(
    service: str, *, as_json: bool | None = None, level: str = "INFO", stream: TextIO | None = None
) -> None:
    """Once, at the start of a process. `as_json` None: columns if `stream` (stderr) is a terminal."""
    out = stream or sys.stderr
    if as_json is None:
        as_json = not out.isatty()

    def of_service(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
        return {"service": service, **line}

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        # The machine's own time, not a rehearsal's: a log is read beside the logs of other programs.
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        of_service,
        explain_exception,
        withhold_content,
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=out.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    handler.addFilter(_is_settled)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in CHATTY:
        library = logging.getLogger(name)
        library.setLevel(logging.WARNING)
        # FastStream's comes with a handler of its own, which would print what it likes beside ours.
        library.handlers.clear()
        library.propagate = True
    for name in SILENCED:
        logging.getLogger(name).disabled = True


def _is_settled(line: logging.LogRecord) -> bool:
    """Is it none of those that the Kafka client mends by itself?"""
    told: Collection[object] = line.args if isinstance(line.args, tuple) else ()
    errors = {(one if isinstance(one, type) else type(one)).__name__ for one in told}
    return not (line.name.startswith("aiokafka.") and errors & UNSETTLED)


def withhold_content(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Lets through what a line may say: no content by name, none by shape, nothing long."""
    return {key: WITHHELD if key.lower() in PERSONAL else _plain(value) for key, value in line.items()}


def _plain(value: object) -> object:
    if isinstance(value, BaseException):
        return says(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in cast(Collection[object], value)]
    if isinstance(value, str):
        # One line of it: what asyncio says of a lost task goes on, from the second, with what was raised.
        line = value.partition("\n")[0]
        return line if len(line) <= LONGEST else line[:LONGEST] + "…"
    if isinstance(value, int | float | date | UUID | None):
        return value if isinstance(value, int | float | None) else str(value)
    return f"<{type(value).__name__}>"


def explain_exception(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Puts, for `exc_info`, what was raised and from where: one entry an exception of the chain."""
    found: object = line.pop("exc_info", None)
    if isinstance(found, tuple):
        found = cast(tuple[object, ...], found)[1]
    elif found and not isinstance(found, BaseException):
        found = sys.exc_info()[1]
    if isinstance(found, BaseException):
        line["exception"] = [f"{says(error)} at {_where(error)}" for error in _chain(found)]
    return line


def says(error: BaseException) -> str:
    """The error's type, and its text only where that can't quote an event: the network's and the system's.

    A validation error repeats its input, a database error its parameters: of the latter the code is enough.
    """
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError) or kind.startswith("aiokafka."):
        return f"{kind}: {error}"[:LONGEST]
    code = getattr(error, "sqlstate", None)
    return f"{kind} (SQLSTATE {code})" if isinstance(code, str) else kind


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return (
        " < ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in reversed(frames))
        or "nowhere"
    )
