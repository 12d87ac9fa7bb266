"""Where does the platform run? Named in the environment, or found in `<data-dir>/platform.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cli.by_port import FILE, directory_of
from cli.failure import Failure
from deploy.embedded.whole_file import write_whole
from shared.clock import Clock
from shared.settings import Settings, read_settings


@dataclass(frozen=True, slots=True)
class Platform:
    """A running platform's addresses."""

    http: str
    kafka: str
    databases: Mapping[str, str]
    clock_offset_seconds: float = 0.0
    """How far its clock is ahead of the machine's: a rehearsal's is elsewhere in time."""

    @property
    def port(self) -> int | None:
        """The port it answers on."""
        return urlsplit(self.http).port

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
        # Whole at once: a command that looks for it meanwhile finds none, never half of one.
        write_whole(path, json.dumps(said, indent=2), 0o600)
        return path


def find(data_dir: Path | None = None, port: int | None = None) -> Platform:
    """The platform a command is meant for, by what its options name; Failure says how to name one."""
    settings = read_settings(data_dir=data_dir, port=port)
    by_environment = bool(settings.kafka and settings.database)
    if by_environment and data_dir is None and port is None:
        return named(settings)
    asked = _asked_port(settings, port)
    there = _read(settings.data_dir)
    found = there if asked in (None, there.port if there else None) else None
    if found is None and asked and data_dir is None:
        # Of two that are named in options neither is passed over.
        noted = directory_of(asked)
        elsewhere = _read(noted) if noted else None
        found = elsewhere if elsewhere and elsewhere.port == asked else None
    if by_environment:
        return _of_both(named(read_settings()), found, data_dir, port)
    if found:
        return found
    what = f"the one there answers on {there.port}" if there else f"there is no {FILE}"
    raise Failure(
        f"no platform runs on {settings.data_dir}{f' and port {asked}' if asked else ''} ({what}): "
        "start one with `doithoai up`, or name it with --data-dir or --port, or with DOITHOAI_KAFKA and "
        "DOITHOAI_DATABASE"
    )


def _of_both(set_: Platform, found: Platform | None, data_dir: Path | None, port: int | None) -> Platform:
    """The one that the environment names and the options too; a failure where those are two.

    Whoever types an option means that one, whoever set the variables another: a guess may be wrong.
    """
    if found and (found.kafka, found.databases) == (set_.kafka, set_.databases):
        return found
    if found is None and data_dir is None and port == set_.port:
        return set_
    options = " and ".join(
        name for name, given in (("--data-dir", data_dir), ("--port", port)) if given is not None
    )
    what = f"the platform on {found.kafka}" if found else "no platform that runs here"
    raise Failure(
        f"{options}: this is {what}, and DOITHOAI_KAFKA and DOITHOAI_DATABASE name the one on {set_.kafka}; "
        "leave out the one or the other",
        2,
    )


def _asked_port(settings: Settings, option: int | None) -> int | None:
    """The port by which it is to be known, if by one: what is set for `up` gives way to a data directory."""
    given = settings.model_fields_set
    by_port = option is not None or ("port" in given and "data_dir" not in given)
    return settings.port or None if by_port else None


def _read(data_dir: Path) -> Platform | None:
    """The platform whose addresses stand there, if any do."""
    path = data_dir / FILE
    try:
        said = json.loads(path.read_text("utf-8"))
        return Platform(
            said["http"],
            said["kafka"]["bootstrap_servers"],
            said["databases"],
            said.get("clock_offset_seconds", 0.0),
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        why = f"{path} can't be read ({error.strerror})"
        raise Failure(f"{why}: it is for the user alone who runs that platform") from None
    except (ValueError, KeyError, TypeError) as error:
        raise Failure(f"{path} is not what `doithoai up` writes: {error}") from None


def named(settings: Settings) -> Platform:
    """The platform that the settings name."""
    return Platform(
        settings.http or f"http://{settings.host}:{settings.port}",
        settings.kafka_servers(),
        settings.databases(),
        (settings.clock().now() - Clock().now()).total_seconds(),
    )
