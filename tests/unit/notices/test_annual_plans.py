"""Of several plans of a year the earliest counts for the deadline, the latest gives the content (R4, R5)."""

from itertools import permutations

from services.notices.domain.annual_plan import annual_plans
from shared.dialogue.acts import effective
from tests.builders.conference_events import NOW, through_the_gate, told

AUTUMN = [{"month": 9}]
EVENTS = [
    told("AnnualPlanSubmitted", "2025-02-10T08:00:00+07:00", budget_vnd=50_000_000),
    told(
        "AnnualPlanSubmitted", "2025-05-10T08:00:00+07:00", budget_vnd=80_000_000, conferences=[{"month": 9}]
    ),
    told("AnnualPlanSubmitted", "2025-05-11T08:00:00+07:00", year=2026),
]


def test_the_earliest_plan_meets_the_deadline_and_the_latest_gives_the_content() -> None:
    acts = [through_the_gate(event).act(NOW) for event in EVENTS]
    for arrived in permutations(acts):
        plan, next_year = annual_plans(effective(arrived))
        assert (plan.year, plan.budget_vnd, plan.conferences) == (2025, 80_000_000, AUTUMN)
        assert (plan.submitted_at, plan.revised_at) == (acts[0].time, acts[1].time)
        assert (next_year.year, next_year.submitted_at) == (2026, acts[2].time)
