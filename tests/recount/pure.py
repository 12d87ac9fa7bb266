"""What the product's own folds make of a year, without Kafka and databases: hundreds of years in seconds.

Only here and in the tests is the product imported; the oracle shares nothing with it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from services.deadlines.api import shapes
from services.deadlines.domain.conference_deadlines import conference_timelines
from services.deadlines.domain.minimum_conferences import UnitConference
from services.deadlines.domain.petition_deadlines import petition_timelines
from services.deadlines.domain.unit_deadlines import unit_timelines
from services.reporting.domain.counting import Count, figures_of, sections
from services.reporting.domain.course import CourseSpan, conference_of, course
from services.reporting.domain.standing import standing
from shared import units, working_days
from shared.dialogue.acts import CORRECTION, Act
from shared.dialogue.conference import conference_spans, view_at
from shared.dialogue.deadline import Timeline, at_moment
from shared.dialogue.petition import in_effect
from shared.events.corrections import said_in_the_end
from tests.recount.oracle.records import Event
from tests.recount.oracle.rows import FIGURES

YEARS = (2024, 2025)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Folded:
    """The events that were accepted, folded once; answers as the routes would."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._calendar, self._registry = working_days.shipped(), units.shipped()
        conferences, petitions, plans = _by_subject(events)
        self._spans = {one: conference_spans(acts) for one, acts in conferences.items()}
        first_at: dict[str, datetime] = {}
        self._timelines: list[Timeline] = []
        self._courses: list[list[CourseSpan]] = []
        for acts in petitions.values():
            conference_id = conference_of(acts)
            if conference_id is None:
                continue
            received_at = in_effect(acts)[0].time
            first_at[conference_id] = min(received_at, first_at.get(conference_id, received_at))
            spans = self._spans[conference_id]
            self._timelines += petition_timelines(acts, spans, self._calendar).values()
            self._courses.append(course(acts, spans, self._calendar))
        for one, acts in conferences.items():
            self._timelines += conference_timelines(acts, first_at.get(one), self._calendar).values()
        of_unit: defaultdict[str, list[UnitConference]] = defaultdict(list)
        for one, acts in conferences.items():
            if self._spans[one]:
                of_unit[self._spans[one][0].view.unit_id].append(UnitConference(acts, first_at.get(one)))
        for unit in self._registry.units:
            mine = unit_timelines(
                unit.id, plans[unit.id], of_unit[unit.id], self._registry, YEARS, self._calendar
            )
            self._timelines += mine.values()

    def get(self, path: str, as_of: str, **_page: Any) -> dict[str, Any]:
        """What `GET path?as_of=` would answer."""
        at = datetime.fromisoformat(as_of)
        if path.startswith("/api/reports/quarters/"):
            return self._summary(path.rpartition("/")[2], at)
        spans = [span for timeline in self._timelines if (span := at_moment(timeline, at))]
        items = [shapes.item(span, at, self._calendar) for span in spans]
        if path.endswith("/overdue-petitions"):
            items = [one for one in items if one["petition_id"] and one["state"] == "overdue"]
        return {"items": items}

    def _summary(self, quarter: str, at: datetime) -> dict[str, Any]:
        views = (view_at(spans, at) for spans in self._spans.values())
        standings = [seen for view in views if view and (seen := standing(view)).quarter == quarter]
        counted = Counter(
            (span.conference_id, span.group, span.state, span.overdue_due_on is not None)
            for spans in self._courses
            for span in spans
            if span.from_at <= at < span.to_at
        )
        counts = [Count(*key[:3], number, number if key[3] else 0) for key, number in counted.items()]
        summary = sections(standings, figures_of(counts), self._registry, at)
        shown: list[dict[str, Any]] = [
            {"section": one.section, "rows": [_row(row) for row in one.rows]} for one in summary
        ]
        totals = {name: sum(row[name] for one in shown for row in one["rows"]) for name in FIGURES}
        return {"sections": shown, "totals": totals}


def _row(row: Any) -> dict[str, Any]:
    return {
        **{name: getattr(row.figures, name) for name in FIGURES},
        "conference_id": row.conference_id,
        "unit_id": row.unit_id,
        "starts_on": row.starts_on.isoformat(),
        "group": row.group,
        "groups": list(row.groups),
        "note": row.note,
    }


Acts = defaultdict[str, list[Act]]


def _by_subject(events: Iterable[Event]) -> tuple[Acts, Acts, Acts]:
    conferences: Acts = defaultdict(list)
    petitions: Acts = defaultdict(list)
    plans: Acts = defaultdict(list)
    for event in events:
        data = about = event.data
        if event.name == CORRECTION:
            # As it is kept: of a correction that was given whole, what it says in the end.
            data = {**said_in_the_end(data), "corrects": data["corrects"]}
            about = data["data"]
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
