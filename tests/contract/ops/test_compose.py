"""The compose file: valid, complete, without a secret, as durable as the embedded stack."""

import re
import subprocess
import sys
from typing import Any

import pytest

from deploy.embedded.kafka_settings import DURABLE
from shared.settings import SERVICES, Settings
from tests.contract.ops import files

COMPOSE = files.compose()
TEXT = files.text("docker-compose.yml")
ONCE = {"setup", "archive"}
LONG_RUNNING = [name for name in COMPOSE["services"] if name not in ONCE]
REQUIRED = re.compile(r"\$\{([A-Z_]+):\?")
OPTIONAL = re.compile(r"\$\{([A-Z_]+):-")


def service(name: str) -> dict[str, Any]:
    return COMPOSE["services"][name]


def test_the_compose_file_is_valid() -> None:
    schema = ["--builtin-schema", "vendor.compose-spec", str(files.ROOT / "docker-compose.yml")]
    done = subprocess.run([sys.executable, "-m", "check_jsonschema", *schema], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_served_after_topics_and_tables_are_there(name: str) -> None:
    assert service(name)["command"] == ["serve", name]
    waits = {other: how["condition"] for other, how in service(name)["depends_on"].items()}
    assert waits == {
        "setup": "service_completed_successfully",
        "kafka": "service_healthy",
        "postgres": "service_healthy",
    }
    assert "/health/ready" in service(name)["healthcheck"]["test"][-1]


def test_topics_and_tables_are_made_by_a_job_that_ends() -> None:
    assert service("setup")["command"] == ["setup"]
    assert service("setup")["restart"] == "on-failure"
    assert set(service("setup")["depends_on"]) == {"kafka", "postgres"}


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_what_runs_is_watched_started_again_and_given_time_to_end(name: str) -> None:
    assert service(name)["healthcheck"]["test"]
    assert service(name)["restart"] == "unless-stopped"
    assert service(name)["stop_grace_period"]


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_no_container_fills_the_disk_with_its_log(name: str) -> None:
    kept = service(name)["logging"]["options"]
    assert re.fullmatch(r"\d+m", kept["max-size"])
    assert int(kept["max-size"][:-1]) * int(kept["max-file"]) <= 100


def test_settings_given_to_a_service_are_settings_it_reads() -> None:
    known = {f"DOITHOAI_{name.upper()}" for name in Settings.model_fields}
    dockerfile = set(re.findall(r"\b(DOITHOAI_[A-Z_]+)=", files.text("deploy/Dockerfile")))
    assert set(service("notices")["environment"]) | dockerfile <= known
    assert service("notices")["environment"]["DOITHOAI_DATABASE"].endswith("/{service}")


@pytest.mark.parametrize("name", SERVICES)
def test_replicas_are_not_made_one_member(name: str) -> None:
    """Kafka knows a replica by its host name; of a container that is its own, unless it is set for all."""
    assert {"hostname", "container_name", "network_mode"}.isdisjoint(service(name))
    assert "DOITHOAI_REPLICA" not in service(name)["environment"]


@pytest.mark.parametrize("name", ["setup", "watch", *SERVICES])
def test_a_command_in_any_container_asks_the_one_origin(name: str) -> None:
    listens = re.search(r"^ *listen (\d+);", files.text("deploy/proxy/nginx.conf"), re.MULTILINE)
    assert listens
    assert service(name)["environment"]["DOITHOAI_HTTP"] == f"http://proxy:{listens[1]}"


def test_every_service_has_its_database() -> None:
    made = re.search(r"^for service in (.*); do$", files.text("deploy/postgres/databases.sh"), re.MULTILINE)
    assert made
    assert set(made[1].split()) == set(SERVICES)


@pytest.mark.parametrize(("name", "value"), DURABLE.items())
def test_kafka_keeps_here_what_it_keeps_when_embedded(name: str, value: str) -> None:
    assert service("kafka")["environment"]["KAFKA_" + name.upper().replace(".", "_")] == value


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_postgres_promises_what_it_acknowledges(setting: str) -> None:
    assert f"-c{setting}=on" in service("postgres")["command"]


def test_passwords_come_from_the_env_file_alone() -> None:
    assert not re.findall(r"(?i)(password|secret|token)\w*: (?!\$\{)\S", TEXT)
    assert set(REQUIRED.findall(TEXT)) == {"POSTGRES_PASSWORD", "GRAFANA_PASSWORD"}


def test_the_example_names_what_has_to_be_set_and_sets_no_secret() -> None:
    lines = [line for line in files.text(".env.example").splitlines() if "=" in line]
    empty = {line[:-1] for line in lines if line.endswith("=")}
    assert empty == set(REQUIRED.findall(TEXT))
    optional = {line.lstrip("#").partition("=")[0] for line in lines if re.match(r"#[A-Z_]+=", line)}
    assert optional == set(OPTIONAL.findall(TEXT))
    assert ".env" in files.text(".gitignore").split()


def test_nothing_is_reachable_from_elsewhere_unless_asked() -> None:
    published = [port for name in COMPOSE["services"] for port in service(name).get("ports", [])]
    assert published
    assert all(re.match(r"\$\{\w+:-127\.0\.0\.1:\d+\}:", port) for port in published)
    assert "ports" not in service("kafka")
    assert "ports" not in service("postgres")


def test_files_that_are_mounted_exist() -> None:
    mounts = [volume for name in COMPOSE["services"] for volume in service(name).get("volumes", [])]
    own = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]
    assert len(own) >= 5
    assert not [path for path in own if not (files.ROOT / path).exists()]


def test_images_are_named_with_their_version() -> None:
    images = [service(name)["image"] for name in COMPOSE["services"]]
    assert not [image for image in images if not re.search(r":(v?\d+(\.\d+)*(-\w+)?|\$\{.*)$", image)]


def test_the_log_and_the_copies_lie_on_a_volume_of_their_own() -> None:
    keeping = [name for name in COMPOSE["services"] if "archive:/archive" in service(name).get("volumes", [])]
    assert keeping == ["postgres", "archive", "backups"]
    assert "archive" in COMPOSE["volumes"]
    (store,) = [each for each in service("postgres")["command"] if each.startswith("-carchive_command=")]
    assert set(re.findall(r"\S*/%f\S*", store)) <= {
        f"/archive/wal/%f{end}" for end in (".gz", ".gz;", ".part")
    }
    before = service("postgres")["depends_on"]["archive"]["condition"]
    assert before == "service_completed_successfully"
