"""The reader of queries finds what does not exist, so that the checks built on it can fail."""

import pytest

from tests.contract.ops import promql


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        ("max by (unit) (doithoai_overdue_petitions) > 0", set()),
        ("sum(rate(doithoai_events_total[5m]))", set()),
        ("sum(rate(doithoai_events[5m]))", {"doithoai_events"}),
        ("doithoai_batch_seconds", {"doithoai_batch_seconds"}),
        ("sum by (le, kind) (rate(doithoai_batch_seconds_bucket[5m]))", set()),
        ("max by (petition) (doithoai_overdue_petitions)", {"petition"}),
        ('doithoai_dead_letters{unit="x"}', {"unit"}),
        ('up{job="notices"} == 0', set()),
    ],
)
def test_what_does_not_exist_is_found(query: str, missing: set[str]) -> None:
    assert promql.unknown(query) == missing


def test_every_exported_series_is_known_with_its_labels() -> None:
    assert promql.labels_of("doithoai_events_total") == {"service", "type", "outcome", "job", "instance"}
