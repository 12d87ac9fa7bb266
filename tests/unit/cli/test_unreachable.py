"""A server that does not answer is named, with what says where it is; no other error is taken for that."""

import errno
import socket

import pytest
from aiokafka import errors
from asyncpg import (
    CannotConnectNowError,
    InvalidCatalogNameError,
    InvalidPasswordError,
    TooManyConnectionsError,
    UniqueViolationError,
)
from sqlalchemy.exc import DBAPIError

from cli.failure import unreachable


@pytest.mark.parametrize(
    "error",
    [
        errors.KafkaConnectionError("x"),
        errors.KafkaTimeoutError("x"),
        errors.RequestTimedOutError("x"),
        errors.NodeNotReadyError("x"),
    ],
)
def test_kafka_is_named(error: Exception) -> None:
    said = unreachable(error)
    assert said
    assert said.startswith("Kafka cannot be reached")
    assert "DOITHOAI_KAFKA" in said


@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(-2, "Name or service not known"),
        ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"),
        ConnectionResetError(errno.ECONNRESET, "Connection reset"),
        OSError(errno.EHOSTUNREACH, "No route to host"),
        OSError("Multiple exceptions: [Errno 111] …, [Errno 111] …"),
        TimeoutError(errno.ETIMEDOUT, "Connection timed out"),
        InvalidPasswordError("password authentication failed"),
        InvalidCatalogNameError('database "x" does not exist'),
        CannotConnectNowError("the database system is starting up"),
        TooManyConnectionsError("too many clients already"),
    ],
)
def test_postgresql_is_named(error: Exception) -> None:
    said = unreachable(error)
    assert said
    assert said.startswith("PostgreSQL cannot be reached")
    assert "DOITHOAI_DATABASE" in said
    assert said.endswith(f"({error})")


def test_what_the_driver_said_is_told_though_sqlalchemy_wraps_it() -> None:
    said = InvalidPasswordError("password authentication failed")
    layer = Exception(str(said))
    layer.__cause__ = said
    told = unreachable(DBAPIError("SELECT 1", None, layer))
    assert told
    assert told.startswith("PostgreSQL cannot be reached")
    assert told.endswith("(password authentication failed)")
    assert unreachable(DBAPIError("SELECT 1", None, UniqueViolationError("x"))) is None


def test_where_only_time_ran_out_both_are_named() -> None:
    said = unreachable(TimeoutError())
    assert said
    assert said.startswith("Kafka or PostgreSQL cannot be reached")
    assert said.endswith("is DOITHOAI_KAFKA or DOITHOAI_DATABASE right if set? (TimeoutError)")


@pytest.mark.parametrize(
    "error",
    [
        BrokenPipeError(errno.EPIPE, "Broken pipe"),
        OSError(errno.ENOSPC, "No space left on device"),
        FileNotFoundError(errno.ENOENT, "No such file", "x"),
        UniqueViolationError("x"),
        errors.UnknownTopicOrPartitionError("x"),
        ValueError("x"),
    ],
)
def test_what_is_amiss_elsewhere_is_not(error: Exception) -> None:
    assert unreachable(error) is None
