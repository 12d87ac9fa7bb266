"""Does an event's data say what the contract asks?

Gives the model, or the first field that is wrong and why.
"""

import json
from typing import Any, TypeVar

from pydantic import ValidationError

from shared.events.corrections import EventCorrected
from shared.events.fields import EventModel
from shared.events.keepable import InvalidData, keepable, refuse_unkeepable
from shared.events.known import known_part

M = TypeVar("M", bound=EventModel)


def from_json(model: type[M], data: bytes) -> M:
    """`data` (raw JSON of an object) as `model`, by the contract's names; InvalidData names the field."""
    try:
        found = model.model_validate_json(data, by_alias=True, by_name=False)
        # All but what a correction says is read field by field: of that the unknown is there as well.
        if not isinstance(found, EventCorrected) or keepable(found.data):
            return found
    except ValidationError as error:
        if error.errors(include_url=False)[0]["type"] != "json_invalid":
            raise _named(error) from None
    # The fast parser refuses some JSON outright (lone surrogates, what is nested deeply), wherever it stands:
    # the slow one finds the field, if it is one that the contract has.
    try:
        known = known_part(model, json.loads(data))
    except RecursionError:
        raise InvalidData("data", "is nested too deeply") from None
    return from_values(model, known)


def judged_whole(model: type[M], data: Any) -> tuple[M | None, list[InvalidData]]:
    """Data that can be kept as `model`, or every field that is wrong: for who mends all of them at once."""
    try:
        return model.model_validate_json(json.dumps(data), by_alias=True, by_name=False), []
    except ValidationError as error:
        return None, [_fault(one) for one in error.errors(include_url=False, include_input=False)]


def from_values(model: type[M], data: Any) -> M:
    """The same for data that is already decoded JSON."""
    refuse_unkeepable(data)
    try:
        return model.model_validate_json(json.dumps(data), by_alias=True, by_name=False)
    except ValidationError as error:
        raise _named(error) from None


def _named(error: ValidationError) -> InvalidData:
    return _fault(error.errors(include_url=False, include_input=False)[0])


def _fault(first: Any) -> InvalidData:
    field = ".".join(str(step) for step in first["loc"] if not _is_a_choice(step)) or "data"
    detail = first["msg"].removeprefix("Value error, ")
    return InvalidData(field, detail, first["type"], first.get("ctx"))


def _is_a_choice(step: int | str) -> bool:
    """Is it no field but which of two shapes pydantic tried, as a class or a validator is called?"""
    return isinstance(step, str) and ("[" in step or step[:1].isupper())
