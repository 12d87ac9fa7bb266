"""Do the rules alone give the small year's figures and overdue answers (R11, R12, R14, R23–R27)?"""

import random
from collections import defaultdict
from datetime import datetime
from typing import Any

import pytest

from services.reporting.domain.course import course
from shared.dialogue.answer_due import petition_answer_timeline, written_answer_timeline
from shared.dialogue.conference import conference_spans, view_at
from shared.dialogue.deadline import at_moment
from shared.dialogue.figures import PetitionFigures, one_petition, total
from shared.dialogue.petition import PetitionState, in_effect
from shared.units import shipped as registry
from tests.builders.acts import CALENDAR
from tests.builders.small_year import Year, events, expected, year_of

COLUMNS = ("received", "resolved", "transferred", "awaiting_direction", "pending")
Row = tuple[str, str, str | None, tuple[int, ...]]


def shuffled(seed: int) -> Year:
    """The year in another order of arrival."""
    envelopes = list(events())
    random.Random(seed).shuffle(envelopes)
    return year_of(envelopes)


def quarter_of(day: datetime) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def rows(year: Year, quarter: str, as_of: datetime) -> set[Row]:
    """Phụ lục 3 of the quarter at `as_of`, the empty groups of districts left out."""
    counted: defaultdict[tuple[str, str], list[PetitionFigures]] = defaultdict(list)
    courses = {id_: conference_spans(acts) for id_, acts in year.conferences.items()}
    for acts in year.petitions.values():
        conference = courses.get(in_effect(acts)[0].data["conference_id"], [])
        spans = course(acts, conference, CALENDAR)
        span = next((span for span in spans if span.from_at <= as_of < span.to_at), None)
        if span:
            figures = one_petition(PetitionState(span.state), span.overdue_due_on is not None)
            counted[span.conference_id, span.group].append(figures)
    found: set[Row] = set()
    for id_, starts in courses.items():
        view = view_at(starts, as_of)
        if view is None or quarter_of(view.starts_at) != quarter:
            continue
        unit = registry().get(view.unit_id)
        assert unit is not None
        of_conference = {group: total(f) for (c, group), f in counted.items() if c == id_}
        if unit.section == "I":
            found.add(("I", id_, None, columns(total(of_conference.values()))))
        else:
            found |= {("II", id_, group, columns(f)) for group, f in of_conference.items() if f.received}
    return found


def columns(figures: PetitionFigures) -> tuple[int, ...]:
    return tuple(getattr(figures, column) for column in COLUMNS)


def expected_rows(table: dict[str, Any]) -> set[Row]:
    return {
        (row["section"], row["conference_id"], row["group"], tuple(row[column] for column in COLUMNS))
        for row in table["rows"]
    }


def overdue(year: Year, as_of: datetime) -> set[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = set()
    for id_, acts in year.petitions.items():
        petition = in_effect(acts)
        conference = conference_spans(year.conferences.get(petition[0].data["conference_id"], []))
        for timeline in (
            petition_answer_timeline(petition, conference, CALENDAR),
            written_answer_timeline(petition, conference, CALENDAR),
        ):
            span = at_moment(timeline, as_of)
            if span and span.overdue_at(as_of):
                found.add((id_, str(span.kind), span.due_on.isoformat()))
    return found


@pytest.mark.parametrize("table", expected()["quarters"], ids=lambda t: f"{t['quarter']}@{t['as_of'][:10]}")
@pytest.mark.parametrize("seed", range(3))
def test_every_row_of_every_quarter_comes_out(table: dict[str, Any], seed: int) -> None:
    """R23–R27."""
    as_of = datetime.fromisoformat(table["as_of"])
    assert rows(shuffled(seed), table["quarter"], as_of) == expected_rows(table)


@pytest.mark.parametrize("question", expected()["overdue"], ids=lambda q: q["as_of"][:10])
@pytest.mark.parametrize("seed", range(3))
def test_exactly_the_overdue_answers_come_out(question: dict[str, Any], seed: int) -> None:
    """R11, R12, R14."""
    answers = {(item["petition_id"], item["kind"], item["due_on"]) for item in question["items"]}
    assert overdue(shuffled(seed), datetime.fromisoformat(question["as_of"])) == answers


def test_the_small_year_is_really_read() -> None:
    year = year_of(events())
    assert len(year.conferences) == 8
    assert len(year.petitions) == 24
