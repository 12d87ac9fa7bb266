"""What became of whose records? The figures by type, and by the unit that sent them."""

from collections import Counter
from collections.abc import Iterable

import structlog

from shared.messaging.inbound import Inbound, Record
from shared.messaging.receipts import DEAD_LETTERED, outcome_name
from shared.messaging.topics import unit_of
from shared.messaging.transaction import Settlement
from shared.observability import metrics

log = structlog.get_logger(__name__)
UNKNOWN = "unknown"
"""The type of whatever agencies invent."""
OUTCOMES = ("accepted", "duplicate", "rejected", "waiting", DEAD_LETTERED)


def count(service: str, done: Settlement) -> None:
    """Events by type and outcome, and records of topics by unit and outcome. What failed is said."""
    for event, error in done.failures:
        log.error(
            "deciding an event failed", service=service, type=event.name, event_id=event.event_id,
            exc_info=error,
        )  # fmt: skip
    found = Counter(
        (judged.found.name if isinstance(judged.found, Inbound) else UNKNOWN, outcome_name(outcome))
        for judged, outcome in done.outcomes
    )
    for (name, outcome), number in found.items():
        metrics.EVENTS.labels(service, name, outcome).inc(number)
    sent = Counter(
        (unit_of(judged.record.topic), outcome_name(outcome))
        for judged, outcome in done.outcomes
        if judged.record is not None
    )
    for (unit_id, outcome), number in sent.items():
        metrics.INBOUND_RECORDS.labels(service, unit_id, outcome).inc(number)


def count_dead_letter(service: str, record: Record, event: Inbound | None) -> None:
    """The record we failed on; `event`: what it says, if that is known."""
    metrics.EVENTS.labels(service, event.name if event else UNKNOWN, DEAD_LETTERED).inc()
    metrics.INBOUND_RECORDS.labels(service, unit_of(record.topic), DEAD_LETTERED).inc()


def begin(service: str, unit_ids: Iterable[str]) -> None:
    """These units may send: each has its figures from now on, 0 if it sent nothing.

    Of a series that begins with its first hundred records, Prometheus would see no increase.
    """
    for unit_id in unit_ids:
        for outcome in OUTCOMES:
            metrics.INBOUND_RECORDS.labels(service, unit_id, outcome)
