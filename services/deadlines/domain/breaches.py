"""What breaks the plan without being late (R3, R7, R9, R13)? Recorded and shown to everyone, never refused.

What is late or missing is said by the deadlines themselves.
"""

from collections.abc import Iterable
from datetime import datetime

from services.deadlines.domain.breach import Breach
from services.deadlines.domain.cycle import cycles
from services.deadlines.domain.escalation_target import escalation_breaches
from services.deadlines.domain.format_allowed import format_breach
from services.deadlines.domain.notice_content import content_breach
from services.deadlines.domain.participants import participants_breach
from shared.dialogue.acts import Act, effective
from shared.dialogue.conference import conference_spans, since_scheduling, view_at
from shared.dialogue.petition import in_effect
from shared.units import Registry


def conference_breaches(conference_acts: Iterable[Act], at: datetime, registry: Registry) -> list[Breach]:
    """The breaches of a conference as they stood at `at`, in the order of the rules."""
    acts = since_scheduling(act for act in effective(conference_acts) if act.time <= at)
    course = conference_spans(acts)
    view = view_at(course, at)
    if view is None:
        return []
    found = (
        format_breach(view, registry),
        content_breach(cycles(course)[-1], acts),
        participants_breach(view),
    )
    return [breach for breach in found if breach is not None]


def petition_breaches(petition_acts: Iterable[Act], at: datetime, registry: Registry) -> list[Breach]:
    """The breaches in passing a petition on, as they stood at `at`."""
    return escalation_breaches([act for act in in_effect(petition_acts) if act.time <= at], registry)
