"""A deadline's course in short, for tests: from when, how it stands, due when."""

from datetime import datetime

from shared.dialogue.deadline import DeadlineSpan, Standing, Timeline, at_moment
from tests.builders.acts import at


def course(timeline: Timeline) -> list[tuple[datetime, str, str]]:
    """From when on, open/met/the reason it is void, and the due day."""
    return [
        (span.from_at, "met" if span.met_at else span.void_reason or "open", span.due_on.isoformat())
        for span in timeline
    ]


def span_at(timeline: Timeline, moment: str) -> DeadlineSpan:
    found = at_moment(timeline, at(moment))
    assert found is not None
    return found


def standing(timeline: Timeline, moment: str) -> Standing | None:
    """How it stands then; None if it is not owed yet."""
    span = at_moment(timeline, at(moment))
    return span.standing_at(at(moment)) if span else None
