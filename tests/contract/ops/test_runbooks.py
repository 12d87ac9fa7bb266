"""Do the runbooks name services and commands that are there, and show a token where one is asked for?"""

import re
from functools import cache

import pytest
from fastapi import FastAPI

from cli.answering import build_origin
from cli.app import COMMANDS, GROUPS
from shared.clock import Clock
from shared.settings import SERVICES, Settings
from tests.contract.ops import files

COMPOSE = files.compose()["services"]
PAGES = sorted(path.name for path in (files.ROOT / "docs/runbooks").glob("*.md"))
ASK_OVER_HTTP = (
    "overdue",
    "planner",
    "summary",
    "appendix",
    "reconcile",
    "compliance",
    "calendar show",
    "unit",
)
WITH_A_VALUE = {"-e", "--user", "--entrypoint"}
NOBODY = Settings(database="postgresql://x@127.0.0.1:1/{service}", kafka="127.0.0.1:1", profile="embedded")
ROUTE = re.compile(r"/api/[^\s'`?),;]+")
OF_SERVICES = re.compile(r"docker compose (?:ps|logs|restart|stop)(?: -\S+)*((?: [a-z]+\b)+)")


def text(page: str) -> str:
    return files.text(f"docs/runbooks/{page}").replace("\\\n", " ")


def runs(page: str) -> list[tuple[list[str], str, str]]:
    """What is run in a container: the options before the service, the service, what follows it."""
    found: list[tuple[list[str], str, str]] = []
    for line in re.findall(r"docker compose (?:exec|run) ([^`\n]+)", text(page)):
        words, options = line.split(), []
        while words[0].startswith("-"):
            taken = 2 if words[0] in WITH_A_VALUE else 1
            options += words[:taken]
            words = words[taken:]
        found.append((options, words[0], " ".join(words[1:]).removeprefix("doithoai ")))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_services_that_are_named_are_those_of_the_compose_file(page: str) -> None:
    named = {name for names in OF_SERVICES.findall(text(page)) for name in names.split()}
    assert named | {service for _, service, _ in runs(page)} <= set(COMPOSE)


def test_who_is_to_go_back_a_version_is_told_how_without_setting_up() -> None:
    """Its `setup` refuses tables that are ahead, and the services of the compose file wait for that."""
    (how,) = re.findall(r"docker compose up -d --no-deps ([a-z ]+)", text("README.md"))
    waiting = {name for name, one in COMPOSE.items() if "setup" in one.get("depends_on", {})}
    assert set(how.split()) == waiting
    told = [page for page in PAGES if "quay lại bản trước" in text(page)]
    assert told
    assert all("(README.md)" in text(page) for page in told)


@pytest.mark.parametrize("page", PAGES)
def test_commands_are_there_and_those_that_ask_over_http_show_a_token(page: str) -> None:
    for options, service, command in runs(page):
        if command and COMPOSE[service]["image"].startswith("doithoai:"):
            assert command.partition(" ")[0] in {*COMMANDS, *GROUPS}
        if command.startswith(ASK_OVER_HTTP):
            assert any(option.startswith("DOITHOAI_TOKEN=") for option in options), command


@pytest.mark.parametrize("page", PAGES)
def test_a_file_goes_into_a_container_by_its_standard_input(page: str) -> None:
    ours = [run for run in runs(page) if COMPOSE[run[1]]["image"].startswith("doithoai:")]
    for options, _, command in ours:
        assert not re.search(r"\S\.json\b", command.partition("<")[0].partition(">")[0]), command
        assert "-T" in options or " < " not in command, command


@pytest.mark.parametrize("page", PAGES)
def test_whoever_asks_the_platform_itself_shows_a_token(page: str) -> None:
    asking = [line for line in text(page).splitlines() if "curl" in line and "/api/" in line]
    assert [line for line in asking if "Authorization: Bearer" not in line] == []


@cache
def routes() -> list[list[str]]:
    """What the services answer, in parts."""
    apps = [build_origin([service], NOBODY, Clock()) for service in SERVICES]
    documents = [app.openapi() for app in apps if isinstance(app, FastAPI)]
    return [path.split("/") for document in documents for path in document["paths"]]


@pytest.mark.parametrize("page", PAGES)
def test_routes_that_are_named_are_answered(page: str) -> None:
    for named in ROUTE.findall(text(page)):
        parts = named.split("/")
        assert any(
            len(route) == len(parts)
            and all(part == said or part[:1] == "{" for part, said in zip(route, parts, strict=True))
            for route in routes()
        ), named
