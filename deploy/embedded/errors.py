"""What can go wrong while the embedded Kafka and PostgreSQL start? Each is one line a newcomer can act on."""


class EmbeddedStackError(RuntimeError):
    """The embedded stack can't do what was asked; the message says why and what to do, in one line."""


class JarsUnavailable(EmbeddedStackError):
    """Kafka's jars are neither on this machine nor to be had."""


class DataDirectoryInUse(EmbeddedStackError):
    """Another process is running on the same data directory."""


class DidNotStart(EmbeddedStackError):
    """Kafka or PostgreSQL ended, or wasn't ready in time."""
