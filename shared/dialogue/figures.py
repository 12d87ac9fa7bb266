"""How are petitions counted in a row of the forms, and what does its Ghi chú say (R23–R26)?

received = resolved + transferred + awaiting_direction + pending, always: it is their sum, not another count
(`LEFT_OUT_OF_RECEIVED`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Protocol

from shared.dialogue.petition import PetitionState
from shared.dialogue.readings import LEFT_OUT_OF_RECEIVED
from shared.working_days.explanation import full_day


@dataclass(frozen=True, slots=True)
class PetitionFigures:
    """The counts of a row, a section or a sheet: they add up at every level."""

    resolved: int = 0
    transferred: int = 0
    awaiting_direction: int = 0
    pending: int = 0
    overdue: int = 0
    refused: int = 0
    withdrawn: int = 0

    @property
    def received(self) -> int:
        """R24: less those left out, which Ghi chú names."""
        return sum(_RECEIVED(self))

    def __add__(self, other: "PetitionFigures") -> "PetitionFigures":
        """Both counted together."""
        return self._with(other, 1)

    def __sub__(self, other: "PetitionFigures") -> "PetitionFigures":
        """What is left without `other`: how figures change from one moment to another."""
        return self._with(other, -1)

    def _with(self, other: "PetitionFigures", sign: int) -> "PetitionFigures":
        return PetitionFigures(
            self.resolved + sign * other.resolved,
            self.transferred + sign * other.transferred,
            self.awaiting_direction + sign * other.awaiting_direction,
            self.pending + sign * other.pending,
            self.overdue + sign * other.overdue,
            self.refused + sign * other.refused,
            self.withdrawn + sign * other.withdrawn,
        )


_RECEIVED = attrgetter(*(state.value for state in PetitionState if state not in LEFT_OUT_OF_RECEIVED))


def one_petition(state: PetitionState, overdue: bool) -> PetitionFigures:
    """What one petition in this state adds; a withdrawn or refused one is never overdue (R24)."""
    return _ONE[state, overdue and state not in LEFT_OUT_OF_RECEIVED]


_ONE: Mapping[tuple[PetitionState, bool], PetitionFigures] = {
    (state, overdue): PetitionFigures(**{state.value: 1}, overdue=int(overdue))
    for state in PetitionState
    for overdue in (False, True)
}


_VALUES = attrgetter(*(field.name for field in fields(PetitionFigures)))


def total(figures: Iterable[PetitionFigures]) -> PetitionFigures:
    """The sum of rows: zero of none."""
    return PetitionFigures(*map(sum, zip(*map(_VALUES, figures), strict=True)))


class Remarkable(Protocol):
    """What a remark needs of a conference."""

    @property
    def cancelled(self) -> bool: ...
    @property
    def cancelled_document(self) -> Mapping[str, Any] | None: ...
    @property
    def held(self) -> bool: ...
    @property
    def starts_at(self) -> datetime: ...


def note(view: Remarkable, figures: PetitionFigures, at: datetime) -> str:
    """Ghi chú of a row: how the conference stands at `at`, then what no column shows; “” if all is said."""
    return "; ".join([*conference_remarks(view, at), *figure_remarks(figures)])


def conference_remarks(view: Remarkable, at: datetime) -> list[str]:
    """R26: stopped, not confirmed, or not yet begun at `at`; nothing once it is confirmed."""
    if view.cancelled:
        return [f"Dừng tổ chức{_document(view.cancelled_document)}"]
    if view.held:
        return []
    return ["Chưa diễn ra" if at < view.starts_at else "Chưa xác nhận đã tổ chức"]


def figure_remarks(figures: PetitionFigures) -> list[str]:
    """R24: what is being solved, what is overdue, what `received` leaves out; each only if there is any."""
    remarks = [
        (figures.pending, "Còn {} kiến nghị đang giải quyết"),
        (figures.overdue, "{} quá hạn"),
        (figures.refused, "{} kiến nghị bị từ chối"),
        (figures.withdrawn, "{} kiến nghị đã rút"),
    ]
    return [text.format(count) for count, text in remarks if count]


def _document(document: Mapping[str, Any] | None) -> str:
    if not document:
        return ""
    return f" (văn bản số {document['number']} ngày {full_day(date.fromisoformat(document['date']))})"
