"""Which units are there, on which day, under which name, and who inherits (R1, R2, R6)? Pure."""

from shared.units.change import ImpossibleChange, Renamed, UnitChange
from shared.units.history import RegistryHistory
from shared.units.registry import COMMITTEE_OFFICE, Registry
from shared.units.shipped_file import shipped
from shared.units.unit import FormerName, Kind, Matter, Section, Share, Unit

__all__ = [
    "COMMITTEE_OFFICE",
    "FormerName",
    "ImpossibleChange",
    "Kind",
    "Matter",
    "Registry",
    "RegistryHistory",
    "Renamed",
    "Section",
    "Share",
    "Unit",
    "UnitChange",
    "shipped",
]
