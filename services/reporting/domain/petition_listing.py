"""How does one petition stand on the list behind the figures, at a moment (R11, R23, R24)? Nothing personal
is on it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from services.reporting.domain.course import course
from services.reporting.domain.petition_line import PetitionLine
from shared.clock import local_date
from shared.dialogue.acts import Act, EffectiveActs
from shared.dialogue.answer_due import petition_answer_timeline
from shared.dialogue.conference import ConferenceSpan, view_at
from shared.dialogue.deadline import at_moment
from shared.dialogue.petition import ANSWER, in_effect
from shared.units import Registry
from shared.working_days import WorkingDays
from shared.working_days.explanation import full_day


def line_at(
    acts: EffectiveActs,
    conference: Sequence[ConferenceSpan],
    at: datetime,
    calendar: WorkingDays,
    registry: Registry,
) -> PetitionLine | None:
    """The petition as it stood at `at`; None before its reception, or before its conference was scheduled."""
    span = next(
        (each for each in course(acts, conference, calendar) if each.from_at <= at < each.to_at), None
    )
    view = view_at(conference, at)
    if span is None or view is None:
        return None
    petition = in_effect(acts)
    answer = last_answer(petition, at)
    due = at_moment(petition_answer_timeline(petition, conference, calendar), at)
    return PetitionLine(
        petition_id=petition[0].data["petition_id"],
        unit_name=registry.name_at(view.unit_id, view.starts_on),
        conference_id=span.conference_id,
        group=span.group,
        state=span.state,
        overdue=span.overdue_due_on is not None,
        received_on=local_date(petition[0].time),
        due_on=span.overdue_due_on or (due.due_on if due else None),
        answered_on=local_date(answer.time) if answer else None,
        document=document_words(answer),
    )


def last_answer(petition: Sequence[Act], at: datetime) -> Act | None:
    """The answer that holds at `at`: the last one given by then (R16)."""
    return next((act for act in reversed(petition) if act.name == ANSWER and act.time <= at), None)


def document_words(act: Act | None) -> str | None:
    """Number and date of the document that an act came with, as the forms write them."""
    document = act.data.get("document") if act else None
    if not document:
        return None
    return f"{document['number']} ngày {full_day(date.fromisoformat(document['date']))}"
