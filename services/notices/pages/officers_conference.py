"""How does an officer see a conference of their unit, and tell what was done about it (R7-R9, R17, R18)?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import Request, Response

from services.notices.domain.planner import PlannedDay
from services.notices.handlers.acting import act
from services.notices.handlers.looking_up import LookedUp, look_up
from services.notices.pages.actions import ACTIONS, TAKE_BACK
from services.notices.pages.history import called, said
from services.notices.pages.rendering import render
from shared.clock import local_date
from shared.dialogue.conference import SCHEDULED
from shared.messaging.desk import Shop
from shared.web.pages.acting import forms, taking_back, to_choose, told
from shared.web.pages.actions import Action, by_name
from shared.web.pages.away import NOTHING_KEPT, unless_away
from shared.web.pages.forms import Entered, Page
from shared.web.pages.history import own_acts, retold
from shared.web.pages.rendering import FOR_ONE_READER
from shared.web.pages.signed_in import Person, person
from shared.web.problems import Problem, not_found

PATH = "/can-bo/hoi-nghi"
CONFERENCE = f"{PATH}/{{conference_id}}"
ACTION = f"{CONFERENCE}/{{action}}"


def page(shop: Shop) -> Page:
    """The page at `/can-bo/hoi-nghi/{conference_id}`."""

    async def shown(request: Request) -> Response:
        reader = person(request)
        unit_id = await reader.unit_of(request.app.state.access)
        conference_id = request.path_params["conference_id"]
        return show(shop, reader, conference_id, await look_up(shop, conference_id, unit_id))

    return shown


def acting(shop: Shop) -> Page:
    """Where its forms are sent: told as what a program tells, once however often it comes."""

    async def acted(request: Request) -> Response:
        actor = person(request)
        unit_id = await unless_away(actor.unit_of(request.app.state.access))
        conference_id, action = request.path_params["conference_id"], request.path_params["action"]
        if action not in ACTIONS:
            raise not_found("việc này trong các việc cán bộ làm với một hội nghị")
        action = ACTIONS[action]
        form = await actor.sent(request, action.all_fields, _about(conference_id))
        if unit_id is None:
            return show(shop, actor, conference_id, None, action, form.refused(NOTHING_KEPT))
        entered = _body(action, form, conference_id)
        if not isinstance(entered, Entered):
            entered = await told(
                act(shop, unit_id, conference_id, action.name, entered, form.key), action, form
            )
        seen = await unless_away(if_known(shop, conference_id, unit_id))
        if entered and seen:
            today = local_date(shop.clock.now())
            entered = replace(entered, refusal=by_name(entered.refusal, seen.registry, today))
        return show(shop, actor, conference_id, seen, action, entered)

    return acted


def _about(conference_id: str) -> str:
    """What a form's code is for besides its key."""
    return f"conference/{conference_id}"


def _body(action: Action, form: Entered, conference_id: str) -> Mapping[str, Any] | Entered:
    """What a program would say of the conference; a registration's id is made where it is told."""
    made = {"registration_id": "dk"} if action.name == "register" else {}
    return action.body(form, conference_id=conference_id, **made)


async def if_known(shop: Shop, conference_id: str, unit_id: str) -> LookedUp | None:
    """What was typed is given back, whatever became of the conference."""
    try:
        return await look_up(shop, conference_id, unit_id)
    except Problem:
        return None


def show(
    shop: Shop,
    reader: Person,
    conference_id: str,
    seen: LookedUp | None,
    action: Action | None = None,
    entered: Entered | None = None,
) -> Response:
    """`action` without `entered`: it was done just now; with it: it was not, and comes back."""
    today = local_date(shop.clock.now())
    sensible = _sensible(seen, action if entered else None, entered)
    return render(
        "officers_conference.html",
        entered.status if entered else 200,
        {**FOR_ONE_READER, **(entered.headers if entered else {})},
        path=PATH,
        conference_id=conference_id,
        found=seen,
        deadlines=[{**each, "due_on": date.fromisoformat(each["due_on"])} for each in seen.told["deadlines"]]
        if seen else (),
        planned=_to_follow(seen, today) if seen else (),
        history=[retold(each, seen.registry, said) for each in seen.history] if seen else (),
        done=action.done if action and entered is None else None,
        action=action,
        entered=entered,
        takes_back=any(each.name == TAKE_BACK.name for each in sensible),
        forms=[
            (each, form, reader.proof(form.key, _about(conference_id)))
            for each, form in forms(sensible, action, entered)
        ],
        today=today,
    )  # fmt: skip


def _to_follow(seen: LookedUp, today: date) -> list[PlannedDay]:
    """What will be owed by its day, and is not yet said to be."""
    said = {each["kind"] for each in seen.told["deadlines"]}
    return [each for each in seen.planned if each.kind not in said and each.due_on >= today]


def _sensible(seen: LookedUp | None, sent: Action | None, entered: Entered | None) -> list[Action]:
    """What makes sense as the conference stands now, and what was sent and is to come back."""
    others = [each for each in ACTIONS.values() if each is not TAKE_BACK]
    found = [
        each for each in others if each is sent or (seen and seen.may and seen.standing in each.states)
    ]  # fmt: skip
    acts = to_choose(own_acts(seen.history if seen else (), called, (SCHEDULED,)), entered)
    return [*found, taking_back(TAKE_BACK, acts)] if acts or sent is TAKE_BACK else found
