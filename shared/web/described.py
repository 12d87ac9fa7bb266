"""What does a service's OpenAPI document say of refusals? That each is a problem (RFC 9457), and where which.

Said once for all routes: FastAPI would tell of 422 alone, and in a shape that we never send.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from shared.messaging.inbound import Reason
from shared.web.problems import MEDIA_TYPE

NAME = "Problem"
NEVER_SENT = ("HTTPValidationError", "ValidationError")
METHODS = frozenset({"get", "post", "put", "patch", "delete"})
PROBLEM: dict[str, Any] = {
    "title": NAME,
    "description": "RFC 9457: what was refused and why, in Vietnamese for people.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "field": {"type": ["string", "null"], "description": "the parameter or the field that is wrong"},
        "reason": {"enum": [reason.value for reason in Reason], "description": "as a receipt gives it"},
        "needs": {"type": "array", "items": {"type": "string"}, "description": "roles, one of which may"},
    },
    "additionalProperties": True,
}
REFUSED = {"$ref": f"#/components/responses/{NAME}"}


class Described(FastAPI):
    """A web side whose document says how it refuses."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            parts: dict[str, Any] = document.setdefault("components", {})
            schemas: dict[str, Any] = parts.setdefault("schemas", {})
            for name in NEVER_SENT:
                schemas.pop(name, None)
            schemas[NAME] = PROBLEM
            parts["responses"] = {
                NAME: {
                    "description": "Not done: a problem that says why.",
                    "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{NAME}"}}},
                }
            }
            for path, methods in document["paths"].items():
                for method in METHODS & methods.keys():
                    _describe(path, method, methods[method])
        assert self.openapi_schema is not None
        return self.openapi_schema

    def describe_at(self, path: str) -> None:
        """The document at this address too."""
        if path == self.openapi_url:
            return

        @self.get(path, include_in_schema=False)
        async def document(_: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
            return JSONResponse(self.openapi())


def _describe(path: str, method: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    for status in _refusals(path, method, operation):
        answers[str(status)] = REFUSED
    answers["default"] = REFUSED


def _refusals(path: str, method: str, operation: dict[str, Any]) -> Iterator[int]:
    """Which refusals are to be reckoned with there; the `default` tells of any other."""
    if "requestBody" in operation:
        yield from (400, 413)
    if "security" in operation:
        yield from (401, 403)
    if "{" in path:
        yield 404
    if method == "post":
        yield 409
    if "requestBody" in operation or operation.get("parameters"):
        yield 422
    yield 503
