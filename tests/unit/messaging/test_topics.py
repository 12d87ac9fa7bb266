"""A topic that is subscribed to is a unit's: what comes from it can be judged, and answered."""

import re

import pytest

from shared.messaging.topics import inbound, inbound_pattern, unit_of


@pytest.mark.parametrize("unit_id", ["a", "so-xay-dung", "u" * 64])
def test_every_units_topic_is_subscribed_to(unit_id: str) -> None:
    topic = inbound(unit_id, "petitions")
    assert re.match(inbound_pattern("petitions"), topic)
    assert unit_of(topic) == unit_id
    assert not re.match(inbound_pattern("notices"), topic)


@pytest.mark.parametrize("unit_id", ["", "u" * 65, "So-xay-dung", "a.b"])
def test_a_topic_of_what_can_be_no_unit_is_not_subscribed_to(unit_id: str) -> None:
    topic = inbound(unit_id, "petitions")
    assert not re.match(inbound_pattern("petitions"), topic)
    with pytest.raises(ValueError, match="no inbound topic"):
        unit_of(topic)
