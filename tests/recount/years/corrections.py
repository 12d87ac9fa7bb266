"""An act was wrongly said: how it should have been, whole, and when; or that it never was. Some twice.

What would make another act allowed or forbidden after its receipt is left out: no rule decides it. Some
say what could not have been told so, and are refused.
"""

from datetime import datetime, timedelta
from typing import Any

from tests.recount.oracle.forms import GROUPS
from tests.recount.oracle.instants import DAY, Instant, day_of
from tests.recount.years import plans
from tests.recount.years.conferences import (
    FORMATS,
    Planned,
    attendance,
    concluded,
    posting,
    reported,
)
from tests.recount.years.petitions import CHANNELS, OFFICE, said_of
from tests.recount.years.teller import LAST, Teller, Told, written

Right = tuple[dict[str, Any], Instant | None]
"""The data as it should have been; the time, if that was wrong too."""
ENDS = ("PetitionRefused", "PetitionWithdrawn", "ConferenceCancelled")
OFTEN = ("PetitionReceived", "PetitionAnswered", "NoticePosted", "ConferenceScheduled")
ASKING = ("CoordinationRequested", "PetitionTransferred")


def correct(year: Teller, conferences: list[Planned]) -> None:
    """Some events are corrected, some corrections too."""
    before_reception = _told_before_their_reception(year)
    for event in list(year.told):
        if not year.maybe(0.12 if event.name in OFTEN else 0.3):
            continue
        data, time = _right(year, event, conferences, before_reception)
        if year.maybe(0.5) and _may_be_taken_back(year, event):
            first = _said_of(year, event, event, _taken_back(event))
        else:
            first = _said_of(year, event, event, _anew(year, data, time))
        if year.maybe(0.35) and event.name not in ENDS:
            if year.maybe(0.3):
                _said_of(year, event, first, _taken_back(event))
            else:
                again, at = _right(year, event, conferences, before_reception)
                # Another conference, and what was not before it.
                time = at if event.name == "PetitionReceived" else time
                _said_of(year, event, first if year.maybe(0.5) else event, _anew(year, again, time))


def _anew(year: Teller, data: dict[str, Any], time: Instant | None) -> dict[str, Any]:
    return {"data": data, **({} if time is None else {"time": written(time, year.chance)})}


def _taken_back(root: Told) -> dict[str, Any]:
    """With the id of what it is about."""
    known = next(name for name in ("petition_id", "conference_id", "unit_id") if name in root.data)
    return {"withdrawn": True, known: root.data[known]}


def _said_of(year: Teller, root: Told, named: Told, content: dict[str, Any]) -> Told:
    said = {"corrects": named.id, **content, "reason": "Ghi nhầm"}
    at = min(max(named.time, root.time) + year.chance.randrange(1, 30 * DAY), LAST)
    if not year.registry.valid(root.unit, day_of(at)):
        at = named.time + 1
    event = Told(year.new_id(), root.unit, "EventCorrected", at, said)
    year.told.append(event)
    return event


def _told_before_their_reception(year: Teller) -> set[str]:
    """Petitions with an act dated before their reception: moving that would ask which was told first."""
    received = {one.data["petition_id"]: one.time for one in year.told if one.name == "PetitionReceived"}
    acts = ((one.data.get("petition_id"), one.time) for one in year.told)
    return {known for known, time in acts if known and time < received.get(known, time)}


def _right(
    year: Teller, event: Told, conferences: list[Planned], before_reception: set[str]
) -> tuple[dict[str, Any], Instant | None]:
    match event.name:
        case "AnnualPlanSubmitted":
            return _plan(year, event)
        case "ConferenceScheduled" | "ConferenceRescheduled":
            return _moved(year, event)
        case "PetitionReceived":
            return _received(year, event, conferences, before_reception)
    data, time = _said(year, event), None
    created = next(
        one for one in year.about(event) if one.name in ("ConferenceScheduled", "PetitionReceived")
    )
    if event.name in ENDS:
        if _only_end(year, event) and year.maybe(0.7):
            time = year.within(created.time, event.time)
    elif _may_move(year, event, created) and year.maybe(0.6):
        time = max(created.time, year.about_the_end_of(day_of(event.time)))
    return data, time


def _plan(year: Teller, event: Told) -> Right:
    wanted = year.chance.choice(plans.YEARS) if year.maybe(0.3) else event.data["year"]
    time = min(plans.sent_at(year, wanted), LAST) if year.maybe(0.5) else None
    return {"unit_id": event.data["unit_id"], "year": wanted, **plans.content(year)}, time


