"""Is an event's data plainly as the contract asks? Most is: read by msgspec in a fraction of pydantic's time.

It never refuses: what it does not take as it stands is left to pydantic, which judges it and names the field.
"""

import unicodedata
from collections.abc import Callable
from enum import Enum
from functools import cache, reduce
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import annotated_types
import msgspec
from pydantic import StringConstraints

from shared.events.fields import Day, DocumentDay, EventModel, Letters

Quick = Callable[[bytes], dict[str, Any] | None]

_SURE_DAY = (
    r"^20[0-9][0-9]-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)\Z"
)
"""A day that exists in any year; 29 February is left to pydantic, which knows the years."""


class _Beyond(TypeError):
    """A kind of field that is pydantic's alone to judge."""


@cache
def reader(model: type[EventModel]) -> Quick | None:
    """What reads raw JSON as `public.plain` would give it, or as None; None for a model beyond it."""
    try:
        decode = msgspec.json.Decoder(_struct(model)).decode
    except _Beyond:
        return None

    def read(data: bytes) -> dict[str, Any] | None:
        # Without \u escapes there is no NUL and no lone surrogate; a text in NFC is NFC in every
        # part, for what stands between the parts composes with nothing.
        if b"\\u" in data:
            return None
        try:
            if not data.isascii() and not unicodedata.is_normalized("NFC", data.decode()):
                return None
            return msgspec.to_builtins(decode(data))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None

    return read


def _struct(model: type[EventModel]) -> type[msgspec.Struct]:
    """The model as a struct that takes the same or less."""
    decorators = model.__pydantic_decorators__
    if decorators.validators or decorators.field_validators or decorators.model_validators:
        raise _Beyond(model.__name__)
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
    renamed: dict[str, str] = {}
    for name, hint in get_type_hints(model, include_extras=True).items():
        if name not in model.model_fields:
            continue
        found = model.model_fields[name]
        renamed[name] = found.alias or name
        type_ = _type(hint)
        if found.is_required():
            fields.append((name, type_))
        elif found.default is None:
            fields.append((name, type_, None))
        else:
            raise _Beyond(name)
    return msgspec.defstruct(
        model.__name__, fields, kw_only=True, omit_defaults=True, rename=renamed.__getitem__, frozen=True
    )


def _type(hint: Any) -> Any:
    if hint is bool or hint is type(None):
        return hint
    if hint in (Day, DocumentDay):
        return Annotated[str, msgspec.Meta(pattern=_SURE_DAY)]
    if isinstance(hint, type) and issubclass(hint, EventModel):
        return _struct(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        # As texts, which is what is wanted of them: not made members first.
        return Literal[tuple(each.value for each in hint)]
    if get_origin(hint) in (Union, UnionType):
        either: list[Any] = [_type(each) for each in get_args(hint)]
        return reduce(_or, either)
    if get_origin(hint) is Annotated:
        return _constrained(*get_args(hint))
    if get_origin(hint) is list:
        return _constrained(hint)
    raise _Beyond("a kind of field")


def _or(one: Any, other: Any) -> Any:
    return one | other


def _constrained(base: Any, *constraints: Any) -> Any:
    """Texts by length or pattern, lists by length: the same bounds."""
    if base is str:
        bounds = next((each for each in constraints if isinstance(each, StringConstraints)), None)
        letters = next((each for each in constraints if isinstance(each, Letters)), None)
        if bounds is None or not (letters or bounds.pattern):
            raise _Beyond("a text without bounds")
        if isinstance(bounds.pattern, str):
            # msgspec searches as Python does, where `$` would let a last newline pass.
            return Annotated[str, msgspec.Meta(pattern=bounds.pattern.removesuffix("$") + r"\Z")]
        most = letters.most if letters else None
        return Annotated[str, msgspec.Meta(min_length=bounds.min_length, max_length=most)]
    if get_origin(base) is list:
        least = most = None
        for each in (one for found in constraints for one in getattr(found, "metadata", [found])):
            least = each.min_length if isinstance(each, annotated_types.MinLen) else least
            most = each.max_length if isinstance(each, annotated_types.MaxLen) else most
        (inner,) = get_args(base)
        return Annotated[list[_type(inner)], msgspec.Meta(min_length=least, max_length=most)]
    raise _Beyond(str(base))
