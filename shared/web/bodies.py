"""What did a client send? A POST's body in a shape of the contract, judged as strictly as an event's data."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from starlette.requests import Request

from shared.events.fields import MAX_EVENT_BYTES, EventModel
from shared.events.validate import InvalidData, from_json
from shared.web.problems import Problem

M = TypeVar("M", bound=EventModel)
REFERENCE = "#/$defs/"


async def read_body(request: Request, model: type[M]) -> M:
    """The body as `model`; a problem that names the field if it is none."""
    raw = await _raw(request)
    try:
        return cast(M, from_json(model, raw))
    except InvalidData as problem:
        raise invalid(problem) from None
    except (ValueError, RecursionError):
        raise Problem(400, "Dữ liệu không hợp lệ", "Nội dung gửi lên không phải là JSON.") from None


def invalid(problem: InvalidData) -> Problem:
    """The refusal of a field."""
    detail = f"{problem.field}: {problem.detail}"
    return Problem(422, "Dữ liệu không hợp lệ", detail, field=problem.field)


async def _raw(request: Request) -> bytes:
    """The bytes sent, no more of them than an event may have."""
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > MAX_EVENT_BYTES:
            raise Problem(413, "Nội dung quá lớn", f"Nội dung gửi lên có tối đa {MAX_EVENT_BYTES} byte.")
    return bytes(found)


def documented(model: type[EventModel]) -> dict[str, Any]:
    """What OpenAPI is told of a body that `read_body` reads: pass it as `openapi_extra`."""
    schema = model.model_json_schema()
    whole = _inlined({key: value for key, value in schema.items() if key != "$defs"}, schema.get("$defs", {}))
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": whole}}}}


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
