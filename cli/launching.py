"""How do the platform's processes start? While the servers still do; they are told later where those are."""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cli.failure import Failure
from cli.platform import Platform
from deploy.embedded.child import Command
from deploy.embedded.liveness import answers_at, moves
from deploy.embedded.supervisor import Supervisor
from deploy.embedded.whole_file import write_whole
from shared.settings import SERVICES, Settings

SETTINGS = "DOITHOAI_SETTINGS_FILE"
"""Names the file a process waits for: its settings, as environment variables."""
READY = "DOITHOAI_READY_FILE"
"""Names the file a worker makes once it works."""
PULSE = "DOITHOAI_PULSE_FILE"
"""Names the file a worker touches every second while it gets on."""


@dataclass(frozen=True, slots=True)
class Launch:
    """The processes of one platform, started and waiting for their settings."""

    data_dir: Path
    http: str
    settings_file: Path
    ready_files: tuple[Path, ...]
    later: Command
    """Started once the platform is ready: it needs none of this, and on few cores it would be in the way."""

    def go(self, platform: Platform, settings: Settings, offset: float | None) -> None:
        """Tells the processes where Kafka and PostgreSQL are, and how far the clock is from the machine's."""
        said = {
            "DOITHOAI_KAFKA": platform.kafka,
            "DOITHOAI_DATABASE": template(platform.databases),
            "DOITHOAI_REPLICATION": str(settings.replication),
            "DOITHOAI_PROFILE": settings.profile or "server",
        }
        if offset is not None:
            said["DOITHOAI_CLOCK_OFFSET_SECONDS"] = repr(offset)
        write_whole(self.settings_file, json.dumps(said), 0o600)

    def working(self) -> bool:
        """Has every worker said that it works?"""
        return all(path.exists() for path in self.ready_files)


def settings_file_of(data_dir: Path) -> Path:
    """Where the processes find their settings, passwords included: while the platform runs, and no longer."""
    return data_dir / "processes" / "settings.secret"


def launch(supervisor: Supervisor, settings: Settings, data_dir: Path, port: int, workers: int) -> Launch:
    """Starts the web process and the workers; each is watched and started again if it ends or hangs."""
    processes, metrics, logs = data_dir / "processes", data_dir / "metrics", data_dir / "logs"
    shutil.rmtree(metrics, ignore_errors=True)
    for folder in (processes, metrics, logs):
        folder.mkdir(parents=True, exist_ok=True)
    settings_file = settings_file_of(data_dir)
    settings_file.unlink(missing_ok=True)
    http = f"http://{settings.host}:{port}"
    env = {
        **os.environ,
        SETTINGS: str(settings_file),
        "DOITHOAI_DATA_DIR": str(data_dir),
        "DOITHOAI_HOST": settings.host,
        "DOITHOAI_PORT": str(port),
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
    }
    env.pop("DOITHOAI_NOW", None)
    argv = [sys.executable, "-m", "cli.process"]
    ready_files: list[Path] = []
    for number, services in enumerate(_shares(workers)):
        ready = processes / f"worker-{number}.ready"
        ready.unlink(missing_ok=True)
        ready_files.append(ready)
        name = f"worker-{number}"
        pulse = processes / f"{name}.pulse"
        pulse.unlink(missing_ok=True)
        replica = {**env, "DOITHOAI_REPLICA": str(number), READY: str(ready), PULSE: str(pulse)}
        command = Command(name, [*argv, "worker", *services], logs / f"{name}.log", env=replica)
        supervisor.keep(command, alive=moves(pulse))
    alive = answers_at(f"{http}/health/live")
    supervisor.keep(Command("web", [*argv, "web", *SERVICES], logs / "web.log", env=env), alive=alive)
    watch = Command("watch", [*argv, "watch"], logs / "watch.log", env=env)
    return Launch(data_dir, http, settings_file, tuple(ready_files), watch)


def _shares(workers: int) -> list[tuple[str, ...]]:
    """Which services each worker works for: all in one, or spread; with more than four each has replicas."""
    if workers == 1:
        return [SERVICES]
    if workers <= len(SERVICES):
        return [SERVICES[number::workers] for number in range(workers)]
    return [(SERVICES[number % len(SERVICES)],) for number in range(workers)]


def template(databases: Mapping[str, str]) -> str:
    """The one URL that names every service's database, as DOITHOAI_DATABASE takes it."""
    url = databases["notices"]
    found = url[: -len("notices")] + "{service}" if url.endswith("notices") else url
    if any(found.replace("{service}", service) != databases[service] for service in SERVICES):
        raise Failure("the four databases must be on one server, named by their service")
    return found