def _moved(year: Teller, event: Told) -> Right:
    data = {
        **event.data,
        "starts_at": _shifted(event.data["starts_at"], year.chance.choice([-2, 0, 1, 5, 30])),
    }
    if year.maybe(0.3) and "reception_deadline" in data:
        data["reception_deadline"] = _shifted(data["reception_deadline"] + "T00:00", -1)[:10]
    if event.name == "ConferenceScheduled":
        if year.maybe(0.4):
            data["format"] = year.chance.choice(FORMATS)
        if year.maybe(0.3) and "theme" in data:
            data["theme"] = "Chuyên đề khác"
        # Earlier only: what was told of it since stays after it.
        return data, event.time - year.chance.randrange(3 * DAY) if year.maybe(0.3) else None
    return data, event.time - 1_000 if year.maybe(0.5) else None


def _received(year: Teller, event: Told, conferences: list[Planned], before_reception: set[str]) -> Right:
    data = {
        **event.data,
        "group": year.chance.choice(GROUPS),
        "channel": year.chance.choice(CHANNELS),
        "business": year.business(),
    }
    mine = [one for one in conferences if one.unit == event.unit and one.scheduled.time <= event.time]
    if mine and year.maybe(0.5):
        data["conference_id"] = year.chance.choice(mine).id
    since = next(one.scheduled.time for one in conferences if one.id == data["conference_id"])
    if event.data["petition_id"] in before_reception or year.maybe(0.5):
        return data, None
    return data, year.within(max(since, event.time - 20 * DAY), event.time)


def _said(year: Teller, event: Told) -> dict[str, Any]:
    """The whole data anew, about the same thing."""
    about = {name: value for name, value in event.data.items() if name.endswith("_id")}
    match event.name:
        case "NoticePosted":
            return {**about, "channel": year.chance.choice(["portal", "one_stop_desk"]), **posting(year)}
        case "ParticipantRegistered":
            return {**about, "business": year.business(), "attendees": 3, **year.contact()}
        case "ConferenceHeld":
            return {**about, **attendance(year)}
        case "ResultReportFiled":
            return {**about, **reported(year)}
        case "ConclusionPublished":
            return {**about, **concluded(year)}
        case "ConferenceCancelled":
            reason = year.chance.choice(["no_petitions", "no_petitions", "other"])
            return {**about, "reason": reason, **year.document()}
        case "CoordinationRequested":  # whom it names also gives them a right to act: nobody loses it
            return {**about, "with": [*event.data["with"], "các đơn vị liên quan"], **year.document()}
        case "PetitionTransferred":
            return {**about, "to": event.data["to"], **year.document()}
        case _:
            return {**about, **said_of(year, event.name, [])}


def _may_be_taken_back(year: Teller, event: Told) -> bool:
    """Is everything else allowed with it and without it?"""
    beside = year.about(event)
    names = {one.name for one in beside}
    stopped, held = "ConferenceCancelled" in names, "ConferenceHeld" in names
    match event.name:
        case "PetitionReceived" | "ConferenceScheduled":
            return False
        case "ConferenceHeld" | "ConferenceRescheduled":
            return not stopped
        case "ConferenceCancelled":
            return not held
        case "PetitionRefused" | "PetitionWithdrawn":
            return _only_end(year, event) and all(one is event or one.time < event.time for one in beside)
    if "petition_id" not in event.data:
        return True
    if event.name in ASKING and any(one.unit != beside[0].unit for one in beside):
        return False
    return not names & {"PetitionRefused", "PetitionWithdrawn"}


def _only_end(year: Teller, event: Told) -> bool:
    """Moved to before another, it would allow what that one forbids."""
    beside = [one.name for one in year.about(event)]
    return "ConferenceRescheduled" not in beside and sum(name in ENDS for name in beside) == 1


def _may_move(year: Teller, event: Told, created: Told) -> bool:
    """May it have happened at another time, with everybody's right to act as it was?"""
    beside = year.about(event)
    names = {one.name for one in beside}
    if event.name == "ConferenceHeld":
        return "ConferenceCancelled" not in names
    if "petition_id" not in event.data:
        return True
    if names & {"PetitionRefused", "PetitionWithdrawn"} or event.time < created.time:
        return False
    if event.name in ASKING:
        return all(one.unit == created.unit for one in beside)
    # Entitled by another's act, or not at all: at its own time alone.
    return event.unit in (created.unit, OFFICE)


def _shifted(moment: str, days: int) -> str:
    return (datetime.fromisoformat(moment) + timedelta(days=days)).isoformat()
