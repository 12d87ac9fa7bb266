"""Who makes the archive of Kafka's classes? A broker that is started for it, once on a machine.

It takes down which classes Java loads; from the list Java makes the archive. Some ten seconds, and each later
start is quicker by two or three. What keeps it from being made is said, and Kafka starts without.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event

from deploy.embedded import kafka_jars
from deploy.embedded.child import Child, Command
from deploy.embedded.errors import DidNotStart, EmbeddedStackError
from deploy.embedded.java import OPTIONS, java_binary
from deploy.embedded.kafka import START_LIMIT, STOP_LIMIT, Kafka
from deploy.embedded.kafka_classes import archive, forget_older
from deploy.embedded.logs import last_lines
from deploy.embedded.passing import passing
from deploy.embedded.ports import Ports
from deploy.embedded.to_its_end import to_its_end

log = logging.getLogger(__name__)


async def unless_made(cache: Path | None = None) -> None:
    """Sees to it that there is an archive, unless another process is at it; if there can be none, says so."""
    cache, given_up = cache or kafka_jars.cache_dir(), Event()
    classpath = await to_its_end(partial(kafka_jars.classpath, given_up=given_up), given_up=given_up)
    java = java_binary()
    wanted = archive(java, classpath, cache)
    if wanted.exists():
        return
    try:
        with _alone(cache) as first:
            if first and not wanted.exists():
                log.info("having Java read Kafka's classes (once, some ten seconds)")
                await _make(java, classpath, wanted)
                forget_older(cache)
    except (EmbeddedStackError, OSError) as failure:
        log.warning("Kafka's classes are read anew at each start, which takes longer: %s", failure)


async def _make(java: Path, classpath: str, wanted: Path) -> None:
    with passing() as home:
        loaded = home / "classes.txt"
        kafka = Kafka(
            home / "kafka", ports=Ports(home / "ports.json"), logs=home / "logs", pid_files=home / "running",
            options=[f"-XX:DumpLoadedClassList={loaded}"],
        )  # fmt: skip
        try:
            await kafka.start()
        finally:
            await kafka.stop()
        await _dump(java, classpath, loaded, wanted, home)


async def _dump(java: Path, classpath: str, loaded: Path, wanted: Path, home: Path) -> None:
    # Beside its place: of what is moved there nobody ever finds half.
    scratch = wanted.with_suffix(".new")
    making = [f"-XX:SharedClassListFile={loaded}", f"-XX:SharedArchiveFile={scratch}", "-Xshare:dump"]
    argv = [str(java), *OPTIONS, *making, "-cp", classpath]
    command = Command("kafka-classes", argv, home / "logs/classes.log")
    child = Child(command, home / "running/classes.json")
    child.start()
    try:
        if not await child.wait(START_LIMIT) or child.exit_code != 0:
            raise DidNotStart(f"no archive of them could be made: {last_lines(command.log)}")
        await to_its_end(_put, scratch, wanted)
    finally:
        await child.stop(STOP_LIMIT)
        scratch.unlink(missing_ok=True)


def _put(scratch: Path, wanted: Path) -> None:
    """At its place, and on the disk whole before it is there."""
    with scratch.open("rb") as made:
        os.fsync(made.fileno())
    scratch.replace(wanted)


@contextmanager
def _alone(cache: Path) -> Iterator[bool]:
    """Are we the one who makes it? Nobody waits for another."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "kafka-classes.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
