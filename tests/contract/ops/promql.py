"""Which metrics and labels does a query name? Enough of the language to find a figure that does not exist."""

import re
from collections.abc import Mapping

from prometheus_client import Histogram

from shared.observability import metrics

# Prometheus' own: what it says of its targets and of its alerts.
ITS_OWN: Mapping[str, frozenset[str]] = {
    "up": frozenset({"job", "instance"}),
    "ALERTS": frozenset({"alertname", "alertstate"}),
}
_LABELS: Mapping[str, frozenset[str]] = {
    name: frozenset(metric._labelnames) | ({"le"} if isinstance(metric, Histogram) else set())  # pyright: ignore
    for metric in metrics.METRICS
    for family in metric.describe()
    for name in metrics.NAMES
    if name
    in (
        family.name,
        f"{family.name}_total",
        f"{family.name}_bucket",
        f"{family.name}_sum",
        f"{family.name}_count",
    )
}
_NAME = re.compile(r"\b(doithoai_\w+|up(?=\{)|ALERTS(?=\{))")
_GROUPED = re.compile(r"\b(?:by|on|without|ignoring)\s*\(([^)]*)\)")
_MATCHED = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"")


def metrics_in(query: str) -> set[str]:
    return set(_NAME.findall(query))


def labels_of(query: str) -> set[str]:
    """The labels that the query's metrics have, with those of any target."""
    known = {**_LABELS, **ITS_OWN}
    return {"job", "instance"}.union(*(known.get(name, frozenset()) for name in metrics_in(query)))


def unknown(query: str) -> set[str]:
    """Metrics that nobody exports, and labels that those of the query don't have."""
    missing = {name for name in metrics_in(query) if name not in _LABELS and name not in ITS_OWN}
    named = {
        label.strip() for group in _GROUPED.findall(query) for label in group.split(",") if label.strip()
    }
    return missing | {
        label for label in named | set(_MATCHED.findall(query)) if label not in labels_of(query)
    }
