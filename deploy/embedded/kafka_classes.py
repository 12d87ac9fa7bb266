"""How does Kafka start in half the time? What Java has made of its classes is kept in an archive.

At each start Java would read and check the same eight thousand classes anew: half of what a broker spends
until it answers. An archive serves the very Java, options and jars it was made of; Java goes on without any
other. Who makes it: `kafka_trial.py`.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from deploy.embedded.java import OPTIONS
from deploy.embedded.kafka_jars import cache_dir

NAME: Final = "kafka-classes-"
KEPT: Final = 3
"""Of as many Javas or versions of Kafka, the last ones made; 60 MB each."""


def archive(java: Path, classpath: str, cache: Path | None = None) -> Path:
    """Where the archive of this Java and these jars is, or would be."""
    runtime = java.parent.parent
    # By these Java tells whether an archive is its own.
    made = [(runtime / part).stat() for part in ("lib/modules", "lib/server/libjvm.so")]
    said = json.dumps([OPTIONS, classpath, [(each.st_size, each.st_mtime_ns) for each in made]])
    return (cache or cache_dir()) / f"{NAME}{hashlib.sha256(said.encode()).hexdigest()[:16]}.jsa"


def with_archive(java: Path, classpath: str, cache: Path | None = None) -> Sequence[str]:
    """What Java is told of the archive: nothing, where there is none.

    It checks its sums first, in less than a tenth of a second: of a damaged one it would die at each start.
    """
    found = archive(java, classpath, cache)
    return [f"-XX:SharedArchiveFile={found}", "-XX:+VerifySharedSpaces"] if found.exists() else []


def forget_older(cache: Path) -> None:
    """Removes all but the last ones made; who runs with one of the others goes on doing so."""
    with suppress(OSError):  # another process tidies up as well
        made = sorted(cache.glob(f"{NAME}*.jsa"), key=lambda each: each.stat().st_mtime_ns)
        for each in made[:-KEPT]:
            each.unlink(missing_ok=True)
