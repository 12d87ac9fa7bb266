"""The twenty-five bad records of the sample, one by one, in the order in which a gate would find the
fault."""

from deploy.sample.files import PADDING
from deploy.sample.hostile import Hostile, Workshop, at
from deploy.sample.publication import Published

_HERE, _DISTRICT = "so-xay-dung", "dist-ngo-quyen"
_NOT_YET = "so-nong-nghiep-va-moi-truong"
_PETITION = {
    "group": "other",
    "business": {"name": "Công ty TNHH Thử Nghiệm", "kind": "enterprise"},
    "content": "Kiến nghị gửi sai.",
    "channel": "form",
}


def hostile(lines: list[Published]) -> list[Hostile]:
    """Every bad record, in the order of the lines they come after."""
    shop = Workshop(lines)
    _unreadable(shop)
    _not_from_whom_it_says(shop)
    _wrong_data(shop)
    _contradictory(shop)
    _without_a_subject(shop)
    return sorted(shop.made, key=lambda each: each.after_line)


def _unreadable(shop: Workshop) -> None:
    report = {"conference_id": shop.some("ResultReportFiled", 3).event.data["conference_id"]}
    good = shop.envelope(_HERE, "ResultReportFiled", report)
    shop.add(
        _HERE, "notices", "malformed", "JSON broken off in the middle", b'{"specversion": "1.0", "id": "sxd-x'
    )
    shop.add(_HERE, "notices", "malformed", "a list where an event should be", b'[{"specversion": "1.0"}]')
    shop.add(_HERE, "petitions", "malformed", "not UTF-8", b'{"id": "\xff\xfe\xe1\xbb"}')
    shop.add(_DISTRICT, "petitions", "malformed", "an empty value", b"")
    shop.add(
        _HERE, "notices", "malformed", "no id", {key: value for key, value in good.items() if key != "id"}
    )
    shop.add(
        _HERE, "notices", "malformed", "a time without its offset", good | {"time": "2024-06-03T09:15:00"}
    )
    large = shop.envelope(_DISTRICT, "ResultReportFiled", report | {"note": PADDING})
    shop.add(_DISTRICT, "notices", "too_large", "more than 256 KiB", large)


def _not_from_whom_it_says(shop: Workshop) -> None:
    conference = {"conference_id": shop.some("ConferenceScheduled", 5).event.data["conference_id"]}
    spoofed = shop.envelope("so-tai-chinh", "ConferenceCancelled", conference | {"reason": "other"})
    shop.add(_DISTRICT, "notices", "not_your_unit", "another unit's name on one's own topic", spoofed)
    service = shop.envelope(_HERE, "ConclusionPublished", conference, source="/services/notices")
    shop.add(_HERE, "notices", "not_your_unit", "a service's name on a unit's topic", service)
    early = {"unit_id": _NOT_YET, "year": 2024, "conferences": [{"month": 5}]}
    plan = shop.envelope(_NOT_YET, "AnnualPlanSubmitted", early)
    shop.add(_NOT_YET, "notices", "unknown_unit", "a unit that is founded in March 2025", plan)
    postponed = shop.envelope(_HERE, "ConferencePostponed", conference)
    shop.add(_HERE, "notices", "unknown_type", "no event of the contract", postponed)
    theirs = shop.envelope(
        _HERE, "PetitionReceived", _PETITION | conference | {"petition_id": "kn-sai-dich-vu"}
    )
    shop.add(_HERE, "notices", "unknown_type", "an event that another service owns", theirs)
    fact = shop.envelope(_HERE, "ResponseOverdue", {"petition_id": "kn-sct-2024-1-01"})
    shop.add(_HERE, "petitions", "unknown_type", "a fact that only the platform states", fact)


