"""What differs between two editions of a quarter, petition by petition and conference by conference, and
why (R29)?

Why: the acts that count in one of the two and not in the other.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from services.reporting.domain.edition import COUNTED, Edition, Row, Standing, counting
from services.reporting.domain.thawed import figures_of
from shared.clock import local_moment
from shared.dialogue.acts import CORRECTION, Act, effective
from shared.dialogue.figures import figure_remarks

Cause = Literal["acts", "calendar", "time"]
MOVING = frozenset({"ConferenceScheduled", "ConferenceRescheduled", "ConferenceCancelled"})
"""The acts of a conference that can change how its petitions count."""
STANDING = MOVING | {"ConferenceHeld"}
"""Those that can change what its rows say of it."""
SAID = ("unit_id", "unit_name", "theme", "starts_on")
"""What all rows of a conference say of it alike, beside its remark."""


class Changed(NamedTuple):
    """A petition that stands otherwise in the one edition than in the other; None: it is not in it."""

    petition_id: str
    before: Standing | None
    after: Standing | None

    @property
    def conference_ids(self) -> set[str]:
        """The conferences it is counted with."""
        return {each["conference_id"] for each in (self.before, self.after) if each}


class Restated(NamedTuple):
    """A conference of which the one edition says something else than the other; None: it is not in it."""

    conference_id: str
    before: Standing | None
    after: Standing | None


class Figure(NamedTuple):
    """One figure of a conference's row that is another."""

    conference_id: str
    group: str | None
    figure: str
    before: int
    after: int


def changed_petitions(one: Edition, other: Edition) -> list[Changed]:
    """The petitions that count otherwise, by id."""
    ids = sorted(one.petitions.keys() | other.petitions.keys())
    found = (
        Changed(each, counting(one.petitions.get(each)), counting(other.petitions.get(each))) for each in ids
    )
    return [each for each in found if each.before != each.after]


def changed_conferences(one: Edition, other: Edition) -> list[Restated]:
    """The conferences whose rows came, went, or say otherwise of them, by id; their figures apart."""
    before, after = _conferences(one), _conferences(other)
    ids = sorted(before.keys() | after.keys())
    found = (Restated(each, before.get(each), after.get(each)) for each in ids)
    return [each for each in found if each.before != each.after]


def changed_figures(one: Edition, other: Edition) -> list[Figure]:
    """The figures that differ, row by row; a row that is missing counts nothing."""
    before, after = _by_row(one), _by_row(other)
    return [
        Figure(*key, name, before.get(key, {}).get(name, 0), after.get(key, {}).get(name, 0))
        for key in sorted(before.keys() | after.keys(), key=lambda key: (key[0], key[1] or ""))
        for name in COUNTED
        if before.get(key, {}).get(name, 0) != after.get(key, {}).get(name, 0)
    ]


def changed_totals(one: Edition, other: Edition) -> dict[str, dict[str, int]]:
    """The totals that differ."""
    return {
        name: {"before": one.totals[name], "after": other.totals[name]}
        for name in COUNTED
        if one.totals[name] != other.totals[name]
    }


def _conferences(edition: Edition) -> dict[str, Standing]:
    return {row["conference_id"]: _said(row) for row in edition.rows}


def _said(row: Row) -> Standing:
    """What a row says of its conference: Ghi chú without what follows from the row's own figures (R26)."""
    figures = "; ".join(figure_remarks(figures_of(row)))
    remark: str = row["note"]
    if figures:
        remark = remark.removesuffix(figures).removesuffix("; ")
    return {**{name: row[name] for name in SAID}, "note": remark}


def _by_row(edition: Edition) -> dict[tuple[str, str | None], Mapping[str, Any]]:
    return {(row["conference_id"], row["group"]): row for row in edition.rows}


def differing_acts(acts: Iterable[Act], one: Edition, other: Edition) -> list[Act]:
    """Of one subject's acts those that count in one of the editions only, in the order they were recorded."""
    known = list(acts)
    counted = _counting(known, one.as_of, one.known_at) ^ _counting(known, other.as_of, other.known_at)
    found = [act for act in known if (act.unit_id, act.event_id) in counted]
    return sorted(found, key=lambda act: (act.recorded_at, act.time, act.event_id))


def _counting(acts: list[Act], as_of: datetime, known_at: datetime) -> set[tuple[str, str]]:
    """The keys of the acts that count at `as_of`; a correction counts from when it was recorded."""
    corrections = (act for act in acts if act.name == CORRECTION and act.recorded_at <= known_at)
    effects = (act for act in effective(acts, known_at) if act.time <= as_of)
    return {(act.unit_id, act.event_id) for found in (corrections, effects) for act in found}


def among(acts: Iterable[Act], names: Collection[str]) -> list[Act]:
    """Of a conference's acts those of these names, and their corrections."""
    known = list(acts)
    chosen = {(act.unit_id, act.event_id) for act in known if act.name in names}
    corrections = [act for act in known if act.name == CORRECTION]
    for _ in corrections:
        # A correction of a correction speaks of the first original.
        chosen |= {(a.unit_id, a.event_id) for a in corrections if (a.unit_id, a.data["corrects"]) in chosen}
    return [act for act in known if (act.unit_id, act.event_id) in chosen]


def because(acts: bool, calendar_changed: bool) -> Cause:
    """What made a petition stand otherwise: acts, else another calendar, else that days went by."""
    if acts:
        return "acts"
    return "calendar" if calendar_changed else "time"


def act_json(act: Act) -> dict[str, Any]:
    """An act as a reason; what it says stays where it is."""
    return {
        "name": act.name,
        "event_id": act.event_id,
        "unit_id": act.unit_id,
        "time": local_moment(act.time),
        "recorded_at": local_moment(act.recorded_at),
        **({"corrects": act.data["corrects"]} if act.name == CORRECTION else {}),
    }
