"""Whose records came to what is a figure: who sends the same over and over, or is refused, is seen."""

from collections import Counter

import pytest
from prometheus_client import REGISTRY

from services.petitions.handlers import HANDLES
from shared.messaging.counting import OUTCOMES
from shared.messaging.gate import Gate
from shared.messaging.inbound import PATIENCE_SECONDS, Patience
from shared.messaging.intake import Intake
from shared.messaging.liveness import Stillness
from shared.messaging.release import Release
from shared.messaging.upkeep import Upkeep
from shared.observability import metrics
from tests.builders.envelopes import another_unit, encoded, envelope, petition
from tests.builders.patience import grow_older
from tests.messaging.conftest import House, OneUnit
from tests.messaging.test_intake import received

AT = "2024-06-12T09:00:00+07:00"


def figures(house: House) -> dict[str, float | None]:
    """Those of the house's unit; tests that ran before may have counted for it too."""
    labels = {"service": "petitions", "unit": house.unit_id}
    return {
        outcome: REGISTRY.get_sample_value("doithoai_inbound_records_total", {**labels, "outcome": outcome})
        for outcome in OUTCOMES
    }


def since(before: dict[str, float | None], house: House) -> dict[str, float]:
    now = figures(house)
    added = Counter({outcome: (now[outcome] or 0) - (before[outcome] or 0) for outcome in OUTCOMES})
    return dict(+added)


async def test_what_became_of_the_records_of_a_units_topic_is_counted_under_the_unit(house: House) -> None:
    before, good = figures(house), encoded(received(house, 1))
    foreign = encoded(petition(another_unit(house.unit_id), "kn-2", "hn-1"))
    records = [house.record(n, value) for n, value in enumerate([b"no json", good, good, good, foreign])]
    await Intake(house.shop).take(records)
    assert since(before, house) == {"accepted": 1, "duplicate": 2, "rejected": 2}


async def test_what_waited_in_vain_is_counted_as_refused_at_its_end(house: House) -> None:
    before = figures(house)
    asked = envelope("WrittenAnswerRequested", house.unit_id, {"petition_id": "kn-9"}, AT)
    await Intake(house.shop).take([house.record(0, encoded(asked))])
    assert since(before, house) == {"waiting": 1}
    await grow_older(house.engine, PATIENCE_SECONDS[Patience.SUBJECT] + 1)
    await Release(house.shop).once()
    assert since(before, house) == {"waiting": 1, "rejected": 1}


def fails(*_: object) -> None:
    raise RuntimeError("a fault of ours")


async def test_what_we_failed_on_is_counted_under_its_sender(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, intake, value = figures(house), Intake(house.shop), encoded(received(house, 1))
    with monkeypatch.context() as wrong:
        wrong.setitem(HANDLES, "PetitionReceived", fails)
        await intake.take([house.record(0, value)])
    assert since(before, house) == {"dead_lettered": 1}
    monkeypatch.setattr(Gate, "judge", fails)
    await intake.take([house.record(1, value)])
    assert since(before, house) == {"dead_lettered": 2}


async def test_a_unit_that_sent_nothing_yet_has_figures_of_nothing(house: House) -> None:
    """Of a series that begins with its first hundred, Prometheus sees no increase."""
    metrics.INBOUND_RECORDS.clear()
    async with OneUnit(house) as offsets:
        await Upkeep(house.shop, house.servers, [], Stillness([])).measure(offsets)
    assert set(figures(house).values()) == {0}
