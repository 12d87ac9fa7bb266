"""Every event of the catalogue has an owner with a topic, and an example that its model takes."""

import json
import re

import pytest

from shared.events import catalogue
from shared.messaging import topics
from tests.architecture import tree

NAMES = sorted(catalogue.EVENTS)
EXAMPLES = "shared/events/examples/{}.json"


@pytest.mark.parametrize("name", NAMES)
def test_an_event_has_an_owner_and_the_owner_a_topic(name: str) -> None:
    assert catalogue.EVENTS[name].owner in topics.FACTS


@pytest.mark.parametrize("name", NAMES)
def test_an_event_has_an_example_that_its_model_takes(name: str) -> None:
    text = tree.text_of(EXAMPLES.format(name))
    assert text, f"{EXAMPLES.format(name)} is missing"
    example = json.loads(text)
    catalogue.EVENTS[name].model.model_validate_json(json.dumps(example.get("data", example)))


@pytest.mark.parametrize("name", [*NAMES, catalogue.CORRECTION])
def test_an_event_is_named_as_a_past_fact(name: str) -> None:
    assert re.fullmatch(r"([A-Z][a-z]+)+", name)
    assert not name.endswith("Event")


def test_agencies_events_are_owned_by_the_services_that_have_inbound_topics() -> None:
    owners = {entry.owner for entry in catalogue.EVENTS.values() if entry.inbound}
    assert owners == set(topics.INBOUND_SERVICES)
