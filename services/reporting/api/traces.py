"""The history of a petition or a conference over HTTP (R23, R29): each act, its corrections, what counts."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from services.reporting.api.conferences import ConferenceId
from services.reporting.api.follow_up import moments_json
from services.reporting.api.quarters import AsOf, KnownAt
from services.reporting.domain.trace import Traced, said, trace
from services.reporting.handlers.questions import asked
from services.reporting.handlers.reports import Reports
from services.reporting.store.acts import acts_of
from shared.clock import Clock, local_moment
from shared.dialogue.acts import Act, withdraws
from shared.events.fields import ID
from shared.web.problems import not_found

PetitionId = Annotated[str, Path(pattern=ID.pattern)]
NAMES = {"petition": "kiến nghị", "conference": "hội nghị"}


def router(reports: Reports, clock: Clock) -> APIRouter:
    """The routes of both histories."""
    routes = APIRouter(prefix="/api/reports", tags=["Quá trình, đính chính"])

    async def told(kind: str, subject_id: str, as_of: str | None, known_at: str | None) -> dict[str, Any]:
        async with asked(reports, clock, as_of, known_at) as reading:
            subject = f"{kind}/{subject_id}"
            acts = (await acts_of(reading.conn, [subject], reading.known_at))[subject]
            found = trace(acts, reading.as_of)
        if not found:
            raise not_found(f"{NAMES[kind]} này vào thời điểm được hỏi")
        items = [_entry(each) for each in found]
        return {f"{kind}_id": subject_id, **moments_json(reading), "total": len(items), "items": items}

    @routes.get("/petitions/{petition_id}/trace")
    async def of_petition(  # pyright: ignore[reportUnusedFunction]
        petition_id: PetitionId, as_of: AsOf = None, known_at: KnownAt = None
    ) -> dict[str, Any]:
        return await told("petition", petition_id, as_of, known_at)

    @routes.get("/conferences/{conference_id}/trace")
    async def of_conference(  # pyright: ignore[reportUnusedFunction]
        conference_id: ConferenceId, as_of: AsOf = None, known_at: KnownAt = None
    ) -> dict[str, Any]:
        return await told("conference", conference_id, as_of, known_at)

    return routes


def _entry(found: Traced) -> dict[str, Any]:
    return {
        **_act(found.act),
        "counts": found.counts,
        "taken_back": _taken_back(found.speaking) if found.taken_back and found.speaking else None,
        "after": {"state": found.after.state, "group": found.after.group} if found.after else None,
        "first_said": _act(found.original) if found.corrections else None,
        "corrections": [
            {
                **_moments(each),
                "event_id": each.event_id,
                "corrects": each.data["corrects"],
                "reason": each.data["reason"],
                "said": said(each.data.get("data", {})),
                "withdraws": withdraws(each),
                "moves_to": each.data.get("time"),
                "in_effect": each is found.speaking,
            }
            for each in found.corrections
        ],
    }


def _taken_back(by: Act) -> dict[str, Any]:
    """Who struck the act out, when and why."""
    return {"by_unit": by.unit_id, "event_id": by.event_id, **_moments(by), "reason": by.data["reason"]}


def _act(act: Act) -> dict[str, Any]:
    return {
        "name": act.name,
        "event_id": act.event_id,
        "by_unit": act.unit_id,
        **_moments(act),
        "said": said(act.data),
    }


def _moments(act: Act) -> dict[str, str]:
    return {
        "time": local_moment(act.time),
        "recorded_at": local_moment(act.recorded_at),
    }
