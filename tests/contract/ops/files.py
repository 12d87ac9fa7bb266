"""The operations files as data, for the tests that read them."""

import json
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
SERVICES = ("notices", "petitions", "deadlines", "reporting")


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def load(path: str) -> Any:
    return json.loads(text(path)) if path.endswith(".json") else yaml.safe_load(text(path))


def compose() -> dict[str, Any]:
    return load("docker-compose.yml")


def alerts() -> list[dict[str, Any]]:
    return [rule for group in load("deploy/prometheus/alerts.yml")["groups"] for rule in group["rules"]]


def dashboards() -> list[Path]:
    return sorted((ROOT / "deploy/grafana/dashboards").glob("*.json"))


def panels() -> list[dict[str, Any]]:
    return [panel for path in dashboards() for panel in load(str(path.relative_to(ROOT)))["panels"]]
