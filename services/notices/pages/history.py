"""What did an act about a conference say, in words (R1-R9, R17, R18)?"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from services.notices.pages.wording import CHANNELS, REASONS, act_words
from shared.web.pages.business import KINDS
from shared.working_days.explanation import full_day, full_moment

Data = Mapping[str, Any]


def said(name: str, data: Data, called: Callable[[str], str]) -> list[str]:
    """Its lines; nobody is named in it but the business that an officer typed in."""
    del called
    match name:
        case "ConferenceScheduled" | "ConferenceRescheduled":
            lines = [f"Bắt đầu: {full_moment(datetime.fromisoformat(data['starts_at'].upper()))}"]
            if data.get("reception_deadline"):
                day = full_day(date.fromisoformat(data["reception_deadline"]))
                lines.append(f"Nhận đăng ký, kiến nghị đến hết ngày {day}")
            return lines + ([f"Lý do: {data['reason']}"] if "reason" in data else [])
        case "ConferenceCancelled":
            return [f"Lý do: {REASONS[data['reason']]}"]
        case "NoticePosted":
            return [CHANNELS[data["channel"]], *_addresses(data)]
        case "ParticipantRegistered":
            return [f"{_business(data)}, {data['attendees']} người"]
        case "ConferenceHeld":
            return [f"{data['participants']} đơn vị tham dự", *_guests(data)]
        case _:
            return _addresses(data)


def called(told: Data) -> str:
    """What an act is called where it is chosen among others."""
    data = told.get("data", {})
    match told["act"]:
        case "NoticePosted":
            return f"{act_words(told['act'])} ({CHANNELS[data['channel']]})"
        case "ParticipantRegistered":
            return f"{act_words(told['act'])} ({_business(data)})"
        case name:
            return act_words(name)


def _addresses(data: Data) -> list[str]:
    instructions = data.get("registration_instructions")
    return [
        *([f"Địa chỉ: {data['url']}"] if data.get("url") else []),
        *([f"Cách đăng ký: {instructions}"] if isinstance(instructions, str) else []),
        *([f"Mẫu phiếu: {data['form_url']}"] if data.get("form_url") else []),
    ]


def _business(data: Data) -> str:
    business = data["business"]
    return f"{KINDS[business['kind']]} {business.get('name', '')}".strip()


def _guests(data: Data) -> list[str]:
    came = data.get("city_leader_attended")
    press = data.get("press")
    return [
        *([f"Lãnh đạo thành phố {'có' if came else 'không'} dự"] if came is not None else []),
        *([f"Báo chí: {'; '.join(press)}"] if press else []),
    ]
