"""What of an event's data does the contract know? Only that is judged and kept.

The rest is ignored, whatever it holds: also what no database keeps (NUL, lone surrogates) and what is nested
deeper than the quick parsers go. Asked only of data that holds such a thing somewhere.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin

from shared.events.catalogue import EVENTS
from shared.events.corrections import EventCorrected
from shared.events.fields import EventModel
from shared.events.keepable import keepable


def known_part(model: type[EventModel], data: Any) -> Any:
    """`data` less the fields that `model` does not have, at whatever depth."""
    if not isinstance(data, dict):
        return data
    said = cast(Mapping[str, Any], data)
    return {name: _part(hint, said[name]) for name, hint in _fields(model).items() if name in said}


def _part(hint: Any, value: Any) -> Any:
    """What of `value` can be a `hint`; what is none at all stays, to be refused by name."""
    if get_origin(hint) in (Union, UnionType, Annotated):
        for choice in get_args(hint):
            value = _part(choice, value)
        return value
    if get_origin(hint) is list and isinstance(value, list):
        (inner,) = get_args(hint)
        return [_part(inner, each) for each in cast(list[Any], value)]
    if get_origin(hint) is dict:
        return without_unkeepable(value)
    return known_part(hint, value) if isinstance(hint, type) and issubclass(hint, EventModel) else value


def without_unkeepable(value: Any) -> Any:
    """What a correction says, less the fields that can't be kept and that no event has.

    Which event it corrects is not known yet; a field that another has stays, and is refused by name.
    """
    if isinstance(value, dict):
        said = cast(Mapping[str, Any], value)
        return {
            name: without_unkeepable(inner) if name in names() else inner
            for name, inner in said.items()
            if name in names() or keepable({name: inner})
        }
    if isinstance(value, list):
        several = cast(list[Any], value)
        return [without_unkeepable(each) if isinstance(each, dict | list) else each for each in several]
    return value


@cache
def names() -> frozenset[str]:
    """Every name that a field of an agency's event can have, at whatever depth."""
    inbound = [entry.model for entry in EVENTS.values() if entry.inbound]
    return frozenset(name for model in (*inbound, EventCorrected) for name in _names(model))


def _names(hint: Any) -> Iterator[str]:
    if isinstance(hint, type) and issubclass(hint, EventModel):
        for name, inner in _fields(hint).items():
            yield name
            yield from _names(inner)
    for inner in get_args(hint):
        yield from _names(inner)


@cache
def _fields(model: type[EventModel]) -> Mapping[str, Any]:
    """The contract's names of its fields, and what each is."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}
