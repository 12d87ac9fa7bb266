"""The reverse proxy sends each path where `doithoai up` sends it, and writes down nobody's tracking code."""

import json
import re

from cli.answering import PREFIXES
from tests.contract.ops import files

CONFIGURATION = files.text("deploy/proxy/nginx.conf")
LOCATIONS = dict(re.findall(r"location (/\S*) \{[^}]*?proxy_pass \$(\w+);", CONFIGURATION))


def goes_to(path: str) -> str:
    """The service nginx picks: that of the longest prefix."""
    return LOCATIONS[max((prefix for prefix in LOCATIONS if path.startswith(prefix)), key=len)]


def test_each_prefix_goes_to_its_service() -> None:
    assert {prefix: goes_to(prefix) for prefix in PREFIXES} == PREFIXES


def test_the_routes_of_the_contract_go_to_their_owner() -> None:
    assert goes_to("/api/reports/quarters/2024-Q2.xlsx") == "reporting"
    assert goes_to("/api/petitions/track/ABC") == "petitions"
    assert goes_to("/api/petitions/kn-1/answer") == "petitions"
    assert goes_to("/api/events") == "notices"
    assert goes_to("/api/receipts/abc") == "notices"
    assert goes_to("/api/deadlines/overdue-petitions") == "deadlines"
    assert goes_to("/health/ready") == "reporting"
    assert goes_to("/") == "reporting"


def test_every_service_is_reached_by_its_name_in_the_compose_file() -> None:
    named = dict(re.findall(r"set \$(\w+) http://(\w+):8080;", CONFIGURATION))
    assert named == {name: name for name in files.SERVICES}
    assert set(named) <= set(files.compose()["services"])


def test_a_tracking_code_is_not_written_down() -> None:
    masked = re.search(r"map \$uri \$path_logged \{(.*?)\}", CONFIGURATION, re.DOTALL)
    assert masked
    assert "~^/api/petitions/track/ /api/petitions/track/*;" in masked[1]
    logged = re.search(r"log_format house '(.*?)';", CONFIGURATION)
    assert logged
    assert not re.search(r"\$(request|request_uri|uri|args|query_string|http_referer)\b", logged[1])
    assert re.findall(r"access_log \S+ (\w+);", CONFIGURATION) == ["house"]


def test_what_the_proxy_refuses_by_itself_is_said_as_the_services_say_it() -> None:
    said = re.findall(
        r"location @\w+ \{[^}]*?default_type application/problem\+json;[^}]*?return (\d+) '(.*?)';",
        CONFIGURATION,
        re.DOTALL,
    )
    found = {int(status): json.loads(body) for status, body in said}
    assert {status: body["status"] for status, body in found.items()} == {413: 413, 503: 503}
    assert re.findall(r"error_page ([\d ]+)", CONFIGURATION) == ["502 504 ", "413 "]
    (most,) = re.findall(r"client_max_body_size (\d+)m;", CONFIGURATION)
    assert f" {most} MiB" in found[413]["detail"]
