"""How does a command fail? With one line that says what is wrong, and exit 1 (2 for bad usage)."""


class Failure(Exception):
    """What went wrong, for the person at the shell."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def bad_argument(name: str, detail: str) -> Failure:
    """An argument that can't be used; names it."""
    return Failure(f"{name}: {detail}", 2)


def unreachable(error: Exception) -> bool:
    """Does it say that Kafka or PostgreSQL is not there? As after a platform that was killed."""
    # Read here and not above: few commands end so, and each would wait for it.
    from aiokafka.errors import KafkaConnectionError
    from asyncpg import CannotConnectNowError

    return isinstance(error, ConnectionRefusedError | KafkaConnectionError | CannotConnectNowError)
