"""The dashboard: every query is about figures the platform exports, from the source provisioned."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.contract.ops import files, promql

PANELS = [panel for panel in files.panels() if panel["type"] != "row"]
TITLES = [panel["title"] for panel in PANELS]


def queries() -> list[str]:
    return [target["expr"] for panel in PANELS for target in panel["targets"]]


def test_the_dashboard_is_found_where_it_is_looked_for() -> None:
    provider = files.load("deploy/grafana/provisioning/dashboards/doithoai.yml")["providers"][0]
    grafana = files.compose()["services"]["grafana"]
    assert f"./deploy/grafana/dashboards:{provider['options']['path']}:ro" in grafana["volumes"]
    home = Path(grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert (files.ROOT / "deploy/grafana/dashboards" / home.name).exists()


@pytest.mark.parametrize("panel", PANELS, ids=TITLES)
def test_a_panel_asks_for_figures_that_exist_from_the_source_that_exists(panel: dict[str, Any]) -> None:
    (source,) = files.load("deploy/grafana/provisioning/datasources/prometheus.yml")["datasources"]
    assert panel["datasource"] == {"type": source["type"], "uid": source["uid"]}
    for target in panel["targets"]:
        assert promql.metrics_in(target["expr"])
        assert promql.unknown(target["expr"]) == set()
        assert target["datasource"] == panel["datasource"]


def test_what_the_city_and_operators_look_at_is_there() -> None:
    shown = set[str]().union(*(promql.metrics_in(query) for query in queries()))
    assert shown >= {
        "doithoai_overdue_petitions",
        "doithoai_oldest_overdue_days",
        "doithoai_open_deadlines",
        "doithoai_events_total",
        "doithoai_consumer_lag_records",
        "doithoai_outbox_age_seconds",
        "doithoai_dead_letters",
    }


def test_gauges_of_several_replicas_are_not_added_up() -> None:
    plain = [query for query in queries() if query.startswith(("sum(doithoai_", "sum by (unit) (doithoai_"))]
    assert plain == []


def test_titles_are_written_in_one_form_and_panels_lie_apart() -> None:
    assert [title for title in TITLES if title != unicodedata.normalize("NFC", title)] == []
    assert len(set(TITLES)) == len(TITLES)
    taken: set[tuple[int, int]] = set()
    for panel in files.panels():
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert max(x for x, _ in cells) < 24
        assert not taken & cells, panel["title"]
        taken |= cells
