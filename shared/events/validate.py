"""Does an event's data say what the contract asks?

Gives the model, or the first field that is wrong and why.
"""

import json
import math
from collections.abc import Mapping
from typing import Any, cast

from pydantic import ValidationError

from shared.events.fields import EventModel


class InvalidData(ValueError):
    """The data is not what the contract asks; `field` is its path, such as `business.kind`.

    `kind` and `context` are pydantic's own names for what is wrong, for whoever says it in other words.
    """

    def __init__(
        self, field: str, detail: str, kind: str = "value_error", context: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(f"{field}: {detail}")
        self.field = field
        self.detail = detail
        self.kind = kind
        self.context = context or {}


def from_json(model: type[EventModel], data: bytes) -> EventModel:
    """`data` (raw JSON of an object) as `model`; InvalidData names the field."""
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        if error.errors(include_url=False)[0]["type"] != "json_invalid":
            raise _named(error) from None
    # The fast parser refuses some JSON outright (lone surrogates): the slow one finds the field.
    return from_values(model, json.loads(data))


def from_values(model: type[EventModel], data: Any) -> EventModel:
    """The same for data that is already decoded JSON."""
    refuse_unkeepable(data)
    try:
        return model.model_validate_json(json.dumps(data))
    except ValidationError as error:
        raise _named(error) from None


def refuse_unkeepable(value: Any, path: tuple[str, ...] = ()) -> None:
    """InvalidData for what can't be kept as the same JSON: NUL, lone surrogates, numbers past 64 bits."""
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise InvalidData(".".join(path) or "data", "must not contain NUL or a lone surrogate")
    elif (isinstance(value, float) and not math.isfinite(value)) or (
        isinstance(value, int) and abs(value) >= 2**63
    ):
        raise InvalidData(".".join(path) or "data", "is too large a number")
    elif isinstance(value, dict):
        for name, inner in cast(dict[Any, Any], value).items():
            refuse_unkeepable(name, path)
            refuse_unkeepable(inner, (*path, str(name)))
    elif isinstance(value, list):
        for place, inner in enumerate(cast(list[Any], value)):
            refuse_unkeepable(inner, (*path, str(place)))


def _named(error: ValidationError) -> InvalidData:
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(step) for step in first["loc"] if not _is_a_choice(step)) or "data"
    detail = first["msg"].removeprefix("Value error, ")
    return InvalidData(field, detail, first["type"], first.get("ctx"))


def _is_a_choice(step: int | str) -> bool:
    """Is it no field but which of two shapes pydantic tried, as a class or a validator is called?"""
    return isinstance(step, str) and ("[" in step or step[:1].isupper())
