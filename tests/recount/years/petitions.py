"""A petition's life: received at any time, passed on, answered by whom it may and may not, ended."""

from typing import Any

from tests.recount.oracle.forms import GROUPS
from tests.recount.oracle.instants import DAY, SECOND, Instant, day_of, midnight
from tests.recount.years.conferences import Planned
from tests.recount.years.teller import LAST, Teller, Told, local

CHANNELS = ("form", "written", "at_conference", "agency")
REFUSALS = ("judicial", "complaint", "denunciation", "not_administrative")
OFFICE = "van-phong-uy-ban-nhan-dan-thanh-pho"
"""Through it the city committee directs."""
COURSES = (
    ("PetitionAnswered",),
    ("PetitionAnswered", "WrittenAnswerRequested", "PetitionAnswered"),
    ("WrittenAnswerRequested", "PetitionAnswered"),
    ("CoordinationRequested", "PetitionAnswered"),
    ("CoordinationRequested",),
    ("PetitionTransferred", "PetitionAnswered"),
    ("PetitionTransferred", "PetitionTransferred", "PetitionAnswered"),
    ("PetitionEscalated", "DirectionGiven", "PetitionAnswered"),
    ("PetitionEscalated",),
    ("PetitionTransferred", "DirectionGiven"),
    ("PetitionReclassified", "PetitionAnswered"),
    ("PetitionReclassified", "PetitionReclassified"),
    ("PetitionRefused",),
    ("PetitionWithdrawn",),
    ("PetitionWithdrawn", "PetitionAnswered"),
    ("PetitionAnswered", "PetitionWithdrawn"),
    ("PetitionAnswered", "PetitionRefused"),
    ("PetitionWithdrawn", "PetitionRefused"),
    ("PetitionAnswered", "PetitionAnswered"),
    (),
)  # fmt: skip


def tell_petition(year: Teller, conference: Planned, number: int, strangers: list[str]) -> Told:
    petition_id = f"{conference.id}-kn-{number}"
    received = year.tell(
        conference.unit, "PetitionReceived", _received_at(year, conference), petition_id=petition_id,
        conference_id=conference.id, group=year.chance.choice(GROUPS), business=year.business(),
        content="Kiến nghị", channel=year.chance.choice(CHANNELS), **year.contact(),
    )  # fmt: skip
    course = list(year.chance.choice(COURSES))
    if year.maybe(0.3):
        course += year.chance.choice(COURSES)
    speakers = [conference.unit]
    at = received.time
    for name in course:
        at = _next_moment(year, conference, received.time, at)
        if at > LAST:
            break
        data = said_of(year, name, strangers)
        unit = conference.unit
        if name in ("PetitionAnswered", "PetitionTransferred", "PetitionEscalated") and year.maybe(0.4):
            unit = year.chance.choice(speakers)
        if name == "DirectionGiven" and year.maybe(0.6):
            unit = OFFICE
        elif year.maybe(0.04):
            unit = year.chance.choice(strangers)
        year.tell(unit, name, at, petition_id=petition_id, **data)
        named = [*data.get("with", ()), data.get("to")] if name != "PetitionEscalated" else []
        speakers += [known for one in named if one and (known := _speaks(year, one))]
    return received


def _received_at(year: Teller, conference: Planned) -> Instant:
    since = conference.scheduled.time
    start = conference.starts_on
    if conference.quiet:  # one who comes when it is about to be too late
        return min(max(since, year.about_the_end_of(conference.reception_deadline)), LAST)
    moments = (
        year.within(since, midnight(start)),
        year.within(since, midnight(start)),
        local(start, 9),
        year.about_the_end_of(start),
        year.about_the_end_of(conference.reception_deadline),
        local(start, 10) + year.chance.randrange(1, 25) * DAY,
        since,
    )
    return min(max(since, year.chance.choice(moments)), LAST)


def _next_moment(year: Teller, conference: Planned, received: Instant, before: Instant) -> Instant:
    """Near a due day, at the moment of the act before, after it, or (badly) before the reception."""
    counted = max(conference.starts_on, day_of(received))
    first = max(conference.starts[0], day_of(received))
    kind = year.chance.randrange(20)
    if kind < 6:
        near = year.about_the_end_of(
            year.days.after(year.chance.choice([counted, first]), year.chance.choice([7, 14]))
        )
        return max(received, near)
    if kind < 10:
        return before
    if kind == 10:
        return received - year.chance.choice([1_000, SECOND, DAY])
    if kind < 13:
        return year.within(received, received + 40 * DAY)
    return year.within(before, before + 15 * DAY)


def said_of(year: Teller, name: str, strangers: list[str]) -> dict[str, Any]:
    """What an act of that name says, but the petition's id."""
    match name:
        case "PetitionAnswered":
            mode = year.chance.choice(["at_conference", "written"])
            content = {"content": "Đã trả lời"} if year.maybe(0.5) else {}
            return {"mode": mode, "fully_resolved": year.maybe(0.6), **content, **year.document()}
        case "CoordinationRequested":
            asked = year.chance.sample(strangers, year.chance.choice([1, 1, 2]))
            return {"with": [_name(year, one) for one in asked], **year.document()}
        case "PetitionTransferred":
            return {"to": _name(year, year.chance.choice(strangers)), **year.document()}
        case "PetitionEscalated":
            return {"to": year.chance.choice(["city_committee", "direct_superior"]), **year.document()}
        case "DirectionGiven":
            return {"by": "Chủ tịch UBND thành phố", "content": "Giao các sở", **year.document()}
        case "PetitionReclassified":
            return {"group": year.chance.choice(GROUPS)}
        case "PetitionRefused":
            return {"reason": year.chance.choice(REFUSALS)}
        case "PetitionWithdrawn":
            return {"reason": "Đã tự giải quyết"} if year.maybe(0.5) else {}
        case _:
            return {}


def _name(year: Teller, unit: str) -> str:
    """By its id, by its exact name, or so that nobody is entitled."""
    known = year.registry.units[unit]
    return year.chance.choice(
        [unit, unit, known["name"], known["name"], known["short_name"], "các đơn vị liên quan"]
    )


def _speaks(year: Teller, name: str) -> str | None:
    """Who will act on being named: also one whom the name doesn't entitle."""
    if named := year.registry.named(name):
        return named
    short = [unit_id for unit_id, unit in year.registry.units.items() if unit["short_name"] == name]
    return short[0] if short and year.has_topics(short[0]) else None
