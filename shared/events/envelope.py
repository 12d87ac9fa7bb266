"""Is this a CloudEvent, and what does its envelope say?

Decoded from the raw record, fast; diagnosed slowly when it is not.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

import msgspec

from shared.events.fields import clean_text, parse_moment

MAX_ID = 512
TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
STRUCTURED = "application/cloudevents+json"


class _Structured(msgspec.Struct):
    specversion: str
    id: str
    source: str
    type: str
    time: str
    data: msgspec.Raw
    subject: str | None = None
    traceparent: str | None = None
    data_base64: msgspec.Raw | None = None


_DECODER = msgspec.json.Decoder(_Structured)


class Malformed(ValueError):
    """Not an event of the contract's form: says what, and the attribute if one is to blame."""

    def __init__(self, detail: str, field: str | None = None, event_id: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.event_id = event_id


class Envelope(msgspec.Struct, frozen=True):
    """The attributes of a CloudEvent, and its data as raw JSON."""

    id: str
    source: str
    type: str
    time: datetime
    subject: str | None
    traceparent: str | None
    data: bytes


Headers = Iterable[tuple[Any, Any]]


def decode(value: bytes | None, headers: Headers) -> Envelope:
    """The envelope of a record, structured or binary mode; Malformed if there is none."""
    if value is None:
        raise Malformed("the record has no value")
    try:
        found = _DECODER.decode(value)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return _diagnose(value, headers)
    if found.data_base64 is not None:
        raise Malformed("data must be a JSON object, not data_base64", "data", found.id)
    data = bytes(found.data)
    return _plainly(found, data) or _checked(msgspec.structs.asdict(found), data)


def _plainly(found: _Structured, data: bytes) -> Envelope | None:
    """The envelope of what is plainly right, as nearly everything is; None: to be looked at closely."""
    if found.specversion != "1.0" or not found.source or not found.type or data[:1] != b"{":
        return None
    if not 0 < len(found.id) <= MAX_ID or not found.id.isascii() or "\x00" in found.id:
        return None
    try:
        time = parse_moment(found.time)
    except (ValueError, OverflowError):
        return None
    trace = _trace(found.traceparent)
    return Envelope(found.id, found.source, found.type, time, found.subject, trace, data)


def _diagnose(value: bytes, headers: Headers) -> Envelope:
    """What is not a plain structured event: another mode, or the reason why it is none."""
    found = _json(value)
    whole = cast(dict[str, Any], found) if isinstance(found, dict) else None
    if whole is not None and "specversion" in whole:
        return _from_json(whole)
    binary = _binary_attributes(headers)
    if binary:
        return _checked(binary, value, found)
    if whole is None:
        raise Malformed("the value must be one JSON object: a CloudEvent in structured mode")
    return _from_json(whole)


def _from_json(whole: Mapping[str, Any]) -> Envelope:
    if "data" not in whole:
        raise Malformed("data is missing", "data", _readable_id(whole))
    data = json.dumps(whole["data"]).encode()
    return _checked(whole, data, whole["data"])


def _checked(attributes: Mapping[str, Any], data: bytes, parsed: Any = None) -> Envelope:
    event_id = _readable_id(attributes)
    for name in ("specversion", "id", "source", "type", "time"):
        if not isinstance(attributes.get(name), str) or not attributes[name]:
            raise Malformed(f"{name} is missing or not a text", name, event_id)
    if attributes["specversion"] != "1.0":
        raise Malformed("specversion must be 1.0", "specversion", event_id)
    if event_id is None:
        raise Malformed(f"id must be a text of at most {MAX_ID} characters without NUL", "id")
    for name in ("subject", "traceparent"):
        if not isinstance(attributes.get(name), str | None):
            raise Malformed(f"{name} must be a text", name, event_id)
    try:
        time = parse_moment(attributes["time"])
    except (ValueError, OverflowError):
        raise Malformed(
            "time must be RFC 3339 with an offset, such as 2024-06-21T17:00:00+07:00", "time", event_id
        ) from None
    if not data.lstrip()[:1] == b"{" or (parsed is not None and not isinstance(parsed, dict)):
        raise Malformed("data must be a JSON object", "data", event_id)
    return Envelope(
        event_id, attributes["source"], attributes["type"], time,
        attributes.get("subject"), _trace(attributes.get("traceparent")), data,
    )  # fmt: skip


def _readable_id(attributes: Mapping[str, Any]) -> str | None:
    found = attributes.get("id")
    if not isinstance(found, str) or not 0 < len(found) <= MAX_ID:
        return None
    try:
        return clean_text(found)
    except ValueError:
        return None


def _trace(given: str | None) -> str | None:
    """A W3C trace context; anything else is as good as none."""
    return given if given and TRACEPARENT.fullmatch(given) else None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _json(value: bytes) -> Any:
    try:
        return json.loads(value.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Malformed("the value is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise Malformed(f"the value is not JSON: {str(error)[:200]}") from None


def _binary_attributes(headers: Headers) -> dict[str, Any]:
    """The `ce_` headers of binary mode; one that is not UTF-8 text counts as absent."""
    found: dict[str, Any] = {}
    for name, value in headers:
        if isinstance(name, str) and name.lower().startswith("ce_") and isinstance(value, bytes):
            try:
                found[name.lower()[3:]] = value.decode("utf-8")
            except UnicodeDecodeError:
                continue
    return found
