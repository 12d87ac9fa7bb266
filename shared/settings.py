"""What can an operator set, and under which names? Read once at start; a missing one is named."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from socket import gethostname
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.clock import Clock
from shared.events.fields import parse_moment

PREFIX = "DOITHOAI_"
SERVICES = ("notices", "petitions", "deadlines", "reporting")


class MissingSetting(RuntimeError):
    """The platform can't start without a setting, or with this value of it; says its name."""


def _moment(said: str | datetime) -> datetime:
    """As the contract writes it: pydantic alone takes seconds since 1970, and a space for the T, too."""
    return parse_moment(said) if isinstance(said, str) else said


def _at_home(said: Path) -> Path:
    """`~` is a home here too: in `--data-dir=~/x`, or in a file that sets variables, no shell expands it."""
    try:
        return said.expanduser()
    except RuntimeError:
        raise ValueError(f"{said} is in nobody's home") from None


Folder = Annotated[Path, AfterValidator(_at_home)]


def _origin(said: str) -> str:
    """A scheme, a host and a port at most: every path of the platform's stands behind it."""
    parts = urlsplit(said)
    plain = f"{parts.scheme}://{parts.netloc}"
    named = parts.hostname and parts.port != 0
    if parts.scheme not in ("http", "https") or not named or said not in (plain, plain + "/"):
        raise ValueError(f"{said} is no origin, such as http://127.0.0.1:8080")
    return plain


def _servers(said: str) -> str:
    """One `host:port` or several; who is asked without a port is asked on 9092."""
    for one in said.split(","):
        host, colon, port = one.strip().rpartition(":")
        if not (host if colon else port) or (colon and not port.isdecimal()):
            raise ValueError(f"{one!r} is no host:port, such as 127.0.0.1:9092")
    return said


def _postgresql(said: str) -> str:
    """A URL of PostgreSQL's; what stands in it is a secret, and not said again."""
    try:
        parts = urlsplit(said)
        named = parts.scheme.split("+")[0] in ("postgresql", "postgres") and parts.port != 0
    except ValueError:
        named = False
    if not named:
        raise ValueError("no postgresql:// URL, such as postgresql://user@127.0.0.1:5432/{service}")
    return said


class Settings(BaseSettings):
    """Every setting of the platform; the environment variable is `DOITHOAI_` and the name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    kafka: Annotated[
        Annotated[str, AfterValidator(_servers)] | None,
        Field(description="bootstrap servers of a real Kafka, host:port,…"),
    ] = None
    database: Annotated[
        Annotated[str, AfterValidator(_postgresql)] | None,
        Field(description="postgresql:// URL of a real server; {service} stands for the database"),
    ] = None
    data_dir: Annotated[Folder, Field(description="where the embedded stack keeps its data")] = Path("var")
    backups: Annotated[
        Folder | None, Field(description="where the embedded PostgreSQL keeps its log, and base backups lie")
    ] = None
    port: Annotated[int, Field(description="the port of the web server", ge=0, le=65535)] = 8080
    host: Annotated[str, Field(description="the address the web server binds to")] = "127.0.0.1"
    http: Annotated[
        Annotated[str, AfterValidator(_origin)] | None,
        Field(description="where a platform on named servers is asked over HTTP, http://host:port"),
    ] = None
    replica: Annotated[
        str | None, Field(description="names this process among the replicas of its service; else `member`")
    ] = None
    replication: Annotated[int, Field(description="copies of each topic that is created", ge=1)] = 1
    now: Annotated[
        Annotated[AwareDatetime, BeforeValidator(_moment)] | None,
        Field(description="starts the clock at this moment (RFC 3339), for rehearsals"),
    ] = None
    clock_offset_seconds: Annotated[
        float | None, Field(description="how far the clock is ahead of the machine's; set by `up`")
    ] = None
    profile: Annotated[
        Literal["embedded", "server"] | None,
        Field(
            description="embedded: on loopback figures are read without a login; `up` sets it, else server"
        ),
    ] = None
    token: Annotated[str | None, Field(description="what commands show the platform as their token")] = None
    log: Annotated[
        Literal["auto", "console", "json"],
        Field(description="how log lines look; auto: columns on a terminal, else JSON"),
    ] = "auto"

    @field_validator("*", mode="before")
    @classmethod
    def _says_something(cls, said: object) -> object:
        """Not what a script's variable left empty: no folder would be this one, no host every address."""
        if isinstance(said, str) and not said.strip():
            raise ValueError("it is empty: say what it is, or leave it unset")
        return said

    def kafka_servers(self) -> str:
        """The bootstrap servers; MissingSetting if none are named."""
        if not self.kafka:
            raise MissingSetting("DOITHOAI_KAFKA is not set: name bootstrap servers, such as 127.0.0.1:9092")
        return self.kafka

    def database_of(self, service: str) -> str:
        """The URL of the service's database; MissingSetting if none is named."""
        if not self.database:
            raise MissingSetting(
                "DOITHOAI_DATABASE is not set: name a server, such as postgresql://user@127.0.0.1:5432/{service}"
            )
        return self.database.replace("{service}", service)

    def databases(self) -> dict[str, str]:
        """The URLs of all four, each its own; MissingSetting if they are one."""
        found = {service: self.database_of(service) for service in SERVICES}
        if len(set(found.values())) < len(found):
            raise MissingSetting(
                "DOITHOAI_DATABASE names one database for all four services: put {service} where each one's "
                "own is named, such as postgresql://user@127.0.0.1:5432/{service}"
            )
        return found

    @property
    def member(self) -> str:
        """Who this process is in its consumer groups: Kafka lets one in by each name, and fences the other.

        A container's host name is its own and outlives a restart; on one machine the ports differ.
        """
        return self.replica or f"{gethostname()}-{self.port}"

    @property
    def log_as_json(self) -> bool | None:
        """Is each line JSON? None: wherever it does not go to a terminal."""
        return None if self.log == "auto" else self.log == "json"

    @property
    def open_on_loopback(self) -> bool:
        """Are figures read on this machine without a login?"""
        return self.profile == "embedded"

    def clock(self) -> Clock:
        """The platform's clock as set."""
        if self.clock_offset_seconds is not None:
            return Clock(Clock().now() + timedelta(seconds=self.clock_offset_seconds))
        return Clock(self.now)


def read_settings(**given: str | int | Path | datetime | None) -> Settings:
    """The settings from the environment, after those `given` (as options); MissingSetting names a bad one."""
    options = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**options)  # pyright: ignore[reportArgumentType]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise MissingSetting(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None


def forget_settings() -> None:
    """Takes every setting out of the environment: what starts from here reaches no platform that it names."""
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        del os.environ[name]
