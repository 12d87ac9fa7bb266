"""The reverse proxy sends each path where `doithoai up` sends it, and writes down nobody's tracking code."""

import json
import re

from cli.answering import PREFIXES
from services.notices import pages as notices
from services.petitions import pages as petitions
from services.reporting import pages as reporting
from tests.contract.ops import files

CONFIGURATION = files.text("deploy/proxy/nginx.conf")
LOCATIONS = dict(re.findall(r"location (/\S*) \{[^}]*?proxy_pass \$(\w+);", CONFIGURATION))


def goes_to(path: str) -> str:
    """The service nginx picks: that of the longest prefix."""
    return LOCATIONS[max((prefix for prefix in LOCATIONS if path.startswith(prefix)), key=len)]


def test_each_prefix_goes_to_its_service() -> None:
    assert {prefix: goes_to(prefix) for prefix in PREFIXES} == PREFIXES


def test_each_page_is_answered_by_the_service_that_has_it() -> None:
    of_all = (("notices", notices), ("petitions", petitions), ("reporting", reporting))
    pages = {at: name for name, service in of_all for at in service.AT}
    assert pages.items() <= PREFIXES.items()


def test_the_routes_of_the_contract_go_to_their_owner() -> None:
    assert goes_to("/api/reports/quarters/2024-Q2.xlsx") == "reporting"
    assert goes_to("/api/petitions/track/ABC") == "petitions"
    assert goes_to("/api/petitions/kn-1/answer") == "petitions"
    assert goes_to("/api/events") == "notices"
    assert goes_to("/api/receipts/abc") == "notices"
    assert goes_to("/api/deadlines/overdue-petitions") == "deadlines"
    assert goes_to("/health/ready") == "reporting"
    assert goes_to("/") == "reporting"
    assert goes_to("/hoi-nghi/hn-1") == "notices"
    assert goes_to("/kien-nghi/moi") == goes_to("/tra-cuu") == "petitions"
    assert goes_to("/can-bo/kien-nghi/kn-1/answer") == "petitions"
    assert goes_to("/dau-moi/tong-hop/2024-Q2") == "reporting"
    assert goes_to("/can-bo/hoi-nghi/hn-1/held") == "notices"


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
    assert re.findall(r"^        error_page ([\d ]+)", CONFIGURATION, re.MULTILINE) == ["502 504 ", "413 "]
    (most,) = re.findall(r"client_max_body_size (\d+)m;", CONFIGURATION)
    assert f" {most} MiB" in found[413]["detail"]


PAGES = {
    path: block
    for path, block in re.findall(r"location (/\S+) \{\n(.*?)\n        \}", CONFIGURATION, re.DOTALL)
    if not path.startswith("/api")
}


def test_below_the_pages_addresses_what_the_proxy_refuses_is_said_in_a_page() -> None:
    assert set(PAGES) == {*notices.AT, *petitions.AT, *reporting.AT}
    for block in PAGES.values():
        assert "error_page 502 504 = @page_unavailable;" in block
        assert "error_page 413 @page_too_large;" in block
    said = dict(
        re.findall(
            r"location @page_\w+ \{[^}]*?\"text/html; charset=utf-8\";[^}]*?return (\d+) '(.*?)';",
            CONFIGURATION,
            re.DOTALL,
        )
    )
    assert set(said) == {"413", "503"}
    assert all(page.startswith('<!doctype html><html lang="vi">') for page in said.values())


def test_what_the_proxy_says_of_an_error_names_no_code_either() -> None:
    tracking = re.search(r"location /api/petitions/track/ \{(.*?)\}", CONFIGURATION, re.DOTALL)
    assert tracking
    officers = [block for path, block in PAGES.items() if path.startswith("/can-bo")]
    for block in (tracking[1], PAGES["/tra-cuu"], PAGES["/dau-moi"], *officers):
        assert "error_log /dev/null crit;" in block
