"""Where does the platform run? Named in the environment, or found in `<data-dir>/platform.json`."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cli.failure import Failure
from shared.clock import Clock
from shared.settings import SERVICES, Settings, read_settings

FILE = "platform.json"


@dataclass(frozen=True, slots=True)
class Platform:
    """A running platform's addresses."""

    http: str
    kafka: str
    databases: Mapping[str, str]
    clock_offset_seconds: float = 0.0
    """How far its clock is ahead of the machine's: a rehearsal's is elsewhere in time."""

    def clock(self) -> Clock:
        """The platform's clock, for what a command writes down itself."""
        return Clock(Clock().now() + timedelta(seconds=self.clock_offset_seconds))

    def write(self, data_dir: Path) -> Path:
        """Keeps the addresses where other tools on this machine find them, for the owner alone."""
        path = data_dir / FILE
        said = {
            "http": self.http,
            "kafka": {"bootstrap_servers": self.kafka},
            "databases": dict(self.databases),
            "clock_offset_seconds": self.clock_offset_seconds,
        }
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(said, file, indent=2)
        os.chmod(path, 0o600)
        return path


def find(data_dir: Path | None = None, port: int | None = None) -> Platform:
    """The platform a command is meant for; Failure says how to name one."""
    settings = read_settings(data_dir=data_dir, port=port)
    if settings.kafka and settings.database:
        return named(settings)
    path = settings.data_dir / FILE
    try:
        said = json.loads(path.read_text("utf-8"))
        return Platform(
            said["http"],
            said["kafka"]["bootstrap_servers"],
            said["databases"],
            said.get("clock_offset_seconds", 0.0),
        )
    except FileNotFoundError:
        raise Failure(
            f"no platform runs on {settings.data_dir} (there is no {FILE}): start one with `doithoai up`, "
            "or name it with --data-dir, or with DOITHOAI_KAFKA and DOITHOAI_DATABASE"
        ) from None
    except (ValueError, KeyError) as error:
        raise Failure(f"{path} is not what `doithoai up` writes: {error}") from None


def named(settings: Settings) -> Platform:
    """The platform that the settings name."""
    return Platform(
        f"http://{settings.host}:{settings.port}",
        settings.kafka_servers(),
        {service: settings.database_of(service) for service in SERVICES},
        (settings.clock().now() - Clock().now()).total_seconds(),
    )
