"""How does an officer send their unit's plan of a year (R4, R5)? The form, beside what was last told."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import Request, Response

from services.notices.handlers.acting import MODELS, PLAN, submit_plan
from services.notices.handlers.plans import Plan, plan_of
from services.notices.pages.rendering import render
from services.notices.pages.wording import FORMATS
from shared.clock import local_date
from shared.events.fields import FIRST_YEAR, LAST_YEAR, MAX_DONG
from shared.messaging.desk import Shop
from shared.web.pages.acting import told
from shared.web.pages.actions import Action, by_name, document, happened_at
from shared.web.pages.away import NOTHING_KEPT, unless_away
from shared.web.pages.forms import Entered, Field, Page, blank
from shared.web.pages.rendering import FOR_ONE_READER
from shared.web.pages.signed_in import Person, person
from shared.web.problems import bad_parameter

PATH, YEAR = "/can-bo/ke-hoach", "nam"
MOST = 12
SHOWN = 4
"""So many lines are open, and those that are filled."""
MONTHS = {str(month): f"Tháng {month}" for month in range(1, 13)}
MONEY = re.compile(r"\d{1,3}(?:[. ]\d{3})+|\d+")


def _month(text: str) -> Any:
    return int(text) if text in MONTHS else text


def _dong(text: str) -> Any:
    """As people write money: 50.000.000."""
    if not MONEY.fullmatch(text):
        return text
    digits = re.sub("[. ]", "", text)
    return int(digits) if len(digits) < 19 else MAX_DONG + 1


def _line(place: int) -> tuple[Field, Field, Field]:
    """A conference of the plan: `place` from 1 on."""
    called, path = f"Hội nghị {place}", f"conferences.{place - 1}"
    return (
        Field(f"chuyen-de-{place}", f"{path}.theme", f"{called}: chuyên đề"),
        Field(
            f"thang-{place}",
            f"{path}.month",
            f"{called}: tháng",
            shape="choice",
            choices=MONTHS,
            means=_month,
        ),
        Field(
            f"hinh-thuc-{place}", f"{path}.format", f"{called}: hình thức", shape="choice", choices=FORMATS
        ),
    )


LINES = tuple(_line(place) for place in range(1, MOST + 1))
OF_YEAR = Field(YEAR, "year", "Năm", needed=True, shape="number")
BUDGET = Field("du-toan", "budget_vnd", "Kinh phí dự toán (đồng)", "Số nguyên, như 50.000.000.", means=_dong)
ACTION = Action(
    "ke-hoach",
    "Gửi kế hoạch năm",
    "Bản gửi đầu tiên được tính hạn, bản gửi sau cùng là nội dung kế hoạch; gửi lại thì ghi đủ các hội nghị.",
    MODELS[PLAN],
    (OF_YEAR, *(each for line in LINES for each in line), BUDGET, *document("ke-hoach")),
    happened_at("ke-hoach"),
    states=(),
    done="Đã ghi nhận kế hoạch năm.",
)


def page(shop: Shop) -> Page:
    """The page at `/can-bo/ke-hoach?nam=2025`; of this year where none is named."""

    async def shown(request: Request) -> Response:
        reader = person(request)
        unit_id = await reader.unit_of(request.app.state.access)
        year = _year(request.query_params.get(YEAR) or str(local_date(shop.clock.now()).year))
        found = await plan_of(shop, unit_id, year)
        return _page(reader, found, _as_told(found))

    return shown


def sending(shop: Shop) -> Page:
    """Where its form is sent: one plan, however often it comes."""

    async def sent(request: Request) -> Response:
        actor = person(request)
        unit_id = await unless_away(actor.unit_of(request.app.state.access))
        form = await actor.sent(request, ACTION.all_fields, PATH)
        if unit_id is None:
            return _page(actor, None, form.refused(NOTHING_KEPT))
        form, action = _closed_up(form)
        body = action.body(form, unit_id=unit_id)
        if isinstance(body, Entered):
            return _page(actor, await unless_away(_of_year(shop, unit_id, form)), body)
        refused = await told(submit_plan(shop, unit_id, body, form.key), action, form)
        found = await unless_away(_of_year(shop, unit_id, form))
        if refused is None:
            return _page(actor, found, _as_told(found), done=True)
        today, registry = local_date(shop.clock.now()), shop.gate.registry
        return _page(actor, found, replace(refused, refusal=by_name(refused.refusal, registry, today)))

    return sent


def _year(text: str) -> int:
    if not text.isdecimal() or not FIRST_YEAR <= int(text[:5]) < LAST_YEAR:
        raise bad_parameter(YEAR, f"phải là năm từ {FIRST_YEAR} đến {LAST_YEAR - 1}")
    return int(text)


async def _of_year(shop: Shop, unit_id: str, form: Entered) -> Plan | None:
    """What is told of the year that was typed, if it is one."""
    text = form.values[YEAR]
    known = text.isdecimal() and FIRST_YEAR <= int(text[:5]) < LAST_YEAR
    return await plan_of(shop, unit_id, int(text)) if known else None


def _closed_up(form: Entered) -> tuple[Entered, Action]:
    """The lines that were filled, one behind the other; and what is asked of them and no others."""
    typed = [[form.values[each.name] for each in line] for line in LINES]
    filled = [line for line in typed if any(line)]
    values = {**form.values}
    for place, line in enumerate(LINES):
        given = filled[place] if place < len(filled) else [""] * len(line)
        values |= {each.name: text for each, text in zip(line, given, strict=True)}
    kept = {each.name for line in LINES[len(filled) :] for each in line}
    fields = tuple(each for each in ACTION.fields if each.name not in kept)
    # A list of none is one too.
    none: Mapping[str, Any] = {} if filled else {"conferences": []}
    return replace(form, values=values), replace(ACTION, fields=fields, said=none)


def _as_told(found: Plan | None) -> Entered:
    """The form with what was told last: who sends again changes that."""
    form = blank(ACTION.all_fields)
    if found is None:
        return form
    values = {**form.values, YEAR: str(found.year)}
    content = found.content or {}
    for line, said in zip(LINES, content.get("conferences", ())[:MOST], strict=False):
        for each in line:
            values[each.name] = str(said.get(each.path.rpartition(".")[2], ""))
    values[BUDGET.name] = str(content.get("budget_vnd", ""))
    return replace(form, values=values)


def _page(reader: Person, found: Plan | None, entered: Entered, *, done: bool = False) -> Response:
    return render(
        "annual_plan.html",
        entered.status,
        {**FOR_ONE_READER, **entered.headers},
        here=PATH,
        path=PATH,
        action=ACTION,
        found=found,
        written_on=_written_on(found),
        lines=LINES,
        open=max(SHOWN, _filled(entered, LINES)),
        others=[OF_YEAR, BUDGET, *document("ke-hoach"), ACTION.at],
        entered=entered,
        done=ACTION.done if done else None,
        proof=reader.proof(entered.key, PATH),
    )


def _written_on(found: Plan | None) -> date | None:
    said = found and found.content and found.content.get("document")
    return date.fromisoformat(said["date"]) if said else None


def _filled(entered: Entered, lines: Sequence[Sequence[Field]]) -> int:
    """How many lines there are up to the last that has something."""
    return max(
        (place for place, line in enumerate(lines, 1) if any(entered.values[each.name] for each in line)),
        default=0,
    )
