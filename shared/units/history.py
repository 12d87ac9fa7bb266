"""Which registry was known at a moment (R29)? Its states, each with when it was written down."""

from datetime import datetime

from shared.units.change import UnitChange
from shared.units.registry import Registry


class RegistryHistory:
    """The states of the registry in their order; immutable, grows by `changed`."""

    __slots__ = ("_first", "_later")

    def __init__(self, first: Registry, later: tuple[tuple[datetime, Registry], ...] = ()) -> None:
        """`first` was known from the beginning; `later` as recorded, oldest first."""
        self._first = first
        self._later = later

    @property
    def current(self) -> Registry:
        """The newest state."""
        return self._later[-1][1] if self._later else self._first

    @property
    def changed_at(self) -> tuple[datetime, ...]:
        """When each later state was recorded."""
        return tuple(recorded_at for recorded_at, _ in self._later)

    def at(self, known_at: datetime) -> Registry:
        """The newest state recorded at or before `known_at`."""
        known = self._first
        for recorded_at, registry in self._later:
            if recorded_at > known_at:
                break
            known = registry
        return known

    def changed(self, change: UnitChange, recorded_at: datetime) -> "RegistryHistory":
        """The history with one more state; ValueError as `Registry.changed`, or if recorded earlier."""
        if self._later and recorded_at < self._later[-1][0]:
            raise ValueError(f"the change of {change.unit_id} was recorded before the one ahead of it")
        return RegistryHistory(self._first, (*self._later, (recorded_at, self.current.changed(change))))
