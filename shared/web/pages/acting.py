"""How does a form with which an officer acts reach the command, and which forms stand on the page then?"""

from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import replace

from shared.events.fields import EventModel
from shared.web.pages.actions import Action
from shared.web.pages.away import NOTHING_KEPT, unless_away
from shared.web.pages.forms import Entered, Field, blank
from shared.web.problems import Problem
from shared.web.retries import Answer

CHOSEN = "Việc đã chọn"
ACT = Field("correct-viec", "corrects", "Việc ghi sai", needed=True, shape="choice")
"""Which there are depends on what the page is about."""


async def told(work: Awaitable[Answer], action: Action, form: Entered) -> Entered | None:
    """None once it is stored; else the form with why it was not."""
    try:
        stored = await unless_away(work)
    except Problem as problem:
        return action.refused(form, problem)
    return None if stored else form.refused(NOTHING_KEPT)


def forms(
    actions: Iterable[Action], sent: Action | None, entered: Entered | None
) -> list[tuple[Action, Entered]]:
    """Each with its form, empty but for the one that was sent and comes back."""
    # One key for the page: each form's route is another.
    key = entered.key if entered else blank(()).key
    return [
        (each, entered)
        if entered is not None and sent is not None and each.name == sent.name
        else (each, replace(blank(each.all_fields), key=key))
        for each in actions
    ]


def take_back(model: type[EventModel], shown_in: str) -> Action:
    """The action by which an act is taken back; `shown_in`: where it is still to be seen."""
    return Action(
        "correct", "Rút lại một việc đã ghi sai",
        f"Việc đã rút không còn được tính, và vẫn hiện trong {shown_in}. Rút xong thì ghi lại cho đúng.",
        model, (ACT, Field("correct-ly-do", "reason", "Lý do rút lại", needed=True, shape="area")),
        at=None, states=(), done="Đã rút lại việc đã ghi.", said={"withdrawn": True},
    )  # fmt: skip


def taking_back(action: Action, acts: Mapping[str, str]) -> Action:
    """The same with a choice of these acts: what each is called by its event's id."""
    return replace(action, fields=(replace(ACT, choices=acts), *action.fields[1:]))


def to_choose(acts: Mapping[str, str], entered: Entered | None) -> Mapping[str, str]:
    """The acts to choose from; the one that was chosen among them, whatever else is known."""
    chosen = entered.values.get(ACT.name) if entered else None
    return {chosen: CHOSEN} | dict(acts) if chosen else acts
