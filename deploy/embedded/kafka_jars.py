"""Where are Kafka's jars? Fetched once by jgo, checked against kafka_jars.sha256, then remembered.

`python -m deploy.embedded.kafka_jars` resolves the coordinates anew and prints a new kafka_jars.sha256.
"""

import fcntl
import hashlib
import json
import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from deploy.embedded.errors import JarsUnavailable

log = logging.getLogger(__name__)

COORDINATES = "org.apache.kafka:kafka_2.13:4.3.1+org.slf4j:slf4j-simple:1.7.36"
PINS = Path(__file__).with_name("kafka_jars.sha256")
AT_ONCE = 6

Fetch = Callable[[str], Path]
"""From `group:artifact:version` to the jar on this machine, fetched if need be."""


def cache_dir() -> Path:
    """Where this user's machine keeps what costs time to make again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "doithoai"


def pins() -> dict[str, str]:
    """The SHA-256 of each jar by its coordinate, in classpath order."""
    rows = (line.split() for line in PINS.read_text(encoding="utf-8").splitlines())
    return {coordinate: digest for digest, coordinate in rows}


def classpath(cache: Path | None = None, fetch: Fetch | None = None, given_up: Event | None = None) -> str:
    """The classpath to run Kafka with. Blocks: a minute for the first time on a machine.

    Once `given_up` is set no jar more is fetched.
    """
    cache = cache or cache_dir()
    memory = cache / f"kafka-{_fingerprint()}.json"
    if jars := _remembered(memory):
        return os.pathsep.join(jars)
    with _alone(cache):
        jars = _remembered(memory) or _fetched(memory, fetch or _by_jgo, given_up or Event())
    return os.pathsep.join(jars)


def _fingerprint() -> str:
    return hashlib.sha256(PINS.read_bytes()).hexdigest()[:12]


def _remembered(memory: Path) -> list[str] | None:
    """The jars of an earlier start, if each is still there in full."""
    try:
        sizes: dict[str, int] = json.loads(memory.read_text(encoding="utf-8"))
        whole = all(Path(jar).stat().st_size == size for jar, size in sizes.items())
    except (OSError, ValueError):
        return None
    return list(sizes) if whole else None


def _fetched(memory: Path, fetch: Fetch, given_up: Event) -> list[str]:
    log.info("fetching Kafka's jars (44 MB, once)")
    wanted = pins()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jars = list(pool.map(lambda pin: _checked(pin[0], pin[1], fetch, given_up), wanted.items()))
    scratch = memory.with_suffix(".new")
    scratch.write_text(json.dumps({str(jar): jar.stat().st_size for jar in jars}, indent=1), encoding="utf-8")
    scratch.replace(memory)
    return [str(jar) for jar in jars]


def _checked(coordinate: str, digest: str, fetch: Fetch, given_up: Event) -> Path:
    """The jar, if it is the pinned one. Half a jar, left by a broken download, is fetched once more."""
    for _ in range(2):
        if given_up.is_set():
            raise JarsUnavailable(f"{coordinate} was not fetched: the start was given up")
        jar = _had(coordinate, fetch)
        if hashlib.sha256(jar.read_bytes()).hexdigest() == digest:
            return jar
        jar.unlink()
    raise JarsUnavailable(f"{coordinate} isn't the file that {PINS.name} names: its SHA-256 differs")


def _had(coordinate: str, fetch: Fetch) -> Path:
    try:
        return fetch(coordinate)
    except Exception as failure:  # jgo and requests raise what they like; whatever it is, there is no jar
        log.debug("fetching %s failed", coordinate, exc_info=failure)
        raise JarsUnavailable(
            f"Kafka's jars aren't on this machine and {coordinate} couldn't be fetched "
            f"from the Maven registry ({type(failure).__name__}): connect to the network once (44 MB; "
            "HTTPS_PROXY is heeded), "
            "copy a filled Maven repository and name it in M2_REPO, or set DOITHOAI_KAFKA to a running Kafka"
        ) from failure


def _by_jgo(coordinate: str) -> Path:
    from jgo.maven import MavenContext

    group, artifact, version = coordinate.split(":")
    return MavenContext().project(group, artifact).at_version(version).artifact().resolve()


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """One process at a time: jgo writes a jar in place."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "kafka.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _pin_anew() -> None:
    import jgo

    for artifact in jgo.resolve(COORDINATES):
        digest = hashlib.sha256(artifact.resolve().read_bytes()).hexdigest()
        print(f"{digest}  {artifact.groupId}:{artifact.artifactId}:{artifact.version}")


if __name__ == "__main__":
    _pin_anew()
