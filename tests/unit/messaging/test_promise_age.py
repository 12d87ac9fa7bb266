"""Whose word on a promise's age holds while the lead goes from one replica to another."""

from datetime import UTC, datetime, timedelta

from prometheus_client import REGISTRY

from shared.clock import Clock
from shared.messaging.promise_age import TRUSTED, PromiseAge
from shared.observability import metrics

SERVICE = "of-promises"
A_MINUTE = timedelta(minutes=1)


def told() -> float:
    """To the minute, in seconds."""
    value = REGISTRY.get_sample_value("doithoai_progress_age_seconds", {"service": SERVICE})
    assert value is not None
    return value // 60 * 60


def test_the_age_is_counted_on_while_the_lead_goes_to_and_fro_and_nobody_promises() -> None:
    clock = Clock(datetime(2025, 3, 3, tzinfo=UTC))
    age = PromiseAge(SERVICE, clock)
    age.promised(clock.now())
    for minutes in range(1, 10, 2):
        clock.shift(A_MINUTE)
        age.elsewhere()
        age.elsewhere()
        assert told() == 0
        clock.shift(A_MINUTE)
        age.leads()
        assert told() == (minutes + 1) * 60


def test_who_followed_for_long_does_not_count_what_others_promised_meanwhile_as_missing() -> None:
    clock = Clock(datetime(2025, 3, 3, tzinfo=UTC))
    age = PromiseAge(SERVICE, clock)
    age.promised(clock.now())
    age.elsewhere()
    for _ in range(10):
        clock.shift(TRUSTED)
        age.elsewhere()
    clock.shift(A_MINUTE)
    age.leads()
    assert told() == 60


def test_who_follows_leaves_the_word_to_the_leader_where_they_share_their_figures() -> None:
    age = PromiseAge(SERVICE, Clock(datetime(2025, 3, 3, tzinfo=UTC)))
    age.elsewhere()
    metrics.PROGRESS_AGE.labels(SERVICE).set(120)
    age.elsewhere()
    assert told() == 120