def _wrong_data(shop: Workshop) -> None:
    conference_id = shop.some("ConferenceScheduled", 7).event.data["conference_id"]
    petition = _PETITION | {"conference_id": conference_id, "petition_id": "kn-sai-nhom", "group": "tax"}
    shop.add(
        _DISTRICT,
        "petitions",
        "invalid_data",
        "no such group",
        shop.envelope(_DISTRICT, "PetitionReceived", petition),
    )
    held = shop.envelope(_HERE, "ConferenceHeld", {"conference_id": conference_id, "participants": -1})
    shop.add(_HERE, "notices", "invalid_data", "fewer than nobody took part", held)
    untitled = shop.some("ConferenceScheduled", 0).event.data | {
        "conference_id": "hn-sxd-khong-chuyen-de",
        "unit_id": _HERE,
    }
    untitled.pop("theme", None)
    no_theme = shop.envelope(_HERE, "ConferenceScheduled", untitled)
    shop.add(_HERE, "notices", "invalid_data", "a department's conference without a theme (R1)", no_theme)
    future = shop.some("ConclusionPublished", 4).event
    late = shop.envelope(future.unit_id, "ConclusionPublished", future.data, time="2099-01-01T08:00:00+07:00")
    shop.add(future.unit_id, "notices", "in_the_future", "from the year 2099", late)


def _contradictory(shop: Workshop) -> None:
    answered = shop.some("PetitionAnswered", 40).event
    other = answered.envelope() | {"data": answered.data | {"content": "Nội dung khác với lần gửi trước."}}
    place = shop.last_line("petition_id", answered.data["petition_id"])
    shop.add(
        answered.unit_id,
        "petitions",
        "conflicting_duplicate",
        "a known id with other content",
        other,
        after=place,
    )

    for name, key, service, nth in (
        ("ConferenceScheduled", "conference_id", "notices", 20),
        ("PetitionReceived", "petition_id", "petitions", 120),
    ):
        created = shop.some(name, nth).event
        again = shop.envelope(created.unit_id, name, created.data, time=at(created.time, days=1))
        place = shop.last_line(key, created.data[key])
        shop.add(created.unit_id, service, "not_allowed", "a known subject created again", again, after=place)

    received = shop.some("PetitionReceived", 200).event
    early = {"petition_id": received.data["petition_id"], "mode": "written", "fully_resolved": True}
    before = shop.envelope(received.unit_id, "PetitionAnswered", early, time=at(received.time, days=-2))
    place = shop.last_line("petition_id", early["petition_id"])
    shop.add(
        received.unit_id, "petitions", "not_allowed", "answered before it was received", before, after=place
    )

    refused = shop.some("PetitionRefused", 6).event
    late = {"petition_id": refused.data["petition_id"], "mode": "written", "fully_resolved": True}
    after = shop.envelope(refused.unit_id, "PetitionAnswered", late, time=at(refused.time, days=4))
    place = shop.last_line("petition_id", late["petition_id"])
    shop.add(refused.unit_id, "petitions", "not_allowed", "answered after it was refused", after, after=place)

    stopped = next(each.event for each in shop.lines if each.event.data.get("reason") == "no_petitions")
    there = {"conference_id": stopped.data["conference_id"], "participants": 45}
    held = shop.envelope(stopped.unit_id, "ConferenceHeld", there, time=at(stopped.time, days=6))
    place = shop.last_line("conference_id", there["conference_id"])
    shop.add(stopped.unit_id, "notices", "not_allowed", "held though it was cancelled", held, after=place)


def _without_a_subject(shop: Workshop) -> None:
    unknown = {"conference_id": "hn-khong-co-that"}
    petition = shop.envelope(
        _DISTRICT, "PetitionReceived", _PETITION | unknown | {"petition_id": "kn-cho-mai"}
    )
    shop.add(_DISTRICT, "petitions", None, "a petition to a conference that nobody scheduled", petition)
    notice = shop.envelope(_HERE, "NoticePosted", unknown | {"channel": "portal"})
    shop.add(_HERE, "notices", None, "a notice of a conference that nobody scheduled", notice)
