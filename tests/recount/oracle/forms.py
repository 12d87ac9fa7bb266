"""Is an event's data what the contract says? A table of fields, read from CONTRACT's tables."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.recount.oracle.instants import instant

Check = Callable[[Any], bool]
GROUPS = ("capital", "interest_rate", "credit", "policy", "procedure", "land", "other")


def _text(limit: int = 20_000) -> Check:
    def check(value: Any) -> bool:
        return (
            isinstance(value, str)
            and len(value) <= limit
            and "\0" not in value
            and not any("\ud800" <= letter <= "\udfff" for letter in value)
        )

    return check


def _whole(least: int) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= least


def _one_of(*values: str) -> Check:
    return lambda value: isinstance(value, str) and value in values


def _id(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z0-9-]{1,64}", value) is not None


def _parses(parse: Callable[[str], Any], value: Any) -> bool:
    try:
        parse(value)
    except (ValueError, TypeError):
        return False
    return True


def _moment(value: Any) -> bool:
    return _parses(instant, value)


def _day(value: Any) -> bool:
    shaped = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII)
    return bool(shaped) and _parses(date.fromisoformat, value)


def _yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _anything(_value: Any) -> bool:
    return True


def _list_of(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(check(one) for one in value)


def _object(**fields: Check) -> Check:
    return lambda value: fits(value, fields)


TEXT = _text()
DOCUMENT = _object(number=TEXT, date=_day)
BUSINESS = _object(name=TEXT, kind=_one_of("enterprise", "cooperative", "household"), tax_code_=TEXT)
CONTACT = _object(name_=TEXT, phone_=TEXT, email_=TEXT)
FORMAT = _one_of("in_person", "business_coffee", "saturday_with_leaders")
FIGURES: dict[str, Check] = {
    name: _whole(0) for name in ("received", "resolved", "transferred", "awaiting_direction")
}
OF_CONFERENCE: dict[str, Check] = {"conference_id": _id, "document_": DOCUMENT}
OF_PETITION: dict[str, Check] = {"petition_id": _id, "document_": DOCUMENT}

# A name that ends in _ is of a field that may be left out (or be null).
NOTICES: dict[str, dict[str, Check]] = {
    "AnnualPlanSubmitted": {
        "unit_id": _id, "year": _whole(2000), "budget_vnd_": _whole(0), "document_": DOCUMENT,
        "conferences": _list_of(_object(
            theme_=TEXT, format_=FORMAT,
            month=lambda value: _whole(1)(value) and value <= 12,
        )),
    },
    "ConferenceScheduled": {
        "conference_id": _id, "unit_id": _id, "theme_": TEXT, "starts_at": _moment, "venue": TEXT,
        "format": FORMAT, "chair_": TEXT, "reception_deadline": _day,
    },
    "ConferenceRescheduled": {
        **OF_CONFERENCE, "starts_at": _moment, "reception_deadline_": _day, "reason": TEXT,
    },
    "ConferenceCancelled": {**OF_CONFERENCE, "reason": _one_of("no_petitions", "other")},
    "NoticePosted": {
        "conference_id": _id, "channel": _one_of("portal", "one_stop_desk"), "url_": TEXT,
        "registration_instructions_": _anything, "form_url_": TEXT,
    },
    "ParticipantRegistered": {
        "registration_id": _id, "conference_id": _id, "business": BUSINESS,
        "attendees": _whole(1), "contact_": CONTACT,
    },
    "ConferenceHeld": {
        "conference_id": _id, "participants": _whole(0), "city_leader_attended_": _yes_or_no,
        "press_": _list_of(TEXT),
    },
    "ConclusionPublished": {**OF_CONFERENCE, "url_": TEXT},
    "ResultReportFiled": {
        **OF_CONFERENCE,
        "figures_": _object(
            **FIGURES, groups_=_list_of(_object(group=_one_of(*GROUPS), **FIGURES)),
        ),
    },
}  # fmt: skip
PETITIONS: dict[str, dict[str, Check]] = {
    "PetitionReceived": {
        "petition_id": _id, "conference_id": _id, "group": _one_of(*GROUPS), "business": BUSINESS,
        "content": TEXT, "channel": _one_of("form", "written", "at_conference", "agency"),
        "contact_": CONTACT,
    },
    "PetitionReclassified": {"petition_id": _id, "group": _one_of(*GROUPS)},
    "PetitionRefused": {
        "petition_id": _id, "reason": _one_of("judicial", "complaint", "denunciation", "not_administrative"),
    },
    "CoordinationRequested": {**OF_PETITION, "with": _list_of(TEXT)},
    "PetitionTransferred": {**OF_PETITION, "to": TEXT},
    "PetitionEscalated": {**OF_PETITION, "to": _one_of("city_committee", "direct_superior")},
    "DirectionGiven": {**OF_PETITION, "by": TEXT, "content": TEXT},
    "PetitionAnswered": {
        **OF_PETITION, "mode": _one_of("at_conference", "written"), "fully_resolved": _yes_or_no,
        "content_": TEXT,
    },
    "WrittenAnswerRequested": {"petition_id": _id},
    "PetitionWithdrawn": {"petition_id": _id, "reason_": TEXT},
}  # fmt: skip
CORRECTED: dict[str, Check] = {
    "corrects": TEXT, "data_": lambda value: isinstance(value, dict), "time_": _moment, "reason": TEXT,
    "withdrawn_": lambda value: value is True,
}  # fmt: skip
ABOUT = ("petition_id", "conference_id", "unit_id")
FORMS = {**NOTICES, **PETITIONS, "EventCorrected": CORRECTED}


def fits(data: Any, fields: dict[str, Check]) -> bool:
    """Every field that must be there is, and each is of its form; unknown fields are ignored."""
    if not isinstance(data, dict):
        return False
    for name, check in fields.items():
        value = data.get(name.removesuffix("_"))
        if value is None and name.endswith("_"):
            continue
        if not check(value):
            return False
    return True


def corrects_or_withdraws(data: dict[str, Any]) -> bool:
    """A correction says anew, or takes away and names what that is about, at no time; never both."""
    if not data.get("withdrawn"):
        return data.get("data") is not None
    named = [data[name] for name in ABOUT if data.get(name) is not None]
    return data.get("data") is None and data.get("time") is None and bool(named) and all(map(_id, named))


def said_in_the_end(data: dict[str, Any]) -> dict[str, Any]:
    """A correction's data; of one that says another correction anew, that one, whole."""
    inner: dict[str, Any] = data.get("data") or {}
    return inner if "corrects" in inner and fits(inner, CORRECTED) else data


def owner(name: str, data: Any) -> str:
    """The service the event belongs to; a correction to that of what it corrects."""
    while name == "EventCorrected" and isinstance(data, dict):
        data = data if data.get("withdrawn") else data.get("data")
        if isinstance(data, dict) and (data.get("withdrawn") or "corrects" not in data):
            return "petitions" if "petition_id" in data else "notices"
    return "petitions" if name in PETITIONS else "notices"
