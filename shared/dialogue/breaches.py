"""What breaks the plan without being late (R3, R7, R9, R13)? Recorded and shown to everyone, never refused.

What is late or missing is said by the deadlines themselves.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from shared.dialogue.acts import Act
from shared.dialogue.breach import Breach
from shared.dialogue.conference import ConferenceView
from shared.dialogue.escalation_target import escalation_breaches
from shared.dialogue.format_allowed import format_breach
from shared.dialogue.notice_content import content_breach
from shared.dialogue.participants import participants_breach
from shared.dialogue.petition import in_effect
from shared.units import Registry


def conference_breaches(view: ConferenceView, acts: Sequence[Act], registry: Registry) -> list[Breach]:
    """The breaches of a conference that stands so, in the order of the rules; `acts`: what made it so."""
    found = (format_breach(view, registry), content_breach(view, acts), participants_breach(view))
    return [breach for breach in found if breach is not None]


def petition_breaches(petition_acts: Iterable[Act], at: datetime, registry: Registry) -> list[Breach]:
    """The breaches in passing a petition on, as they stood at `at`."""
    return escalation_breaches([act for act in in_effect(petition_acts) if act.time <= at], registry)
