"""A system that says the same of a petition ten thousand times: is each time decided as the first was?"""

from collections.abc import Iterable
from typing import Any

import pytest

from shared.dialogue.acts import Act
from shared.messaging import in_effect
from shared.messaging.inbound import Accepted
from tests.builders.petition_events import HELPER, OWNER, Deciding, conference, told

MANY = 60


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("PetitionReclassified", OWNER),
        ("CoordinationRequested", OWNER),
        ("PetitionTransferred", OWNER),
        ("PetitionAnswered", OWNER),
        ("PetitionAnswered", HELPER),
    ],
)
def test_what_is_said_again_and_again_of_a_petition_is_decided_without_putting_all_acts_in_order_each_time(
    name: str, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deciding, reckoned, real = Deciding(conference()), [0], in_effect.effective

    def effective(acts: Iterable[Act]) -> Any:
        reckoned[0] += 1
        return real(acts)

    monkeypatch.setattr(in_effect, "effective", effective)
    first = [told("PetitionReceived", "2024-06-01 08:00"), told("CoordinationRequested", "2024-06-02 08:00")]
    again = [told(name, f"2024-06-03 08:{minute:02d}", by) for minute in range(MANY)]
    assert all(isinstance(verdict, Accepted) for verdict in deciding.take(*first, *again))
    assert reckoned[0] < MANY / 6
