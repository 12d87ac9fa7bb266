"""Where does my petition stand? Asked by its code, which is sent in a form so that no address has it."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from services.petitions.handlers.tracking import tracked
from services.petitions.pages.reading import read
from services.petitions.pages.rendering import render
from shared.messaging.desk import Shop
from shared.web.pages.away import unless_away
from shared.web.pages.forms import Entered, Field, Page, blank, entered, read_form
from shared.web.pages.rendering import FOR_ONE_READER
from shared.web.problems import Problem, unavailable

PATH, CODE = "/tra-cuu", "ma"
FIELDS = (
    Field(
        CODE,
        "tracking_code",
        "Mã tra cứu",
        hint="Mã được cấp khi gửi kiến nghị, gồm ba nhóm bốn chữ và số, như ABCD-2345-EFGH.",
        needed=True,
    ),
)
UNKNOWN = (
    "Không tìm thấy kiến nghị với mã này. Xin xem lại từng chữ và số, cả dấu gạch ngang; "
    "mã không dùng các chữ I, O và các số 0, 1."
)
LATER = "Hệ thống tạm thời không tra cứu được."


def page(shop: Shop) -> Page:
    """The page at `/tra-cuu`; whoever kept an address with the code in it is answered too."""

    async def shown(request: Request) -> Response:
        code = request.query_params.get(CODE)
        if code is None:
            return _page(blank(FIELDS), None)
        return await _answered(shop, entered({CODE: code}, FIELDS))

    return shown


def asked(shop: Shop) -> Page:
    """Where its form is sent."""

    async def answered(request: Request) -> Response:
        return await _answered(shop, await read_form(request, FIELDS))

    return answered


async def _answered(shop: Shop, form: Entered) -> Response:
    if form.wrong:
        return _page(_wrong(form, form.wrong), None)
    if not form.values[CODE]:
        return _page(_wrong(form, {CODE: "không được để trống"}), None)
    try:
        found = await unless_away(tracked(shop, form.values[CODE]))
    except Problem:
        return _page(form.refused(Problem(404, "Không tìm thấy", UNKNOWN)), None)
    if found is None:
        return _page(form.refused(unavailable(LATER)), None)
    return _page(form, read(found))


def _wrong(form: Entered, wrong: Mapping[str, str]) -> Entered:
    return Entered(form.values, form.key, wrong, status=422)


def _page(form: Entered, found: Mapping[str, Any] | None) -> Response:
    return render(
        "track.html",
        form.status,
        {**FOR_ONE_READER, **form.headers},
        here=PATH,
        fields=FIELDS,
        entered=form,
        found=found,
    )
