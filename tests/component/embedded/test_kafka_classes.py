"""Does Kafka start with its classes read, on every machine that can keep them, and without where none can?"""

import asyncio
import fcntl
import logging
import os
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

from deploy.embedded import kafka_trial
from deploy.embedded.errors import DidNotStart
from deploy.embedded.java import OPTIONS, java_binary
from deploy.embedded.kafka import Kafka
from deploy.embedded.kafka_classes import KEPT, NAME, archive, forget_older, with_archive
from deploy.embedded.kafka_jars import classpath
from deploy.embedded.ports import Ports


def a_java(home: Path) -> Path:
    """What is looked at of a Java."""
    for part in ("bin/java", "lib/modules", "lib/server/libjvm.so"):
        (home / part).parent.mkdir(parents=True, exist_ok=True)
        (home / part).touch()
    return home / "bin/java"


async def goes_on_without_a_damaged_one(whole: Path, java: Path, jars: str) -> None:
    """Of a damaged archive Java says so and goes on without."""
    bytes_of_it = bytearray(whole.read_bytes())
    middle = len(bytes_of_it) // 3
    bytes_of_it[middle : middle + 400_000] = bytes(400_000)
    damaged = whole.with_name("damaged.jsa")
    damaged.write_bytes(bytes_of_it)
    options = [each.replace(str(whole), str(damaged)) for each in with_archive(java, jars, whole.parent)]
    help_of_it = [str(java), *OPTIONS, *options, "-cp", jars, "kafka.tools.StorageTool", "--help"]
    ended = await asyncio.create_subprocess_exec(*help_of_it, stdout=PIPE, stderr=STDOUT)
    said, _ = await ended.communicate()
    damaged.unlink()
    assert (ended.returncode, b"Checksum verification failed" in said) == (0, True), said


async def test_a_broker_takes_the_archive_that_a_trial_made_and_does_without_a_damaged_one(
    tmp_path: Path,
) -> None:
    cache = tmp_path / "cache"
    java, jars = java_binary(), classpath()
    assert with_archive(java, jars, cache) == []
    await kafka_trial.unless_made(cache)
    options = with_archive(java, jars, cache)
    loaded = tmp_path / "loaded.txt"
    kafka = Kafka(
        tmp_path / "kafka", ports=Ports(tmp_path / "ports.json"), logs=tmp_path / "logs",
        pid_files=tmp_path / "running", options=[*options, f"-Xlog:class+load:file={loaded}"],
    )  # fmt: skip
    try:
        await kafka.start()
    finally:
        await kafka.stop()
    lines = loaded.read_text("utf-8").splitlines()
    shared = [line for line in lines if "shared objects file" in line]
    assert len(shared) > 0.9 * len(lines) > 4_000
    await goes_on_without_a_damaged_one(archive(java, jars, cache), java, jars)
    made = archive(java, jars, cache).stat()
    await kafka_trial.unless_made(cache)
    assert archive(java, jars, cache).stat() == made
    assert sorted(each.name for each in cache.iterdir()) == [
        archive(java, jars, cache).name,
        "kafka-classes.lock",
    ]


async def test_where_no_archive_can_be_made_it_is_said_and_kafka_starts_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_: object) -> None:
        raise DidNotStart("the disk is full")

    monkeypatch.setattr(kafka_trial, "_make", fails)
    with caplog.at_level(logging.WARNING):
        await kafka_trial.unless_made(tmp_path)
    assert "the disk is full" in caplog.text
    assert with_archive(java_binary(), classpath(), tmp_path) == []


async def test_what_java_can_not_make_an_archive_of_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka_trial, "OPTIONS", (*OPTIONS, "-XX:NoSuchOption"))
    wanted = tmp_path / "classes.jsa"
    with pytest.raises(DidNotStart, match="NoSuchOption"):
        await kafka_trial._dump(java_binary(), classpath(), tmp_path / "list", wanted, tmp_path)
    assert not list(tmp_path.glob("classes.*"))


async def test_nobody_waits_while_another_process_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def makes(*_: object) -> None:
        raise AssertionError("a second one was made")

    monkeypatch.setattr(kafka_trial, "_make", makes)
    with (tmp_path / "kafka-classes.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        await kafka_trial.unless_made(tmp_path)


def test_another_java_or_other_jars_have_another_archive(tmp_path: Path) -> None:
    java = a_java(tmp_path / "java")
    names = {archive(java, "a.jar", tmp_path), archive(java, "b.jar", tmp_path)}
    os.utime(java.parent.parent / "lib/modules", (0, 0))
    names.add(archive(java, "a.jar", tmp_path))
    assert len(names) == 3


def test_archives_of_older_javas_are_removed(tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        (tmp_path / f"{NAME}{number}.jsa").touch()
        os.utime(tmp_path / f"{NAME}{number}.jsa", (number, number))
    forget_older(tmp_path)
    assert {each.name for each in tmp_path.iterdir()} == {f"{NAME}{n}.jsa" for n in range(2, KEPT + 2)}
