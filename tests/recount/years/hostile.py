"""What a year's topics carry besides: broken, forged, contradictory events. None may move a figure."""

from typing import Any

from tests.recount.oracle.instants import DAY, instant
from tests.recount.years.conferences import Planned
from tests.recount.years.corrections import ENDS
from tests.recount.years.teller import LAST, PUBLISHED_AT, Teller, Told, line, written

CREATIONS = ("ConferenceScheduled", "PetitionReceived")


def disturb(year: Teller, conferences: list[Planned], received: list[Told], strangers: list[str]) -> None:
    """A few of each kind, at random."""
    if received:
        petition = year.chance.choice(received)
        for forge in (_second_creation, _ahead, _by_a_stranger, _misshapen, _of_nobody, _other_time):
            if year.maybe(0.35):
                # The first may still wait for its conference: told beside it, a second would be the first.
                lines = year.late_lines if forge is _second_creation else year.lines
                lines.append(line(forge(year, petition, strangers)))
    if conferences and year.maybe(0.3):
        scheduled = year.chance.choice(conferences).scheduled
        again = {**scheduled.data, "starts_at": "2024-11-11T08:00:00+07:00"}
        year.lines.append(line(_said(year, scheduled.unit, "ConferenceScheduled", scheduled.time, again)))
    elif conferences and year.maybe(0.3):
        scheduled = year.chance.choice(conferences).scheduled
        taken = {"corrects": scheduled.id, "withdrawn": True, "reason": "Nhầm"}
        taken["conference_id"] = scheduled.data["conference_id"]
        year.lines.append(line(_said(year, scheduled.unit, "EventCorrected", scheduled.time, taken)))
    if year.maybe(0.5):
        year.lines += [line(one) for one in _too_early(year)]
    if year.maybe(0.3):
        year.lines.append('{"specversion": "1.0", "id": "x", "source": "/units/so-xay-dung"')


def _said(year: Teller, unit: str, name: str, time: int, data: dict[str, Any]) -> dict[str, Any]:
    return Told(f"x{year.new_id()}", unit, name, time, data).envelope(year.chance)


def _too_early(year: Teller) -> list[dict[str, Any]]:
    """A correction by which an act would come before what it hangs on, wherever that is moved."""
    hanging = [(act, made) for act in year.told if (made := _hangs_on(year, act))]
    if not hanging:
        return []
    act, made = year.chance.choice(hanging)
    time = written(made.time - 25 * DAY, year.chance)
    said = {"corrects": act.id, "data": act.data, "time": time, "reason": "Nhầm"}
    return [_said(year, act.unit, "EventCorrected", act.time, said)]


def _hangs_on(year: Teller, act: Told) -> Told | None:
    """The creation that it may not come before; None where something else may forbid it first."""
    if act.name in ("ConferenceScheduled", "AnnualPlanSubmitted", "EventCorrected"):
        return None
    beside = year.about(act)
    if act.name == "PetitionReceived":
        conference_id = act.data["conference_id"]
        beside = [one for one in year.told if one.data.get("conference_id") == conference_id]
    made = next(one for one in beside if one.name in CREATIONS)
    alone = made.unit == act.unit and made.time <= act.time and not {one.name for one in beside} & {*ENDS}
    return made if alone else None


def _second_creation(year: Teller, petition: Told, _strangers: list[str]) -> dict[str, Any]:
    """Under a new event id."""
    again = {**petition.data, "group": "other"}
    return _said(year, petition.unit, "PetitionReceived", petition.time, again)


def _ahead(year: Teller, petition: Told, _strangers: list[str]) -> dict[str, Any]:
    data = {"petition_id": petition.data["petition_id"], "mode": "written", "fully_resolved": True}
    return _said(year, petition.unit, "PetitionAnswered", instant(PUBLISHED_AT) + 2 * DAY, data)


def _by_a_stranger(year: Teller, petition: Told, strangers: list[str]) -> dict[str, Any]:
    """Not entitled to any of these, asked or not."""
    name = year.chance.choice(["PetitionRefused", "WrittenAnswerRequested", "PetitionReclassified"])
    more = {"PetitionRefused": {"reason": "judicial"}, "PetitionReclassified": {"group": "other"}}.get(
        name, {}
    )
    others = [one for one in strangers if one != petition.unit]
    data = {"petition_id": petition.data["petition_id"], **more}
    return _said(year, year.chance.choice(others), name, petition.time + DAY, data)


def _misshapen(year: Teller, petition: Told, _strangers: list[str]) -> dict[str, Any]:
    data = {"petition_id": petition.data["petition_id"], "mode": "by_phone", "fully_resolved": "yes"}
    return _said(year, petition.unit, "PetitionAnswered", petition.time, data)


def _of_nobody(year: Teller, petition: Told, _strangers: list[str]) -> dict[str, Any]:
    data = {"petition_id": f"{petition.data['petition_id']}-0", "reason": "judicial"}
    return _said(year, petition.unit, "PetitionRefused", min(petition.time, LAST), data)


def _other_time(year: Teller, petition: Told, _strangers: list[str]) -> dict[str, Any]:
    """A moment that is none: no offset, 24:00, a day that isn't there."""
    data = {"petition_id": petition.data["petition_id"], "reason": "judicial"}
    said = _said(year, petition.unit, "PetitionRefused", petition.time, data)
    bad = ("2024-06-31T10:00:00+07:00", "2024-06-01T10:00:00", "2024-06-01", "2024-06-01T24:00:00+07:00")
    return {**said, "time": year.chance.choice(bad)}
