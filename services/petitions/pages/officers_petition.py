"""How does an officer see and act on a petition from a browser (R10-R16)? As programs do, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fastapi import Request, Response

from services.petitions.handlers.acting import act
from services.petitions.handlers.looking_up import SAID, LookedUp, look_up_for
from services.petitions.pages.actions import ACTIONS, TAKE_BACK
from services.petitions.pages.history import said as said_by
from services.petitions.pages.reading import read
from services.petitions.pages.rendering import render
from services.petitions.pages.wording import act_words
from services.petitions.pages.worklist import PATH
from shared.clock import local_date
from shared.dialogue.petition import RECEPTION
from shared.messaging.desk import Shop
from shared.web.pages.acting import forms, taking_back, to_choose, told
from shared.web.pages.actions import Action, by_name
from shared.web.pages.away import NOTHING_KEPT, unless_away
from shared.web.pages.forms import Entered, Page
from shared.web.pages.history import own_acts, retold
from shared.web.pages.rendering import FOR_ONE_READER
from shared.web.pages.signed_in import Person, person
from shared.web.problems import Problem, not_found

PETITION = f"{PATH}/{{petition_id}}"
ACTION = f"{PETITION}/{{action}}"


def page(shop: Shop) -> Page:
    """The page at `/can-bo/kien-nghi/{petition_id}`."""

    async def shown(request: Request) -> Response:
        reader = person(request)
        unit_id = await reader.unit_of(request.app.state.access)
        petition_id = request.path_params["petition_id"]
        seen = await look_up_for(shop, petition_id, unit_id)
        return _page(shop, reader, petition_id, seen)

    return shown


def acting(shop: Shop) -> Page:
    """Where its forms are sent: told as what a program tells, once however often it comes."""

    async def acted(request: Request) -> Response:
        actor = person(request)
        unit_id = await unless_away(actor.unit_of(request.app.state.access))
        petition_id, action = request.path_params["petition_id"], ACTIONS.get(request.path_params["action"])
        if action is None:
            raise not_found("việc này trong các việc cán bộ làm với một kiến nghị")
        form = await actor.sent(request, action.all_fields, petition_id)
        if unit_id is None:
            return _page(shop, actor, petition_id, None, action, form.refused(NOTHING_KEPT))
        said = action.body(form, petition_id=petition_id)
        if not isinstance(said, Entered):
            stored = act(shop, unit_id, petition_id, action.name, said, form.key)
            said = await told(stored, action, form)
        seen = await unless_away(_if_known(shop, petition_id, unit_id))
        if said and seen:
            today = local_date(shop.clock.now())
            said = replace(said, refusal=by_name(said.refusal, seen.registry, today))
        return _page(shop, actor, petition_id, seen, action, said)

    return acted


async def _if_known(shop: Shop, petition_id: str, unit_id: str) -> LookedUp | None:
    """What was typed is given back, whatever became of the petition."""
    try:
        return await look_up_for(shop, petition_id, unit_id)
    except Problem:
        return None


def _page(
    shop: Shop,
    reader: Person,
    petition_id: str,
    seen: LookedUp | None,
    action: Action | None = None,
    entered: Entered | None = None,
) -> Response:
    """`action` without `entered`: it was done just now; with it: it was not, and comes back."""
    found = _read(seen) if seen else None
    sensible = _sensible(seen, action if entered else None, _to_take_back(seen, entered))
    return render(
        "officers_petition.html",
        entered.status if entered else 200,
        {**FOR_ONE_READER, **(entered.headers if entered else {})},
        path=PATH,
        petition_id=petition_id,
        found=found,
        done=action.done if action and entered is None else None,
        action=action,
        entered=entered,
        takes_back=any(each.name == TAKE_BACK.name for each in sensible),
        forms=[
            (each, form, reader.proof(form.key, petition_id))
            for each, form in forms(sensible, action, entered)
        ],
        units=_names(shop, seen),
        today=local_date(shop.clock.now()),
    )


def _sensible(seen: LookedUp | None, sent: Action | None, acts: Mapping[str, str]) -> list[Action]:
    """What makes sense as the petition stands now, and what was sent and is to come back."""
    others = [each for each in ACTIONS.values() if each is not TAKE_BACK]
    found = [each for each in others if each is sent or (seen and _makes_sense(each, seen))]
    return [*found, taking_back(TAKE_BACK, acts)] if acts or sent is TAKE_BACK else found


def _makes_sense(action: Action, seen: LookedUp) -> bool:
    if action.name == "request-written" and seen.told["answer"] is None:
        return False
    return action.name in seen.may and seen.told["state"] in action.states


def _to_take_back(seen: LookedUp | None, entered: Entered | None) -> Mapping[str, str]:
    history = seen.told["history"] if seen else ()
    return to_choose(own_acts(history, lambda told: act_words(told["act"]), (RECEPTION,)), entered)


def _read(seen: LookedUp) -> dict[str, Any]:
    """As a program is answered, with names for units, and days and moments to be written."""
    told, registry = seen.told, seen.registry
    return {
        **read(told),
        **{field: told.get(field) for field in SAID},
        "history": [retold(each, registry, said_by) for each in told["history"]],
        "conference": seen.conference,
        "unit": seen.conference and registry.name_at(seen.conference.unit_id, seen.conference.starts_on),
    }


def _names(shop: Shop, seen: LookedUp | None) -> Sequence[str]:
    """Whom a petition may be passed to, as the registry calls them today."""
    if seen is None:
        return ()
    today = local_date(shop.clock.now())
    return [unit.name_at(today) for unit in seen.registry.units if unit.valid_at(today)]
