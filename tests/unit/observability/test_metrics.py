"""The list of figures: every name of the house's form, no label that could hold an id or a person."""

import re

from prometheus_client.parser import text_string_to_metric_families

from shared.observability import metrics

LABELS = {"service", "type", "outcome", "unit", "source", "kind", "topic", "route", "method", "status"}


def test_every_name_says_the_platform_and_the_thing() -> None:
    assert len(metrics.NAMES) >= len(metrics.METRICS)
    assert not [name for name in metrics.NAMES if not re.fullmatch(r"doithoai_[a-z]+(_[a-z]+)*", name)]


def test_no_label_can_hold_an_id_or_a_person() -> None:
    used = {label for metric in metrics.METRICS for label in metric._labelnames}  # pyright: ignore
    assert used <= LABELS


def test_every_figure_says_what_it_is() -> None:
    assert all(family.documentation for metric in metrics.METRICS for family in metric.describe())


def test_what_is_set_is_exported_under_the_names_of_the_list() -> None:
    metrics.EVENTS.labels("notices", "NoticePosted", "accepted").inc()
    metrics.OVERDUE_PETITIONS.labels("so-cong-thuong").set(3)
    metrics.BATCH_SECONDS.labels("notices", "inbound").observe(0.02)
    families = text_string_to_metric_families(metrics.exposition().decode())
    samples = {sample.name: sample for family in families for sample in family.samples}
    assert samples["doithoai_overdue_petitions"].value == 3
    exported = {name for name in samples if name.startswith("doithoai_") and not name.endswith("_created")}
    assert exported <= metrics.NAMES
    assert {"doithoai_events_total", "doithoai_batch_seconds_bucket"} <= exported
