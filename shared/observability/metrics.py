"""Which figures does the platform export? This one list; dashboards and alerts may name nothing else.

A label is a service, a unit, a kind: never an id, a path with an id in it, or anything personal. In processes
that share PROMETHEUS_MULTIPROC_DIR any of them answers for all: a gauge is then what was set last.
"""

import os
from collections.abc import Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
BATCH_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
REQUEST_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


def _gauge(name: str, what: str, labels: Sequence[str] = ()) -> Gauge:
    # A figure read from the database is the same whoever read it: of several processes the latest holds.
    return Gauge(name, what, labels, multiprocess_mode="mostrecent")


# What the city asks about. Units that have nothing overdue any more are set to 0, not left out:
# a series that vanishes looks like a platform that stopped looking.
OVERDUE_PETITIONS: Final = _gauge(
    "doithoai_overdue_petitions", "Petitions whose answer is past due and not given (R11-R14)", ["unit"]
)
OLDEST_OVERDUE: Final = _gauge(
    "doithoai_oldest_overdue_days",
    "Working days since the oldest overdue answer was due; 0 if none",
    ["unit"],
)
OPEN_DEADLINES: Final = _gauge("doithoai_open_deadlines", "Deadlines neither met nor void", ["kind"])

# What came in, and what became of it.
EVENTS: Final = Counter(
    "doithoai_events_total",
    "Events handled; outcome: accepted, duplicate, rejected, waiting, dead_lettered",
    ["service", "type", "outcome"],
)
INBOUND_RECORDS: Final = Counter(
    "doithoai_inbound_records_total",
    "What became of the records of a unit's topics; outcome as above, one that waited twice: also at its end",
    ["service", "unit", "outcome"],
)
BATCH_SECONDS: Final = Histogram(
    "doithoai_batch_seconds",
    "One transaction of the machinery, by what it handled",
    ["service", "kind"],
    buckets=BATCH_BUCKETS,
)

# Whether it keeps up.
CONSUMER_LAG: Final = _gauge(
    "doithoai_consumer_lag_records",
    "Records on the topic that the service has not decided yet",
    ["service", "topic"],
)
OUTBOX_ROWS: Final = _gauge("doithoai_outbox_rows", "Rows written and not yet published", ["service"])
OUTBOX_AGE: Final = _gauge(
    "doithoai_outbox_age_seconds", "Age of the oldest row not yet published; 0 if none", ["service"]
)
PROGRESS_AGE: Final = _gauge(
    "doithoai_progress_age_seconds", "How long ago the service last said how far it has come", ["service"]
)
UNDER_REPLICATED: Final = _gauge(
    "doithoai_kafka_under_replicated_partitions",
    "Partitions of Kafka with fewer copies in step than they should have: a broker is away or lags",
)
TICKER_AGE: Final = _gauge(
    "doithoai_ticker_age_seconds", "How far behind now the moment is up to which overdue events are written"
)

# What somebody has to look at.
DEAD_LETTERS: Final = _gauge("doithoai_dead_letters", "Records set aside and still undecided", ["service"])
WAITING_EVENTS: Final = _gauge(
    "doithoai_waiting_events", "Inbound events that wait for their subject", ["service"]
)
PARKED_SUBJECTS: Final = _gauge(
    "doithoai_parked_subjects",
    "Subjects whose facts came with a gap or a fork and are held back",
    ["service"],
)
STOPPED_TOPICS: Final = _gauge(
    "doithoai_stopped_topics", "Topics that are not worked on for now: everything on them failed", ["service"]
)
PROBE_AGE: Final = _gauge(
    "doithoai_probe_age_seconds",
    "How long ago the newest probe of the source was told that has reached the service",
    ["service", "source"],
)
PROBE_SECONDS: Final = _gauge(
    "doithoai_probe_seconds", "How long that probe was on its way", ["service", "source"]
)
SYNTHETIC_PETITION_SECONDS: Final = _gauge(
    "doithoai_synthetic_petition_seconds", "How long the last synthetic petition waited for its receipt"
)
SYNTHETIC_PETITION_ANSWERED: Final = _gauge(
    "doithoai_synthetic_petition_answered_timestamp_seconds",
    "When a synthetic petition last got its receipt, in seconds since 1970",
)
AUDIT_LAWS: Final = _gauge(
    "doithoai_audit_laws", "Laws of conservation in the last audit; outcome: holds, broken", ["outcome"]
)
AUDIT_FINISHED: Final = _gauge(
    "doithoai_audit_finished_timestamp_seconds", "When the last audit ended, in seconds since 1970"
)
CALENDAR_LAST_CONFIRMED_YEAR: Final = _gauge(
    "doithoai_calendar_last_confirmed_year", "Last year whose days off are confirmed", ["service"]
)

# Those who ask. The route is the template (/api/petitions/{petition_id}), never the path itself.
HTTP_REQUESTS: Final = Counter(
    "doithoai_http_requests_total", "HTTP requests answered", ["service", "route", "method", "status"]
)
HTTP_REQUEST_SECONDS: Final = Histogram(
    "doithoai_http_request_seconds",
    "Time to answer an HTTP request",
    ["service", "route"],
    buckets=REQUEST_BUCKETS,
)

METRICS: Final[tuple[Counter | Gauge | Histogram, ...]] = (
    OVERDUE_PETITIONS, OLDEST_OVERDUE, OPEN_DEADLINES, EVENTS, INBOUND_RECORDS, BATCH_SECONDS, CONSUMER_LAG,
    OUTBOX_ROWS, OUTBOX_AGE, PROGRESS_AGE, TICKER_AGE, DEAD_LETTERS, WAITING_EVENTS,
    PARKED_SUBJECTS, STOPPED_TOPICS, UNDER_REPLICATED, PROBE_AGE, PROBE_SECONDS, SYNTHETIC_PETITION_SECONDS,
    SYNTHETIC_PETITION_ANSWERED, AUDIT_LAWS, AUDIT_FINISHED, CALENDAR_LAST_CONFIRMED_YEAR,
    HTTP_REQUESTS, HTTP_REQUEST_SECONDS,
)  # fmt: skip

_SERIES: Final = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}

NAMES: Final = frozenset(
    family.name + suffix
    for metric in METRICS
    for family in metric.describe()
    for suffix in _SERIES[family.type]
)
"""Every series as a query names it: a counter with its `_total`, a histogram by its three."""


def exposition() -> bytes:
    """All figures in Prometheus' text format: of this process, or of all that share the directory."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry)
