"""What deadlines reads, and what each fact touches: the table of contents.

A fact is kept and marks what hangs on it, but for its own petition, which is folded at once; `recompute.py`
folds what is marked.
"""

from collections.abc import Callable, Mapping
from typing import Final

from services.deadlines.handlers import conferences, petitions, units
from services.deadlines.store.marks import Touched
from shared.messaging.following import Followed

Touch = Callable[[Touched, Followed], None]
IGNORED: Final = None
"""No due day hangs on it: not even kept."""


def correction(touched: Touched, fact: Followed) -> None:
    """A correction touches what the corrected act may have touched."""
    kind = fact.subject.partition("/")[0]
    {"petition": petitions.corrects, "conference": conferences.moves, "unit": units.plans}[kind](
        touched, fact
    )


FOLLOWS: Mapping[str, Touch | None] = {
    "AnnualPlanSubmitted": units.plans,
    "UnitChanged": units.changes,
    "ConferenceScheduled": conferences.moves,
    "ConferenceRescheduled": conferences.moves,
    "ConferenceCancelled": conferences.moves,
    "ConferenceHeld": conferences.holds,
    "NoticePosted": conferences.meets,
    "ParticipantRegistered": conferences.registers,
    "ConclusionPublished": conferences.meets,
    "ResultReportFiled": conferences.meets,
    "PetitionReceived": petitions.receives,
    "PetitionReclassified": petitions.acts,
    "PetitionRefused": petitions.acts,
    "CoordinationRequested": petitions.acts,
    "PetitionTransferred": petitions.acts,
    "PetitionEscalated": petitions.acts,
    "DirectionGiven": IGNORED,
    "PetitionAnswered": petitions.acts,
    "WrittenAnswerRequested": petitions.acts,
    "PetitionWithdrawn": petitions.acts,
    "EventCorrected": correction,
}
