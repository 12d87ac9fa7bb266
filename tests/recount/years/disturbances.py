"""What befalls a year's events on their way: said twice, said otherwise, corrected, corrected again."""

import json
from datetime import datetime, timedelta
from typing import Any

from tests.recount.oracle.forms import GROUPS
from tests.recount.oracle.instants import DAY, day_of
from tests.recount.years.conferences import Planned
from tests.recount.years.teller import LAST, Teller, Told, line, written

ENDS = ("PetitionRefused", "PetitionWithdrawn", "ConferenceCancelled")
MOVABLE = (
    "PetitionAnswered",
    "ResultReportFiled",
    "ConclusionPublished",
    "NoticePosted",
    "ParticipantRegistered",
)


def repeat(year: Teller, lines: list[str]) -> None:
    """Some lines come twice, one with other content under its id."""
    year.lines += [one for one in lines if year.maybe(0.06)]
    clean = [one for one in lines if '"PetitionReceived' in one or "NoticePosted" in one]
    if clean and year.maybe(0.5):
        envelope = json.loads(year.chance.choice(clean))
        envelope["data"]["group" if "group" in envelope["data"] else "url"] = "other"
        year.lines.append(line(envelope))


def correct(year: Teller, conferences: list[Planned]) -> None:
    """Some events are corrected, some corrections too."""
    before_reception = _told_before_their_reception(year)
    for event in list(year.told):
        if not year.maybe(0.09):
            continue
        data, time = _as_it_should_have_been(year, event, conferences, before_reception)
        if data is None:
            continue
        first = _correction(year, event, event, data, time)
        if year.maybe(0.3) and event.name in ("PetitionAnswered", "ConferenceScheduled", "PetitionReceived"):
            again, _ = _as_it_should_have_been(year, event, conferences, before_reception)
            _correction(year, event, first if year.maybe(0.5) else event, again or data, time)


def _correction(year: Teller, root: Told, named: Told, data: dict[str, Any], time: int | None) -> Told:
    said: dict[str, Any] = {"corrects": named.id, "data": data, "reason": "Ghi nhầm"}
    if time is not None:
        said["time"] = written(time, year.chance)
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


def _as_it_should_have_been(
    year: Teller, event: Told, conferences: list[Planned], before_reception: set[str]
) -> tuple[dict[str, Any] | None, int | None]:
    """Other data, another time, or both; None where what is right would hang on what was told first."""
    data = dict(event.data)
    created = next(one for one in year.told if _creates(one, event))
    if event.name in MOVABLE:
        if event.name == "PetitionAnswered":
            data["fully_resolved"], data["mode"] = (
                year.maybe(0.5),
                year.chance.choice(["written", "at_conference"]),
            )
            if event.unit != created.unit:  # entitled by another act: at its own time alone
                return data, None
        elif event.name == "NoticePosted":
            data["channel"] = year.chance.choice(["portal", "one_stop_desk"])
        later = year.about_the_end_of(day_of(event.time))
        return data, max(created.time, later) if year.maybe(0.7) else None
    if event.name in ENDS:
        return data, year.within(created.time, event.time)
    if event.name == "PetitionReclassified":
        return {**data, "group": year.chance.choice(GROUPS)}, None
    if event.name == "PetitionReceived":
        return _received(year, event, conferences, before_reception)
    if event.name in ("ConferenceScheduled", "ConferenceRescheduled"):
        days = year.chance.choice([-2, 1, 5, 30])
        day = day_of(event.time) if event.name == "ConferenceRescheduled" else None
        start = _shifted(event.data["starts_at"], days)
        return {**data, "starts_at": start}, None if day is None or year.maybe(0.5) else event.time - 1_000
    return None, None


def _received(
    year: Teller, event: Told, conferences: list[Planned], before_reception: set[str]
) -> tuple[dict[str, Any], int | None]:
    data = {**event.data, "group": year.chance.choice(GROUPS)}
    mine = [one for one in conferences if one.unit == event.unit and one.scheduled.time <= event.time]
    if mine and year.maybe(0.5):
        data["conference_id"] = year.chance.choice(mine).id
    since = next(one.scheduled.time for one in conferences if one.id == data["conference_id"])
    if event.data["petition_id"] in before_reception or year.maybe(0.5):
        return data, None
    return data, year.within(max(since, event.time - 20 * DAY), event.time)


def _creates(one: Told, event: Told) -> bool:
    if "petition_id" in event.data:
        return one.name == "PetitionReceived" and one.data["petition_id"] == event.data["petition_id"]
    return one.name == "ConferenceScheduled" and one.data["conference_id"] == event.data["conference_id"]


def _shifted(starts_at: str, days: int) -> str:
    return (datetime.fromisoformat(starts_at) + timedelta(days=days)).isoformat()
