"""Where do Kafka's jars come from, and what does a newcomer read when they can't?"""

import os
from pathlib import Path
from threading import Event

import pytest

from deploy.embedded import kafka_jars
from deploy.embedded.errors import JarsUnavailable
from deploy.embedded.kafka_jars import classpath, pins


def never(coordinate: str) -> Path:
    """A fetch that must not happen."""
    raise AssertionError(f"{coordinate} was fetched")


def test_jars_are_fetched_once_and_then_remembered(tmp_path: Path, stack: object) -> None:
    first = classpath(tmp_path)
    assert len(first.split(os.pathsep)) == len(pins()) == 46
    assert classpath(tmp_path, never) == first


def test_jars_that_went_away_are_fetched_again(tmp_path: Path, jar_pins: Path) -> None:
    fetched: list[str] = []

    def fetch(coordinate: str) -> Path:
        fetched.append(coordinate)
        jar = tmp_path / "a.jar"
        jar.write_bytes(b"a jar")
        return jar

    assert classpath(tmp_path, fetch) == str(tmp_path / "a.jar")
    (tmp_path / "a.jar").write_bytes(b"half")
    assert classpath(tmp_path, fetch) == str(tmp_path / "a.jar")
    assert fetched == ["group:a:1", "group:a:1"]


def test_a_start_that_was_given_up_fetches_no_jar_more(tmp_path: Path, jar_pins: Path) -> None:
    given_up = Event()
    given_up.set()
    with pytest.raises(JarsUnavailable, match="given up"):
        classpath(tmp_path, never, given_up)


def test_half_a_jar_of_a_broken_download_is_fetched_once_more(tmp_path: Path, jar_pins: Path) -> None:
    jar = tmp_path / "a.jar"
    jar.write_bytes(b"half")

    def fetch(coordinate: str) -> Path:
        if not jar.exists():
            jar.write_bytes(b"a jar")
        return jar

    assert classpath(tmp_path, fetch) == str(jar)


def test_a_jar_that_is_not_the_pinned_one_is_refused(tmp_path: Path, jar_pins: Path) -> None:
    def fetch(coordinate: str) -> Path:
        jar = tmp_path / "a.jar"
        jar.write_bytes(b"another jar")
        return jar

    with pytest.raises(JarsUnavailable, match=r"group:a:1 isn't the file that .* names"):
        classpath(tmp_path, fetch)


def test_without_a_network_the_message_says_what_to_do_and_names_no_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("M2_REPO", str(tmp_path / "empty"))
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(JarsUnavailable) as refusal:
        classpath(tmp_path)
    message = str(refusal.value)
    assert "couldn't be fetched" in message
    assert "M2_REPO" in message
    assert "DOITHOAI_KAFKA" in message
    assert "\n" not in message
    assert "://" not in message


@pytest.fixture
def jar_pins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pins of one small jar."""
    path = tmp_path / "pins.sha256"
    path.write_text("fc8bd814a3051a9717431182d5af2a2d654481aac82a028c05c73afa4ca38823  group:a:1\n")
    monkeypatch.setattr(kafka_jars, "PINS", path)
    return path
