"""Which platform a command talks to: the one that is named, and asked where that one answers."""

from pathlib import Path

import pytest

from cli.by_port import noted
from cli.failure import Failure
from cli.platform import Platform, find, named
from shared.settings import MissingSetting, read_settings

SERVERS = {
    "DOITHOAI_KAFKA": "kafka.example:9092",
    "DOITHOAI_DATABASE": "postgresql://doithoai@postgres.example/{service}",
}
ANOTHER = Platform("http://127.0.0.1:8081", "127.0.0.1:9092", {"notices": "postgresql://x@127.0.0.1/notices"})


@pytest.fixture
def by_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell whose environment names both servers."""
    monkeypatch.setenv("DOITHOAI_DATA_DIR", "nowhere")
    for name, value in SERVERS.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("by_environment")
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


@pytest.fixture
def another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the addresses of a platform on this machine stand; it answers on port 8081."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    ANOTHER.write(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("by_environment")
def test_an_option_that_names_another_platform_than_the_environment_is_refused(another: Path) -> None:
    assert find().kafka == SERVERS["DOITHOAI_KAFKA"]
    says = "and DOITHOAI_KAFKA and DOITHOAI_DATABASE name the one on kafka.example:9092"
    with pytest.raises(
        Failure, match=f"^--data-dir: this is the platform on 127.0.0.1:9092, {says}"
    ) as refusal:
        find(another)
    assert refusal.value.code == 2
    with pytest.raises(Failure, match=f"^--data-dir: this is no platform that runs here, {says}"):
        find(another / "nothing")
    with pytest.raises(Failure, match=r"^--port: this is no platform that runs here"):
        find(port=8081)
    with noted(8081, another):
        for data_dir in (None, another):
            with pytest.raises(Failure, match=r"--port: this is the platform on 127.0.0.1:9092"):
                find(data_dir, 8081)


@pytest.mark.usefixtures("by_environment")
def test_an_option_that_names_what_the_environment_does_is_followed(
    monkeypatch: pytest.MonkeyPatch, another: Path
) -> None:
    assert find(port=8080).http == "http://127.0.0.1:8080"
    monkeypatch.setenv("DOITHOAI_HTTP", "http://proxy:8000")
    assert find(port=8000).http == "http://proxy:8000"
    here = Platform(ANOTHER.http, find().kafka, named(read_settings()).databases)
    here.write(another)
    with noted(8081, another):
        assert find(another) == find(another, 8081) == find(port=8081) == here


def test_one_server_in_the_environment_names_no_platform(
    monkeypatch: pytest.MonkeyPatch, another: Path
) -> None:
    monkeypatch.setenv("DOITHOAI_KAFKA", SERVERS["DOITHOAI_KAFKA"])
    assert find(another) == ANOTHER


def test_a_home_is_found_by_commands_as_by_up(monkeypatch: pytest.MonkeyPatch, another: Path) -> None:
    monkeypatch.setenv("HOME", str(another.parent))
    assert find(Path("~") / another.name) == ANOTHER
    monkeypatch.setenv("DOITHOAI_DATA_DIR", f"~/{another.name}")
    assert find() == ANOTHER
    assert read_settings(backups="~/copies").backups == another.parent / "copies"


def test_addresses_that_are_another_users_are_named(monkeypatch: pytest.MonkeyPatch, another: Path) -> None:
    def refuse(path: Path, *_: object) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(
        Failure, match=r"platform.json can't be read \(Permission denied\): it is for the user"
    ):
        find(another)


@pytest.mark.parametrize("said", ["[]", '"x"', '{"http": "x", "kafka": "y"}'])
def test_what_up_never_wrote_is_named(another: Path, said: str) -> None:
    (another / "platform.json").write_text(said, encoding="utf-8")
    with pytest.raises(Failure, match="is not what `doithoai up` writes"):
        find(another)
