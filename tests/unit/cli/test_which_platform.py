"""Which platform a command talks to: the one that is named, and asked where that one answers."""

import pytest

from cli.platform import find
from shared.settings import MissingSetting, read_settings

SERVERS = {
    "DOITHOAI_KAFKA": "kafka.example:9092",
    "DOITHOAI_DATABASE": "postgresql://doithoai@postgres.example/{service}",
}


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell whose environment names both servers."""
    for name, value in SERVERS.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (None, "http://0.0.0.0:8080"),
        ("http://proxy:8080", "http://proxy:8080"),
        ("https://doithoai.example/", "https://doithoai.example"),
    ],
)
def test_a_platform_on_named_servers_is_asked_where_its_origin_is_said_to_be(
    monkeypatch: pytest.MonkeyPatch, said: str | None, asked: str
) -> None:
    monkeypatch.setenv("DOITHOAI_HOST", "0.0.0.0")
    if said:
        monkeypatch.setenv("DOITHOAI_HTTP", said)
    assert find().http == asked


@pytest.mark.parametrize("said", ["proxy:8080", "ftp://proxy", "http://", "http://proxy/api", "http://a?b"])
def test_what_is_no_origin_is_named(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("DOITHOAI_HTTP", said)
    with pytest.raises(MissingSetting, match=r"DOITHOAI_HTTP: .* is no origin, such as http://"):
        read_settings()
