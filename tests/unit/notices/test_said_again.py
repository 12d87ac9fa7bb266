"""A system that says ten thousand times that a conference was held: is each time decided as the first was?"""

from collections.abc import Iterable
from typing import Any

import pytest

from shared.dialogue.acts import Act
from shared.messaging import in_effect
from shared.messaging.inbound import Accepted
from tests.builders.conference_events import decided, told

MANY = 60


@pytest.mark.parametrize("name", ["ConferenceHeld", "NoticePosted"])
def test_what_is_said_again_and_again_of_a_conference_is_decided_without_putting_all_acts_in_order_each_time(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reckoned, real = [0], in_effect.effective

    def effective(acts: Iterable[Act]) -> Any:
        reckoned[0] += 1
        return real(acts)

    monkeypatch.setattr(in_effect, "effective", effective)
    again = [told(name, f"2024-07-11T08:{minute:02d}:00+07:00") for minute in range(MANY)]
    verdicts = decided([told("ConferenceScheduled", "2024-05-01T08:00:00+07:00"), *again])
    assert all(isinstance(verdict, Accepted) for verdict in verdicts), verdicts
    assert reckoned[0] < MANY / 6
