"""How does an officer schedule a conference (R1-R3)? The form, and the conference's page once it is there."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import Request, Response

from services.notices.domain.theme import theme_missing
from services.notices.handlers.acting import MODELS, id_by, renew, schedule
from services.notices.pages.officers_conference import PATH, if_known, show
from services.notices.pages.rendering import render
from services.notices.pages.wording import FORMATS
from shared.clock import local_date
from shared.dialogue.conference import SCHEDULED
from shared.messaging.desk import Shop
from shared.web.pages.acting import told
from shared.web.pages.actions import Action, by_name, happened_at, moment_meant
from shared.web.pages.away import NOTHING_KEPT, unless_away
from shared.web.pages.forms import Entered, Field, Page, blank
from shared.web.pages.rendering import FOR_ONE_READER
from shared.web.pages.signed_in import Person, person

NEW = "/can-bo/len-lich"
"""None that a conference could have: any word may be its id."""
ACTION = Action(
    "len-lich",
    "Lên lịch hội nghị mới",
    "Thông báo phải niêm yết trên cổng và tại bộ phận một cửa ít nhất 7 ngày làm việc trước hội nghị.",
    MODELS[SCHEDULED],
    (
        Field("chuyen-de", "theme", "Chuyên đề"),
        Field("gio", "starts_at", "Thời gian bắt đầu", "Giờ Việt Nam.", needed=True, type="datetime-local",
              means=moment_meant),
        Field("dia-diem", "venue", "Địa điểm", needed=True),
        Field("hinh-thuc", "format", "Hình thức", "Cà phê doanh nhân và thứ 7 là của quận, huyện.",
              needed=True, shape="choice", choices=FORMATS),
        Field("chu-tri", "chair", "Chủ trì", "Lãnh đạo của đơn vị."),
        Field("han", "reception_deadline", "Nhận đăng ký, kiến nghị đến hết ngày",
              "Quá ngày này mà không có kiến nghị hay đăng ký thì báo cáo dừng hoặc hoãn.", needed=True,
              type="date"),
    ),
    happened_at("len-lich"),
    states=(),
    done="Đã lên lịch hội nghị.",
)  # fmt: skip


def page(shop: Shop) -> Page:
    """The page at `/can-bo/len-lich`."""

    async def shown(request: Request) -> Response:
        reader = person(request)
        unit_id = await reader.unit_of(request.app.state.access)
        await renew(shop)
        return _page(shop, reader, unit_id, blank(ACTION.all_fields))

    return shown


def scheduling(shop: Shop) -> Page:
    """Where its form is sent: one conference, however often it comes."""

    async def scheduled(request: Request) -> Response:
        actor = person(request)
        unit_id = await unless_away(actor.unit_of(request.app.state.access))
        form = await actor.sent(request, ACTION.all_fields, NEW)
        if unit_id is None:
            return _page(shop, actor, None, form.refused(NOTHING_KEPT))
        conference_id = id_by("hn", unit_id, form.key)
        body = ACTION.body(form, conference_id=conference_id, unit_id=unit_id)
        refused = body if isinstance(body, Entered) else await _told(shop, unit_id, body, form)
        if refused is None:
            seen = await unless_away(if_known(shop, conference_id, unit_id))
            return show(shop, actor, conference_id, seen, ACTION)
        today, registry = local_date(shop.clock.now()), shop.gate.registry
        refused = replace(refused, refusal=by_name(refused.refusal, registry, today))
        return _page(shop, actor, unit_id, refused)

    return scheduled


async def _told(shop: Shop, unit_id: str, body: Mapping[str, object], form: Entered) -> Entered | None:
    return await told(schedule(shop, unit_id, body, form.key), ACTION, form)


def _page(shop: Shop, reader: Person, unit_id: str | None, entered: Entered) -> Response:
    """Who must have a theme reads so; whether one is missing says the gate."""
    due = unit_id is not None and theme_missing(unit_id, None, shop.gate.registry)
    fields = [replace(each, needed=due) if each.path == "theme" else each for each in ACTION.all_fields]
    return render(
        "schedule.html",
        entered.status,
        {**FOR_ONE_READER, **entered.headers},
        action=ACTION,
        fields=fields,
        address=NEW,
        path=PATH,
        entered=entered,
        proof=reader.proof(entered.key, NEW),
    )
