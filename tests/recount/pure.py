"""What the product's own folds make of a year, without Kafka and databases: hundreds of years in seconds.

Only here, in the mutants and in the tests is the product imported; the oracle shares nothing with it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from services.deadlines.api import shapes
from services.deadlines.domain.minimum_conferences import UnitConference
from services.deadlines.domain.petition_deadlines import petition_timelines
from services.deadlines.domain.unit_deadlines import unit_timelines
from services.reporting.api.carry_over import _aged_json  # pyright: ignore[reportPrivateUsage]
from services.reporting.api.follow_up import petition_json
from services.reporting.domain import budgets
from services.reporting.domain.beyond_competence import beyond_competence
from services.reporting.domain.carry_over import carry_over
from services.reporting.domain.conference_compliance import conference_compliance, petition_standing
from services.reporting.domain.counting import Count, figures_of, sections
from services.reporting.domain.course import CourseSpan, conference_of, course
from services.reporting.domain.open_petition import OpenPetition, open_petition
from services.reporting.domain.standing import standing
from services.reporting.domain.summary import QuarterSummary
from services.reporting.domain.to_urge import to_urge
from services.reporting.domain.unit_compliance import of_year
from shared import units, working_days
from shared.clock import local_date
from shared.dialogue.acts import CORRECTION, Act, EffectiveActs, effective
from shared.dialogue.conference import conference_spans, view_at
from shared.dialogue.conference_deadlines import conference_timelines
from shared.dialogue.deadline import Timeline, at_moment
from shared.dialogue.handed_over import handed_over
from shared.dialogue.petition import in_effect, petition_spans
from shared.dialogue.quarter import Quarter
from shared.events.corrections import naming, said_in_the_end
from tests.recount.oracle.records import Event

YEARS = (2024, 2025, 2026)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Acts = defaultdict[str, list[Act]]


class Folded:
    """The events that were accepted, folded once; answers as the routes would."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._calendar, self._registry = working_days.shipped(), units.shipped()
        self._conferences, petitions, self._plans = _by_subject(events)
        self._spans = {one: conference_spans(acts) for one, acts in self._conferences.items()}
        self._petitions: dict[str, EffectiveActs] = {one: effective(acts) for one, acts in petitions.items()}
        self._timelines: list[Timeline] = []
        self._courses: list[list[CourseSpan]] = []
        self._first_at: dict[str, datetime] = {}
        self._of_conference: defaultdict[str, list[EffectiveActs]] = defaultdict(list)
        for acts in self._petitions.values():
            self._fold_petition(acts)
        for one, acts in self._conferences.items():
            found = conference_timelines(acts, self._first_at.get(one), self._calendar).values()
            self._timelines += [handed_over(timeline, self._registry) for timeline in found]
        self._fold_units()

    def _fold_petition(self, acts: EffectiveActs) -> None:
        conference_id = conference_of(acts)
        if conference_id is None:
            return
        self._of_conference[conference_id].append(acts)
        received_at = in_effect(acts)[0].time
        self._first_at[conference_id] = min(received_at, self._first_at.get(conference_id, received_at))
        spans, groups = self._spans[conference_id], petition_spans(acts)

        for timeline in petition_timelines(acts, spans, self._calendar).values():
            self._timelines.append(handed_over(timeline, self._registry, groups))
        self._courses.append(course(acts, spans, self._calendar))

    def _fold_units(self) -> None:
        of_unit: defaultdict[str, list[UnitConference]] = defaultdict(list)
        for one, acts in self._conferences.items():
            if self._spans[one]:
                unit_id = self._spans[one][0].view.unit_id
                for each in (unit_id, *self._registry.successors_of(unit_id)):
                    of_unit[each].append(UnitConference(acts, self._first_at.get(one)))
        for unit in self._registry.units:
            held, plans = of_unit[unit.id], self._plans[unit.id]
            found = unit_timelines(unit.id, plans, held, self._registry, YEARS, self._calendar)
            self._timelines += [handed_over(timeline, self._registry) for timeline in found.values()]

    def get(self, path: str, as_of: str, year: int | None = None, **_page: Any) -> dict[str, Any]:
        """What `GET path?as_of=` would answer."""
        at = datetime.fromisoformat(as_of)
        room, _, rest = path.removeprefix("/api/").partition("/")
        if room == "deadlines":
            return {"items": self._deadlines(at, only_overdue=bool(rest))}
        quarter = Quarter.parse(rest.split("/")[1]) if rest.startswith("quarters/") else None
        if quarter and rest.endswith("/open-petitions"):
            aged = carry_over(self._open(at), quarter, local_date(at), self._calendar)
            return {"items": [_aged_json(one) for one in aged]}
        if quarter:
            return self._summary(quarter, at)
        answers: dict[str, Callable[[], dict[str, Any]]] = {
            "compliance": lambda: self._compliance(at, year or 0),
            "budgets": lambda: self._budgets(at, year or 0),
            "beyond-competence": lambda: {
                "items": [
                    petition_json(one)
                    for one in beyond_competence(self._open(at))
                    if year in (None, one.quarter.year)
                ]
            },
            "to-urge": lambda: {
                "items": [
                    petition_json(one.petition)
                    for one in to_urge(self._open(at), local_date(at), self._registry)
                ]
            },
        }
        return answers[rest]()

    def _deadlines(self, at: datetime, *, only_overdue: bool) -> list[dict[str, Any]]:
        spans = [span for timeline in self._timelines if (span := at_moment(timeline, at))]
        items = [
            {
                **shapes.item(span, at, self._calendar),
                "explanation": shapes.explained(span, self._calendar),
            }
            for span in spans
        ]
        if only_overdue:
            return [one for one in items if one["petition_id"] and one["state"] == "overdue"]
        return items

    def _summary(self, quarter: Quarter, at: datetime) -> dict[str, Any]:
        views = (view_at(spans, at) for spans in self._spans.values())
        standings = [seen for view in views if view and (seen := standing(view)).quarter == str(quarter)]
        counted = Counter(
            (span.conference_id, span.group, span.state, span.overdue_due_on is not None)
            for spans in self._courses
            for span in spans
            if span.from_at <= at < span.to_at
        )
        counts = [Count(*key[:3], number, number if key[3] else 0) for key, number in counted.items()]
        found = sections(standings, figures_of(counts), self._registry, at)
        return QuarterSummary(str(quarter), at, at, found).to_json()

    def _open(self, at: datetime) -> list[OpenPetition]:
        found = (
            open_petition(acts, self._spans[one], at, self._calendar, self._registry)
            for one, petitions in self._of_conference.items()
            for acts in petitions
        )
        return [one for one in found if one]

    def _compliance(self, at: datetime, year: int) -> dict[str, Any]:
        found = []
        for one, acts in self._conferences.items():
            petitions = [
                standing
                for petition in self._of_conference[one]
                if (
                    standing := petition_standing(
                        petition, self._spans[one], at, self._calendar, self._registry
                    )
                )
            ]
            found.append(conference_compliance(acts, petitions, at, self._calendar, self._registry))
        kept = [one for one in found if one is not None]
        return of_year(year, kept, self._plans, self._registry, at).to_json()

    def _budgets(self, at: datetime, year: int) -> dict[str, Any]:
        found = budgets.of_year(year, self._plans.values(), at, self._registry)
        items = [
            {
                "unit_id": one.unit_id,
                "conferences_planned": one.conferences,
                "budget_vnd": one.budget_vnd,
                "planned_at": one.planned_at.isoformat(),
            }
            for one in found
        ]
        return {"items": items, "total_vnd": budgets.total_vnd(found)}


def acts_by_subject(events: Iterable[Event]) -> dict[str, list[Act]]:
    """The acts that these events are, by the subject of their facts."""
    kinds = zip(("conference", "petition", "unit"), _by_subject(events), strict=True)
    return {f"{kind}/{one}": acts for kind, found in kinds for one, acts in found.items()}


def _by_subject(events: Iterable[Event]) -> tuple[Acts, Acts, Acts]:
    conferences: Acts = defaultdict(list)
    petitions: Acts = defaultdict(list)
    plans: Acts = defaultdict(list)
    for event in events:
        data = about = event.data
        if event.name == CORRECTION:
            # As it is kept: of a correction that was given whole, what it says in the end.
            data = {**said_in_the_end(data), "corrects": data["corrects"]}
            about = naming(data)
        act = Act(
            name=event.name,
            time=EPOCH + event.since_1970,
            unit_id=event.unit,
            event_id=event.id,
            data=data,
            recorded_at=EPOCH,
        )
        if "petition_id" in about:
            petitions[about["petition_id"]].append(act)
        elif "conference_id" in about:
            conferences[about["conference_id"]].append(act)
        else:
            plans[about["unit_id"]].append(act)
    return conferences, petitions, plans
