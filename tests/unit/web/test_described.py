"""Each service describes itself at the contract's place: each POST with its key, refusals as they come."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator

from cli.answering import build_origin
from shared.clock import Clock
from shared.settings import SERVICES, Settings
from shared.web.described import METHODS
from shared.web.problems import MEDIA_TYPE

NOBODY = Settings(
    database="postgresql://nobody@127.0.0.1:1/{service}", kafka="127.0.0.1:1", profile="embedded"
)
ALSO = "/api/reports/openapi.json"
"""Where reporting's document was to be found before."""
ASKED: dict[str, list[tuple[str, str, int]]] = {
    "notices": [
        ("GET", "/api/notices/conferences?limit=0", 422),
        ("GET", "/api/notices/conferences", 503),
        ("GET", "/api/notices/dead-letters", 401),
        ("POST", "/api/notices/conferences/HN/registrations", 404),
        ("POST", "/api/notices/conferences/hn-1/registrations", 400),
        ("POST", "/api/events", 401),
    ],
    "petitions": [
        ("GET", "/api/petitions?state=lost", 422),
        ("GET", "/api/petitions", 503),
        ("POST", "/api/petitions", 400),
        ("POST", "/api/petitions/kn-1/answer", 401),
    ],
    "deadlines": [
        ("GET", "/api/deadlines", 503),
        ("GET", "/api/deadlines/dead-letters", 401),
    ],
    "reporting": [
        ("GET", "/api/reports/beyond-competence?year=1", 422),
        ("GET", "/api/reports/quarters/2024-Q5?as_of=now", 422),
        ("POST", "/api/reports/quarters/2024-Q2/editions?as_of=now", 422),
        ("POST", "/api/reports/dead-letters/t/0/0/discard", 401),
    ],
}
"""Requests that are refused though no database is there, and with what."""


def app_of(service: str) -> FastAPI:
    app = build_origin([service], NOBODY, Clock())
    assert isinstance(app, FastAPI)
    return app


def client_of(app: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x")


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method in METHODS & methods.keys():
            yield method, path, methods[method]


def operation_of(document: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    """The operation that answers this path: the one with the fewest places to fill in."""
    asked = path.partition("?")[0].split("/")
    return min(
        (
            (template.count("{"), operation)
            for found, template, operation in operations(document)
            if found == method.lower()
            and len(parts := template.split("/")) == len(asked)
            and all(part[:1] == "{" or part == said for part, said in zip(parts, asked, strict=True))
        ),
        key=lambda each: each[0],
    )[1]


async def test_every_document_is_at_the_services_own_name_behind_one_port_and_alone() -> None:
    places = [f"/api/{service}/openapi.json" for service in SERVICES]
    async with client_of(build_origin(SERVICES, NOBODY, Clock())) as client:
        documents = {place: await client.get(place) for place in [*places, ALSO]}
    assert {place: answer.status_code for place, answer in documents.items()} == dict.fromkeys(documents, 200)
    titles = [documents[place].json()["info"]["title"] for place in places]
    assert len(set(titles)) == len(SERVICES)
    assert documents[ALSO].json() == documents[places[-1]].json()
    for service, place in zip(SERVICES, places, strict=True):
        async with client_of(app_of(service)) as client:
            assert (await client.get(place)).json() == documents[place].json()


@pytest.mark.parametrize("service", SERVICES)
def test_every_post_declares_its_idempotency_key(service: str) -> None:
    posts = [(path, each) for method, path, each in operations(app_of(service).openapi()) if method == "post"]
    assert posts
    for path, operation in posts:
        headers = [given["name"] for given in operation.get("parameters", ()) if given["in"] == "header"]
        assert headers == ["Idempotency-Key"], path


@pytest.mark.parametrize("service", SERVICES)
def test_no_refusal_is_described_but_as_a_problem(service: str) -> None:
    document = app_of(service).openapi()
    assert not {"HTTPValidationError", "ValidationError"} & document["components"]["schemas"].keys()
    for method, path, operation in operations(document):
        refusals = {status: said for status, said in operation["responses"].items() if status[0] in "45d"}
        assert {"503", "default"} <= refusals.keys(), (method, path)
        for said in refusals.values():
            assert list(resolved(document, said)["content"]) == [MEDIA_TYPE]


@pytest.mark.parametrize("service", SERVICES)
async def test_what_is_refused_is_as_the_document_says(service: str) -> None:
    app = app_of(service)
    document = app.openapi()
    async with client_of(app) as client:
        for method, path, status in ASKED[service]:
            answer = await client.request(method, path)
            assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE), path
            said = operation_of(document, method, path)["responses"][str(status)]
            schema = resolved(document, said)["content"][MEDIA_TYPE]["schema"]
            Draft202012Validator(resolved(document, schema)).validate(answer.json())
            assert answer.json()["status"] == status


async def test_a_fault_of_ours_is_told_as_a_problem_too() -> None:
    app = app_of("notices")

    @app.get("/fault")
    async def fault() -> None:  # pyright: ignore[reportUnusedFunction]
        raise RuntimeError("ours")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        answer = await client.get("/fault")
    assert (answer.status_code, answer.headers["content-type"]) == (500, MEDIA_TYPE)
    assert "ours" not in answer.text


def resolved(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """What a reference within the document points to."""
    if "$ref" not in part:
        return part
    found: Any = document
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return found
