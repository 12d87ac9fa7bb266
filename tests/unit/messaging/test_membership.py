"""Who is a process among the replicas of its service? By one name Kafka lets one in, and fences the other."""

from importlib import import_module
from socket import gethostname
from typing import Any

import pytest

from shared.clock import Clock
from shared.messaging.consumer import Subscription
from shared.settings import SERVICES, Settings


def members(service: str, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> set[str]:
    """The names under which a worker of the service enters its groups."""
    named: set[str] = set()
    main = import_module(f"services.{service}.main")

    class Named(Subscription):
        def __init__(self, *given: Any, replica: str, **options: Any) -> None:
            named.add(replica)
            super().__init__(*given, replica=replica, **options)

    monkeypatch.setattr(main, "Subscription", Named)
    kafka, database = "127.0.0.1:9092", "postgresql://doithoai@127.0.0.1:5432/{service}"
    main.build_worker(Settings(kafka=kafka, database=database, **settings), Clock())
    return named


@pytest.mark.parametrize("service", SERVICES)
def test_replicas_that_nobody_named_are_two_members(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOITHOAI_REPLICA", raising=False)
    first, second = (members(service, monkeypatch, port=port) for port in (8080, 8081))
    assert len(first) == len(second) == 1
    assert first.isdisjoint(second)


def test_a_host_is_a_member_by_its_name_again_after_a_restart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOITHOAI_REPLICA", raising=False)
    assert members("petitions", monkeypatch, port=8080) == {f"{gethostname()}-8080"}
    assert members("petitions", monkeypatch, port=8080) == {f"{gethostname()}-8080"}


def test_who_is_named_is_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert members("petitions", monkeypatch, port=8080, replica="3") == {"3"}
