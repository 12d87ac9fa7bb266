"""Is this a CloudEvent, and what does its envelope say?

Decoded from the raw record, fast; diagnosed slowly when it is not. Of the two modes the headers tell which it
is: with `ce_` headers it is the binary one, unless the value is a whole envelope all the same, as of a bridge
that put headers on what it passed on; then the envelope speaks.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import msgspec

from shared.events.fields import MAX_ID, any_moment, clean_text

TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
REQUIRED = ("specversion", "id", "source", "type", "time")
WHOLE = frozenset({*REQUIRED, "data"})
EARLIEST, LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""What lies beyond is taken for these: it could not be told in other time zones, and no unit acts then."""


class _Structured(msgspec.Struct):
    specversion: str
    id: str
    source: str
    type: str
    time: str
    data: msgspec.Raw
    subject: str | None = None
    traceparent: str | None = None
    data_base64: Any = None


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
    try:
        if value is None:
            return _diagnose(value, headers)
        if not value.isascii():
            # What is passed over below would be looked at by nobody.
            value.decode()
        found = _DECODER.decode(value)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return _diagnose(value, headers)
    if found.data_base64 is not None:
        raise _two_kinds_of_data(_readable_id(found.id))
    data = bytes(found.data)
    return _plainly(found, data) or _checked(msgspec.structs.asdict(found), data)


def _plainly(found: _Structured, data: bytes) -> Envelope | None:
    """The envelope of what is plainly right, as nearly everything is; None: to be looked at closely."""
    if found.specversion != "1.0" or not found.source or not found.type or data[:1] != b"{":
        return None
    if not 0 < len(found.id) <= MAX_ID or not found.id.isascii() or "\x00" in found.id:
        return None
    try:
        time = _time(found.time)
    except ValueError:
        return None
    trace = _trace(found.traceparent)
    return Envelope(found.id, found.source, found.type, time, found.subject, trace, data)


def _diagnose(value: bytes | None, headers: Headers) -> Envelope:
    """What is not a plain structured event: another mode, or the reason why it is none."""
    binary, unreadable = _binary_attributes(headers)
    try:
        found = _json(value)
    except Malformed as problem:
        known = _readable_id(binary.get("id")) if binary or unreadable else _id_within(value)
        raise Malformed(problem.detail, None, known) from None
    whole = cast(dict[str, Any], found) if isinstance(found, dict) else None
    if (binary or unreadable) and (whole is None or not whole.keys() >= WHOLE):
        return _of_headers(binary, unreadable, value or b"", found)
    if whole is None:
        raise Malformed("the value must be one JSON object: a CloudEvent in structured mode")
    return _from_json(whole)


def _of_headers(attributes: Mapping[str, Any], unreadable: list[str], data: bytes, parsed: Any) -> Envelope:
    if unreadable:
        event_id = _readable_id(attributes.get("id"))
        raise Malformed(f"the header ce_{unreadable[0]} is not UTF-8", unreadable[0], event_id)
    return _checked(attributes, data, parsed)


def _from_json(whole: Mapping[str, Any]) -> Envelope:
    event_id = _readable_id(whole.get("id"))
    if whole.get("data_base64") is not None:
        raise _two_kinds_of_data(event_id)
    if "data" not in whole:
        raise Malformed("data is missing", "data", event_id)
    try:
        data = json.dumps(whole["data"]).encode()
    except RecursionError:
        raise Malformed("data is nested too deeply", "data", event_id) from None
    return _checked(whole, data, whole["data"])


def _two_kinds_of_data(event_id: str | None) -> Malformed:
    return Malformed("data must be a JSON object, and no data_base64 beside it", "data_base64", event_id)


def _checked(attributes: Mapping[str, Any], data: bytes, parsed: Any = None) -> Envelope:
    event_id = _readable_id(attributes.get("id"))
    for name in REQUIRED:
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
        time = _time(attributes["time"])
    except ValueError:
        raise Malformed(
            "time must be RFC 3339 with an offset, such as 2024-06-21T17:00:00+07:00", "time", event_id
        ) from None
    if not data.lstrip()[:1] == b"{" or (parsed is not None and not isinstance(parsed, dict)):
        raise Malformed("data must be a JSON object", "data", event_id)
    return Envelope(
        event_id, attributes["source"], attributes["type"], time,
        attributes.get("subject"), _trace(attributes.get("traceparent")), data,
    )  # fmt: skip


def _time(text: str) -> datetime:
    """When it happened; what is too far away to be told in other time zones as the farthest that is not."""
    moment = any_moment(text)
    return moment if 1 < moment.year < LATEST.year else min(max(moment, EARLIEST), LATEST)


def _readable_id(found: Any) -> str | None:
    """The id as it is kept, in NFC; None for what is none, or too long for an index."""
    try:
        known = clean_text(found) if isinstance(found, str) else ""
    except ValueError:
        return None
    return known if 0 < len(known) <= MAX_ID else None


def _id_within(value: bytes | None) -> str | None:
    """The id of a value that is not UTF-8 or not JSON all through, where it can be read in spite of that."""
    try:
        return _readable_id(_DECODER.decode(value or b"").id)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return _id_of_nearly_json(value or b"")


def _id_of_nearly_json(value: bytes) -> str | None:
    """That of a value with NaN in it, or a byte order mark before it, as some senders write JSON."""
    try:
        found: Any = json.loads(value.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return _readable_id(cast(dict[str, Any], found).get("id")) if isinstance(found, dict) else None


def _trace(given: str | None) -> str | None:
    """A W3C trace context; anything else is as good as none."""
    return given if given and TRACEPARENT.fullmatch(given) else None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _json(value: bytes | None) -> Any:
    if value is None:
        raise Malformed("the record has no value")
    try:
        return json.loads(value.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Malformed("the value is not UTF-8") from None
    except RecursionError:
        raise Malformed("the value is nested too deeply") from None
    except ValueError as error:
        raise Malformed(f"the value is not JSON: {str(error)[:200]}") from None


def _binary_attributes(headers: Headers) -> tuple[dict[str, Any], list[str]]:
    """What the `ce_` headers of binary mode say, and the names of those that are not UTF-8."""
    found: dict[str, Any] = {}
    unreadable: list[str] = []
    for name, value in headers:
        if isinstance(name, str) and name.lower().startswith("ce_") and isinstance(value, bytes):
            try:
                found[name.lower()[3:]] = value.decode("utf-8")
            except UnicodeDecodeError:
                unreadable.append(name.lower()[3:])
    return found, unreadable
