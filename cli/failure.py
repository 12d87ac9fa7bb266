"""How does a command fail? With one line that says what is wrong, and exit 1 (2 for bad usage)."""

import errno
import socket

AWAY = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN)


class Failure(Exception):
    """What went wrong, for the person at the shell."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def bad_argument(name: str, detail: str) -> Failure:
    """An argument that can't be used; names it."""
    return Failure(f"{name}: {detail}", 2)


def unreachable(error: Exception) -> str | None:
    """What can't be reached, if the error says that, and what names it: as after a killed platform."""
    # Read here and not above: few commands end so, and each would wait for it.
    import asyncpg
    from aiokafka import errors
    from sqlalchemy.exc import DBAPIError

    # What the driver said is told by SQLAlchemy in two layers of its own.
    if isinstance(error, DBAPIError) and isinstance(error.orig, Exception):
        cause = error.orig.__cause__
        error = cause if isinstance(cause, Exception) else error.orig

    away = (
        errors.KafkaConnectionError, errors.KafkaTimeoutError, errors.RequestTimedOutError,
        errors.NodeNotReadyError,
    )  # fmt: skip
    refused = (
        asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError,
        asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError, asyncpg.TooManyConnectionsError,
    )  # fmt: skip
    if isinstance(error, away):
        what, name = "Kafka", "DOITHOAI_KAFKA"
    elif type(error) is TimeoutError and error.errno is None:
        # Both clients are given a time in some places: which of them did not keep it is not said.
        what, name = "Kafka or PostgreSQL", "DOITHOAI_KAFKA or DOITHOAI_DATABASE"
    # A network's own errors are PostgreSQL's: Kafka's client tells them as its own.
    elif isinstance(error, refused) or _of_a_network(error):
        what, name = "PostgreSQL", "DOITHOAI_DATABASE"
    else:
        return None
    said = " ".join(str(error).split()) or type(error).__name__
    return f"{what} cannot be reached: does the platform still run, and is {name} right if set? ({said})"


def _of_a_network(error: Exception) -> bool:
    """Not of a file, a full disk or a closed pipe."""
    if isinstance(error, BrokenPipeError):
        return False
    if isinstance(error, ConnectionError | TimeoutError | socket.gaierror):
        return True
    # Of several addresses each said why, so none of them is the number.
    unnumbered = type(error) is OSError and error.errno is None
    return unnumbered or (isinstance(error, OSError) and error.errno in AWAY)
