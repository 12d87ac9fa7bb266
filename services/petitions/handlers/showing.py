"""How is a petition shown? Its state, due days, answer and history, with nothing personal in it (R23)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.store import acts, petitions
from shared.clock import local_date, local_moment
from shared.dialogue.acts import Act, TakenBack, effective, taken_back
from shared.dialogue.petition import RECEPTION, ActsInEffect, in_effect, petition_spans
from shared.events.fields import ID
from shared.events.public import public
from shared.web.history import history
from shared.web.problems import not_found


async def taken_in(conn: AsyncConnection, petition_id: str) -> Sequence[Act]:
    """The petition's acts as they were taken in; a 404 problem if it was not received yet."""
    subject = f"petition/{petition_id}"
    said = (await acts.of_subjects(conn, [subject] if ID.fullmatch(petition_id) else [])).get(subject, [])
    if not in_effect(said):
        raise not_found(f"kiến nghị {petition_id}")
    return said


async def describe(
    conn: AsyncConnection,
    petition_id: str,
    said: Sequence[Act],
    now: datetime,
    unit_id: str | None = None,
    *,
    whole: bool = False,
) -> dict[str, Any]:
    """The petition of these acts as anyone may see it, and `unit_id` the ids of its own acts, by which it
    corrects them. `whole`: with what each act after the reception says, as published.
    """
    known = effective(said)
    counting = in_effect(known)
    spans = petition_spans(counting)
    now_span = next((span for span in reversed(spans) if span.from_at <= now), spans[-1])
    days = [
        {"kind": kind, "due_on": due_on.isoformat(), "state": state, "late": late, "provisional": provisional}
        for _, kind, due_on, state, late, provisional in await petitions.due_days(conn, petition_id)
    ]
    answer_due = next((day["due_on"] for day in days if day["kind"] == "petition_answer"), None)
    return {
        "petition_id": petition_id,
        "conference_id": now_span.conference_id,
        "group": now_span.group,
        "state": now_span.state.value,
        "received_on": local_date(spans[0].from_at).isoformat(),
        "due_on": answer_due,
        "deadlines": days,
        "answer": _answer(counting),
        "refusal": next((act.data["reason"] for act in counting if act.name == "PetitionRefused"), None),
        "history": _history(known, taken_back(said), unit_id, whole),
    }


def _history(
    known: Sequence[Act], gone: Sequence[TakenBack], unit_id: str | None, whole: bool
) -> list[dict[str, Any]]:
    """With what each act after the reception says, as published, where the `whole` is asked for."""

    def said(act: Act) -> dict[str, Any] | None:
        if not whole or act.name == RECEPTION:
            return None
        return {name: value for name, value in public(act.data).items() if name != "petition_id"}

    return history(known, gone, unit_id, said)


def _answer(counting: ActsInEffect) -> dict[str, Any] | None:
    """The newest answer that has effect, as published."""
    answers = [act for act in counting if act.name == "PetitionAnswered"]
    if not answers:
        return None
    said = public(answers[-1].data)
    kept = {name: said[name] for name in ("mode", "fully_resolved", "content", "document") if name in said}
    return {**kept, "time": local_moment(answers[-1].time)}
