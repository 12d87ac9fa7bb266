"""What did a client send? A POST's body in a shape of the contract, judged as strictly as an event's data."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from starlette.requests import Request

from shared.events.fields import MAX_EVENT_BYTES, EventModel
from shared.events.keepable import InvalidData, refuse_unkeepable
from shared.events.validate import from_json
from shared.web.problems import Problem
from shared.web.wording import in_vietnamese

M = TypeVar("M", bound=EventModel)
REFERENCE = "#/$defs/"


async def read_body(request: Request, model: type[M]) -> M:
    """The body as `model`; a problem that names the field if it is none."""
    raw = await read_bytes(request)
    try:
        return from_json(model, raw)
    except InvalidData as problem:
        raise invalid(problem) from None
    except (ValueError, RecursionError):
        raise _no_json() from None


async def read_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object whose shape is judged later; an empty one says nothing."""
    raw = await read_bytes(request)
    try:
        found: Any = json.loads(raw, parse_constant=_no_constant) if raw.strip() else {}
        refuse_unkeepable(found)
    except InvalidData as problem:
        raise invalid(problem) from None
    except (ValueError, RecursionError):
        raise _no_json() from None
    if not isinstance(found, dict):
        raise invalid(InvalidData("data", "must be a JSON object"))
    return cast(dict[str, Any], found)


def invalid(problem: InvalidData) -> Problem:
    """The refusal of a field."""
    detail = f"{problem.field}: {in_vietnamese(problem.kind, problem.context, problem.detail)}"
    return Problem(422, "Dữ liệu không hợp lệ", detail, field=problem.field)


async def read_bytes(request: Request, most: int = MAX_EVENT_BYTES) -> bytes:
    """The bytes sent, no more of them than `most`."""
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > most:
            raise Problem(413, "Nội dung quá lớn", f"Nội dung gửi lên có tối đa {most} byte.")
    return bytes(found)


def _no_json() -> Problem:
    return Problem(400, "Dữ liệu không hợp lệ", "Nội dung gửi lên không phải là JSON.")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def documented(model: type[EventModel]) -> dict[str, Any]:
    """What OpenAPI is told of a body that `read_body` reads: pass it as `openapi_extra`."""
    return body_of(schema_of(model))


def schema_of(model: type[EventModel]) -> dict[str, Any]:
    """The model's JSON Schema, whole in itself."""
    schema = model.model_json_schema()
    return _inlined({key: value for key, value in schema.items() if key != "$defs"}, schema.get("$defs", {}))


def body_of(schema: Mapping[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    """OpenAPI's words for a body of this schema."""
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema}}}}


def _inlined(part: Any, definitions: Mapping[str, Any]) -> Any:
    """The schema without references: those of a model point into the model, not into the whole document."""
    if isinstance(part, list):
        return [_inlined(inner, definitions) for inner in cast(list[Any], part)]
    if not isinstance(part, dict):
        return part
    values = cast(dict[str, Any], part)
    if "$ref" in values:
        return _inlined(definitions[values["$ref"].removeprefix(REFERENCE)], definitions)
    return {key: _inlined(value, definitions) for key, value in values.items()}
