"""Which units come with the platform? Read once, from the package's own data."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from shared.units.registry import Registry
from shared.units.unit import Unit


@dataclass(frozen=True, slots=True)
class _File:
    units: tuple[Unit, ...]


@cache
def shipped() -> Registry:
    """The shipped registry."""
    text = (files("shared.units") / "data" / "units.json").read_bytes()
    return Registry(msgspec.json.decode(text, type=_File).units)
