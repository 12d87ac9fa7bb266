"""Whom are DPI's pages for, and how are they asked (R20–R22)? By a password, on this machine too."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from services.reporting.handlers.reading import Reading
from shared.clock import Clock, local_date, local_moment
from shared.database.credentials import Role
from shared.dialogue.quarter import Quarter
from shared.dialogue.readings import FIRST_MINIMUM_YEAR
from shared.events.fields import FIRST_YEAR, LAST_YEAR
from shared.web.access import Caller
from shared.web.pages.signed_in import Person, person
from shared.web.problems import bad_parameter, not_found

PATH = "/dau-moi"
QUARTER = f"{PATH}/tong-hop/{{quarter}}"
YEAR = "year"
THEIRS = (Role.DPI, Role.OPERATOR)
CALLED = "Trang của cơ quan đầu mối"
NOT_THEIRS = (
    "Trang này dành cho cơ quan đầu mối tổng hợp, đôn đốc thực hiện kế hoạch, và người vận hành nền tảng. "
    "Mật khẩu đang dùng là của {}; muốn vào bằng mật khẩu khác, xin đóng trình duyệt rồi mở lại."
)


async def coordinator(request: Request, who: Person | None = None) -> Caller:
    """Who asks (`who`, if that was looked at already); a 401 or 403 problem if the page is not for them."""
    asking = who or person(request)
    return await asking.caller(request.app.state.access, THEIRS, CALLED, NOT_THEIRS)


def quarter_of(request: Request) -> Quarter:
    """The quarter in the address; a 404 problem if it is none."""
    try:
        return Quarter.parse(request.path_params["quarter"])
    except ValueError:
        raise not_found("quý này; một quý được viết như 2024-Q2") from None


def year_asked(request: Request) -> int | None:
    """The year that was asked for, None if none was; a problem if it is no year."""
    text = request.query_params.get(YEAR, "").strip()
    if not text:
        return None
    if not re.fullmatch("[0-9]{4}", text) or not FIRST_YEAR <= int(text) < LAST_YEAR:
        raise bad_parameter("Năm", f"phải là một năm từ {FIRST_YEAR} đến {LAST_YEAR - 1}, như 2024")
    return int(text)


def download(path: str, reading: Reading, **asked: Any) -> str:
    """Where the file of what a page says is got: of what was asked for, as of the page's own moments."""
    moments = {"as_of": local_moment(reading.as_of), "known_at": local_moment(reading.known_at)}
    query = {name: value for name, value in asked.items() if value} | moments
    return f"{path}?{urlencode(query)}"


def years(clock: Clock, asked: int | None) -> Sequence[int]:
    """Which years there are to choose from, the newest first: those of the plan, and the one asked for."""
    of_plan = range(FIRST_MINIMUM_YEAR, local_date(clock.now()).year + 1)
    return sorted({*of_plan, *([asked] if asked else [])}, reverse=True)
