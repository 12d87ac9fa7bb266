"""`doithoai serve SERVICE`: one service against named Kafka and PostgreSQL; any number of replicas."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.free_port import must_be_free
from cli.options import ListenHost, ListenPort
from cli.processes import main
from shared.settings import read_settings


class Service(StrEnum):
    """The four services."""

    NOTICES = "notices"
    PETITIONS = "petitions"
    DEADLINES = "deadlines"
    REPORTING = "reporting"


def run(
    service: Annotated[Service, typer.Argument(help="Which service to run.")],
    port: ListenPort = None,
    host: ListenHost = None,
) -> None:
    """Run one service, its worker and its web side, until it is stopped."""
    settings = read_settings(port=port, host=host)
    settings.kafka_servers()
    settings.database_of(service.value)
    must_be_free(settings.host, settings.port)
    main("both", [service.value], settings)
