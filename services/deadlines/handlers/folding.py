"""What do a subject's acts come to? Its deadlines as timelines, and what is needed to tell of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from services.deadlines.domain.changes import Cause
from services.deadlines.domain.minimum_conferences import UnitConference
from services.deadlines.domain.never_owed import spared
from services.deadlines.domain.petition_deadlines import petition_timelines
from services.deadlines.domain.unit_deadlines import unit_timelines
from services.deadlines.store.acts import Material
from shared.clock import local_date, start_of
from shared.dialogue.acts import Act, EffectiveActs, effective
from shared.dialogue.conference import ConferenceSpan, conference_spans, since_scheduling
from shared.dialogue.conference_deadlines import conference_timelines
from shared.dialogue.deadline import Timeline
from shared.dialogue.handed_over import handed_over
from shared.dialogue.lawful_stop import first_joined_at
from shared.dialogue.petition import RECEPTION, PetitionSpan, in_effect, petition_spans, span_at
from shared.dialogue.readings import FIRST_MINIMUM_YEAR
from shared.messaging.law import Law


class Folded(msgspec.Struct, frozen=True):
    """A subject's deadlines, by id."""

    timelines: Mapping[str, Timeline]
    recorded_at: datetime | None
    """When the last of its acts was written down; None if it has none."""
    causes: Mapping[datetime, str] = {}
    """The event id of the act of each moment."""
    course: Sequence[PetitionSpan] = ()
    """Of a petition: its states and groups."""
    spared: Mapping[str, Cause] = {}
    """Of a conference: by deadline, what spares it where nothing is owed."""
    wake_at: datetime | None = None
    """When it changes by itself, beyond its spans' own beginnings."""

    def group_at(self, at: datetime) -> str | None:
        """A petition's group at `at`: the last one given by then."""
        span = span_at(self.course, at)
        return span.group if span else None


class Folding:
    """Folds a chunk of subjects; what several of them hang on is folded once."""

    def __init__(self, material: Material, law: Law, until: datetime) -> None:
        """Yearly obligations are reckoned up to the year of `until`."""
        self._material = material
        self._law = law
        self._until = until
        self._courses: dict[str, tuple[EffectiveActs, list[ConferenceSpan]]] = {}

    def fold(self, subject: str) -> Folded:
        """The deadlines of `subject`."""
        kind, _, id_ = subject.partition("/")
        if kind == "petition":
            return self._petition(id_)
        if kind == "conference":
            return self._conference(id_)
        return self._unit(id_)

    def _petition(self, petition_id: str) -> Folded:
        said = self._material.petitions[petition_id]
        acts = effective(said)
        petition = in_effect(acts)
        course = petition_spans(petition)
        if not course:
            return Folded({}, None)
        conference_id = course[0].conference_id
        if conference_id not in self._courses:
            starts = effective(self._material.starts.get(conference_id, ()))
            self._courses[conference_id] = starts, conference_spans(starts)
        starts, conference = self._courses[conference_id]
        timelines = petition_timelines(petition, conference, self._law.calendar)
        recorded = _recorded(said, self._material.starts.get(conference_id, ()))
        handed_over = self._handed_over(timelines, course)
        return Folded(handed_over, recorded, _causes(starts, acts), course)

    def _conference(self, conference_id: str) -> Folded:
        said = self._material.conferences[conference_id]
        acts = effective(said)
        first = first_petition(conference_id, self._material)
        timelines = self._handed_over(conference_timelines(acts, first, self._law.calendar))
        told = since_scheduling(acts)
        why = spared(conference_spans(told), first_joined_at(told, first))
        return Folded(timelines, _recorded(said), _causes(acts), spared=why)

    def _unit(self, unit_id: str) -> Folded:
        """R4: each year's plan and minimum; a new year is reckoned when it begins."""
        said = self._material.units[unit_id]
        ids = self._material.conferences_of_unit.get(unit_id, ())
        held = [self._material.yearly.get(id_, []) for id_ in ids]
        acts, courses = effective(said), [effective(one) for one in held]
        conferences = [
            UnitConference(course, first_petition(id_, self._material))
            for id_, course in zip(ids, courses, strict=True)
        ]
        year = local_date(self._until).year
        years = range(FIRST_MINIMUM_YEAR, year + 1)
        law = self._law
        timelines = unit_timelines(unit_id, acts, conferences, law.registry, years, law.calendar)
        next_year = start_of(date(year + 1, 1, 1))
        timelines = self._handed_over(timelines)
        return Folded(timelines, _recorded(said, *held), _causes(*courses, acts), wake_at=next_year)

    def _handed_over(
        self, timelines: Mapping[str, Timeline], course: Sequence[PetitionSpan] = ()
    ) -> dict[str, Timeline]:
        """R6: what is open passes on when its unit ends."""
        return {id_: handed_over(found, self._law.registry, course) for id_, found in timelines.items()}


def first_petition(conference_id: str, material: Material) -> datetime | None:
    """When the conference's first petition was received, a refused one included (R8)."""
    found = [
        act.time
        for acts in material.corrected_receptions.values()
        for act in effective(acts)
        if act.name == RECEPTION and act.data["conference_id"] == conference_id
    ]
    if conference_id in material.first_petition:
        found.append(material.first_petition[conference_id])
    return min(found, default=None)


def _recorded(*courses: Iterable[Act]) -> datetime | None:
    return max((act.recorded_at for acts in courses for act in acts), default=None)


def _causes(*courses: Iterable[Act]) -> dict[datetime, str]:
    """The later course speaks where two acts share a moment: the subject's own."""
    return {act.time: act.event_id for acts in courses for act in acts}
