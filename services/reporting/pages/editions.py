"""How does DPI compile a quarter's summary from a browser (R20, R29)? As a program does, once however often
it is sent; and what was compiled before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fastapi import Request, Response

from services.reporting.domain.edition import Head
from services.reporting.handlers.compile_edition import Request as Wish
from services.reporting.handlers.desk import editions_of
from services.reporting.handlers.reports import Reports
from services.reporting.handlers.sum_up_quarter import Compile, sum_up
from services.reporting.pages.coordinator import PATH, coordinator, quarter_of
from services.reporting.pages.rendering import render
from services.reporting.pages.wording import FIGURES
from shared.dialogue.quarter import Quarter
from shared.events.public import plain
from shared.messaging.desk import Bench
from shared.web.commands import UNKNOWN
from shared.web.pages.actions import moment_meant
from shared.web.pages.away import NOTHING_KEPT, unless_away
from shared.web.pages.forms import Entered, Field, Page, blank, judged
from shared.web.pages.rendering import FOR_ONE_READER
from shared.web.pages.signed_in import Person, person
from shared.web.problems import Problem, unavailable

UNSURE = unavailable(UNKNOWN)
"""It went away in the midst of it: whoever sends the form again learns what became of it."""


FIELDS = (
    Field(
        "tinh-den", "as_of", "Số liệu tính đến",
        "Giờ Việt Nam; để trống nghĩa là bây giờ.", type="datetime-local", means=moment_meant,
    ),
    Field(
        "biet-den", "known_at", "Theo thông tin đã ghi nhận đến",
        "Giờ Việt Nam; để trống nghĩa là mọi thông tin đã có.", type="datetime-local", means=moment_meant,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows beside its form."""

    editions: Sequence[Head]
    changed: bool | None


def page(reports: Reports, bench: Bench) -> Page:
    """The page at `/dau-moi/tong-hop/{quarter}`."""

    async def shown(request: Request) -> Response:
        reader = person(request)
        await coordinator(request, reader)
        quarter = quarter_of(request)
        return _page(reader, quarter, await _seen(reports, bench, quarter))

    return shown


def compiling(reports: Reports, bench: Bench) -> Page:
    """Where its form is sent: the command that programs send."""

    async def compiled(request: Request) -> Response:
        actor = person(request)
        known = await unless_away(coordinator(request, actor))
        quarter = quarter_of(request)
        form = await actor.sent(request, FIELDS, str(quarter))
        if known is None:
            return _page(actor, quarter, None, form.refused(NOTHING_KEPT))
        told = await _told(reports, bench, quarter, form)
        seen = await unless_away(_seen(reports, bench, quarter))
        if isinstance(told, Entered):
            return _page(actor, quarter, seen, told)
        return _page(actor, quarter, seen, done=told)

    return compiled


async def _told(
    reports: Reports, bench: Bench, quarter: Quarter, form: Entered
) -> Mapping[str, Any] | Entered:
    """The edition that was compiled; or the form with why it was not."""
    said = judged(form, FIELDS, Compile)
    if isinstance(said, Entered):
        return said
    try:
        told = await unless_away(sum_up(reports, bench, Wish(quarter, plain(said), form.key), said))
    except Problem as problem:
        return _refused(form, problem)
    return told or form.refused(UNSURE)


def _refused(form: Entered, problem: Problem) -> Entered:
    """A moment that was typed and can't be asked for is named beside it."""
    wrong = next((each for each in FIELDS if each.path == problem.more.get("field")), None)
    if wrong is None or problem.status != 422:
        return form.refused(problem)
    words = problem.detail.removeprefix(f"{wrong.path}: ")
    return replace(form, wrong={wrong.name: words}, status=problem.status)


async def _seen(reports: Reports, bench: Bench, quarter: Quarter) -> Seen:
    return Seen(*await editions_of(reports, bench.clock.now(), quarter))


def _page(
    reader: Person,
    quarter: Quarter,
    seen: Seen | None,
    entered: Entered | None = None,
    done: Mapping[str, Any] | None = None,
) -> Response:
    """`done`: what was compiled just now; `entered`: the form that was not taken in, and comes back."""
    form = entered or blank(FIELDS)
    return render(
        "editions.html",
        form.status,
        {**FOR_ONE_READER, **form.headers},
        path=PATH,
        at=f"{PATH}/tong-hop/{quarter}",
        quarter=str(quarter),
        last_day=quarter.last_day,
        seen=seen,
        done=done and {**done, "as_of": datetime.fromisoformat(done["as_of"])},
        fields=FIELDS,
        entered=form,
        proof=reader.proof(form.key, str(quarter)),
        figures=FIGURES,
    )
