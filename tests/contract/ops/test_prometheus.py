"""The alerts: about figures that exist, told in Vietnamese, each with a page of what to do, each tested."""

import re
import unicodedata
from typing import Any

import pytest

from tests.contract.ops import files, promql

ALERTS = files.alerts()
BY_NAME = {rule["alert"]: rule for rule in ALERTS}
TESTS = ("deploy/prometheus/alerts_test.yml", "deploy/prometheus/alerts_by_season_test.yml")


def kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def test_every_service_is_asked_by_its_name() -> None:
    jobs = files.load("deploy/prometheus/prometheus.yml")["scrape_configs"]
    asked = {job["job_name"]: job["dns_sd_configs"][0] for job in jobs}
    assert set(asked) == {*files.SERVICES, "watch"}
    assert all(found["names"] == [name] and found["port"] == 8080 for name, found in asked.items())


def test_a_service_without_any_replica_is_missed() -> None:
    assert set(re.findall(r'absent\(up\{job="(\w+)"\}\)', BY_NAME["ServiceDown"]["expr"])) == set(
        files.SERVICES
    )


@pytest.mark.parametrize("rule", ALERTS, ids=BY_NAME)
def test_an_alert_is_about_figures_the_platform_exports(rule: dict[str, Any]) -> None:
    assert promql.unknown(rule["expr"]) == set()
    assert promql.metrics_in(rule["expr"])


@pytest.mark.parametrize("rule", ALERTS, ids=BY_NAME)
def test_an_alert_says_in_vietnamese_what_is_the_matter(rule: dict[str, Any]) -> None:
    summary = rule["annotations"]["summary"]
    assert summary == unicodedata.normalize("NFC", summary)
    assert re.search(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", summary)
    assert rule["labels"]["severity"] in ("info", "warning", "critical")
    used = set(re.findall(r"\$labels\.(\w+)", summary))
    assert used <= promql.labels_of(rule["expr"])


@pytest.mark.parametrize("rule", ALERTS, ids=BY_NAME)
def test_an_alert_has_a_page_that_says_what_to_do(rule: dict[str, Any]) -> None:
    page = rule["annotations"]["runbook"]
    assert page == f"docs/runbooks/{kebab(rule['alert'])}.md"
    said = files.text(page)
    assert said.startswith(f"# {rule['alert']}")
    assert all(part in said for part in ("Nghĩa là gì.", "Xem gì.", "Làm gì."))
    assert f"({kebab(rule['alert'])}.md)" in files.text("docs/runbooks/README.md")


def test_every_page_is_of_an_alert_or_of_something_that_people_do() -> None:
    pages = {path.stem for path in (files.ROOT / "docs/runbooks").glob("*.md")} - {"README"}
    assert pages == {kebab(name) for name in BY_NAME} | {"restore"}


def test_the_commands_on_the_pages_exist() -> None:
    pages = "\n".join(path.read_text("utf-8") for path in (files.ROOT / "docs/runbooks").glob("*.md"))
    used = set(re.findall(r"(?:exec \w+ |`)doithoai ([a-z-]+)", pages))
    assert {"audit", "drain"} <= used
    assert not [name for name in used if not (files.ROOT / f"cli/{name.replace('-', '_')}.py").exists()]


@pytest.mark.parametrize("name", BY_NAME)
def test_an_alert_is_shown_to_fire_and_to_stay_silent(name: str) -> None:
    checks = [
        check
        for path in TESTS
        for test in files.load(path)["tests"]
        for check in test["alert_rule_test"]
        if check["alertname"] == name
    ]
    assert {bool(check.get("exp_alerts")) for check in checks} == {True, False}
