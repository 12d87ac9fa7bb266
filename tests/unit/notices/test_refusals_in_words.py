"""Whoever tells of a conference from a page reads in Vietnamese why it is refused, whatever the reason."""

from typing import Any

import pytest

from shared.messaging.inbound import Accepted, Verdict
from shared.web.refusals import refused
from tests.builders.conference_events import DEFAULTS, STRANGER, correcting, decided, told, unsaying

APRIL, MAY, JUNE = "2024-04-02T08:00:00+07:00", "2024-05-02T08:00:00+07:00", "2024-06-10T17:00:00+07:00"
SCHEDULED = told("ConferenceScheduled", MAY)
STOPPED = told("ConferenceCancelled", "2024-05-09T08:00:00+07:00")


def in_words(verdict: Verdict) -> None:
    """It is refused, and nothing of it is said in English."""
    assert not isinstance(verdict, Accepted)
    said = refused(verdict).detail
    assert "Không thực hiện được" not in said, verdict
    assert "không hợp lệ" not in said, verdict


@pytest.mark.parametrize("name", [name for name in DEFAULTS if name != "AnnualPlanSubmitted"])
def test_each_refusal_of_what_is_told_of_a_conference_has_its_words(name: str) -> None:
    again = [SCHEDULED, told(name, JUNE), told(name, JUNE)]
    tried: list[list[dict[str, Any]]] = [
        [told(name, JUNE)], [SCHEDULED, told(name, JUNE, STRANGER)], [SCHEDULED, told(name, APRIL)], again,
        [SCHEDULED, STOPPED, told(name, JUNE)],
    ]  # fmt: skip
    verdicts = [decided(events)[-1] for events in tried]
    kept = [verdict for verdict in verdicts if not isinstance(verdict, Accepted)]
    assert len(kept) >= 2
    for verdict in kept:
        in_words(verdict)


def test_each_refusal_of_a_plan_and_of_taking_back_has_its_words() -> None:
    for events in (
        [told("AnnualPlanSubmitted", JUNE, STRANGER)],
        [SCHEDULED, unsaying(SCHEDULED, JUNE)],
        [SCHEDULED, unsaying(STOPPED, JUNE)],
        [SCHEDULED, correcting(STOPPED, JUNE)],
        [told("ConferenceScheduled", MAY, STRANGER, conference_id="hn-2")],
    ):
        in_words(decided(events)[-1])
