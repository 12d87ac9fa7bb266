"""What Kafka does not take is given up in time and counted, whatever else was sent with it."""

import pytest

from cli import publishing
from cli.publishing import Outgoing, publish
from shared.messaging import topics
from shared.messaging.admin import create_topics


async def with_topics_for(unit: str, servers: str, *, petitions: bool) -> tuple[Outgoing, Outgoing]:
    """A record for each of the unit's topics; the one for petitions is there only if asked for."""
    notices_topic, petitions_topic = (topics.inbound(unit, name) for name in ("notices", "petitions"))
    wanted = [spec for spec in topics.of_unit(unit) if petitions or spec.name != petitions_topic]
    await create_topics(servers, wanted)
    return Outgoing(notices_topic, b"{}"), Outgoing(petitions_topic, b"{}")


async def test_a_topic_that_takes_nothing_holds_nobody_up_and_is_counted(
    bootstrap_servers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, not_taken = await with_topics_for("dv-thieu-chu-de", bootstrap_servers, petitions=False)
    monkeypatch.setattr(publishing, "SEND_S", 1.0)
    found = await publish(bootstrap_servers, [taken, not_taken, taken], 0)
    assert found.unsure[-2:] == [not_taken, taken]
    assert (found.counts(), found.fault) == ({"unanswered": 3}, "TimeoutError")


async def test_a_record_that_is_refused_takes_the_count_of_no_other_away(bootstrap_servers: str) -> None:
    first, last = await with_topics_for("dv-qua-lon", bootstrap_servers, petitions=True)
    large = Outgoing(last.topic, b"x" * 1_200_000)
    found = await publish(bootstrap_servers, [first, large, last], 0)
    assert list(found.places.values()) == [first]
    assert found.unsure == [large, last]
    assert (found.counts(), found.fault) == ({"unanswered": 3}, "MessageSizeTooLargeError")
