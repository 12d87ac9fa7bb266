"""A service's table of contents names everything it can be sent or told, be it only to ignore it."""

import importlib

import pytest

from shared.events.catalogue import CORRECTION, EVENTS, OWNERS, inbound_events
from shared.messaging.topics import FACTS, INBOUND_SERVICES

READS = {
    "notices": ("deadlines",),
    "petitions": ("notices", "deadlines"),
    "deadlines": ("notices", "petitions"),
    "reporting": ("notices", "petitions", "deadlines"),
}
"""Whose facts a service reads (the picture in docs/architecture.md)."""


def told_to(service: str) -> set[str]:
    """The facts on the topics that it follows; corrections are among those of what agencies send."""
    facts = {name for name, entry in EVENTS.items() if entry.owner in READS[service]}
    return facts | ({CORRECTION} if {*INBOUND_SERVICES} & {*READS[service]} else set())


@pytest.mark.parametrize("service", OWNERS)
def test_what_agencies_send_to_a_service_is_handled_and_nothing_else(service: str) -> None:
    handles = getattr(importlib.import_module(f"services.{service}.handlers"), "HANDLES", {})
    assert set(handles) == (set(inbound_events(service)) if service in INBOUND_SERVICES else set())


@pytest.mark.parametrize("service", OWNERS)
def test_every_fact_that_a_service_follows_has_its_use_there(service: str) -> None:
    assert set(importlib.import_module(f"services.{service}.handlers").FOLLOWS) == told_to(service)


@pytest.mark.parametrize("service", OWNERS)
def test_a_service_follows_the_topics_that_it_reads_and_no_others(service: str) -> None:
    following = vars(importlib.import_module(f"services.{service}.handlers.following"))
    (projection,) = [found for name, found in following.items() if name.endswith("Projection")]
    assert set(projection.topics) == {FACTS[owner] for owner in READS[service]}
