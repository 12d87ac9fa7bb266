"""Whatever order events arrive in: the same state, and the same facts unless an end lies between (R23)."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.dialogue.petition import petition_spans
from tests.builders.petition_events import (
    HELPER,
    HELPERS_HEIR,
    OFFICE,
    STRANGER,
    Deciding,
    conference,
    correcting,
    told,
)

RECEIVED = told("PetitionReceived", "2024-05-20 09:00")
WRONG_GROUP = told("PetitionReclassified", "2024-05-21 09:00", group="other")
FIRST_CORRECTION = correcting(
    WRONG_GROUP, "2024-05-28 09:00", data=WRONG_GROUP["data"] | {"group": "capital"}
)
STORY = [
    RECEIVED,
    WRONG_GROUP,
    FIRST_CORRECTION,
    correcting(FIRST_CORRECTION, "2024-05-29 09:00", data=WRONG_GROUP["data"] | {"group": "policy"}),
    told("CoordinationRequested", "2024-05-21 10:00", with_=[HELPER]),
    told("PetitionTransferred", "2024-05-22 09:00", HELPER, to=STRANGER),
    told("PetitionEscalated", "2024-05-22 09:00", STRANGER),
    told("DirectionGiven", "2024-05-23 09:00", OFFICE),
    told("PetitionAnswered", "2024-05-23 09:00", HELPERS_HEIR, fully_resolved=False),
    told("WrittenAnswerRequested", "2024-05-23 09:00"),
    told("PetitionAnswered", "2024-05-30 09:00", STRANGER),
]
"""Each unit acts by a right that another's act gives it; three acts share a moment."""
END = told("PetitionWithdrawn", "2024-05-23 08:00")
Told = list[dict[str, Any]]


def course(events: Told, after: int) -> tuple[Deciding, list[Any]]:
    """What is known once all of these have come; the conference's fact comes after `after` of them."""
    deciding = Deciding()
    deciding.take(*events[:after])
    deciding.learn(conference())
    deciding.take(*events[after:])
    return deciding, petition_spans(deciding.acts["petition/kn-1"])


IN_ORDER, SPANS = course(STORY, 0)
WITH_END = course([*STORY, END], 0)[1]


def test_told_in_order_the_story_is_accepted_whole() -> None:
    assert IN_ORDER.accepted == {event["id"] for event in STORY}
    assert [(span.state.value, span.group) for span in SPANS][-2:] == [
        ("pending", "policy"),
        ("resolved", "policy"),
    ]
    assert [span.state.value for span in WITH_END][-1] == "withdrawn"


@given(st.permutations(STORY), st.integers(0, len(STORY)))
def test_the_same_events_in_any_order_are_the_same_facts_and_the_same_state(order: Told, after: int) -> None:
    deciding, spans = course(order, after)
    assert deciding.waiting == []
    assert deciding.accepted == IN_ORDER.accepted
    assert spans == SPANS


@given(st.permutations([*STORY, END]), st.integers(0, len(STORY) + 1))
def test_an_end_in_the_middle_ends_the_petition_at_its_time_whenever_it_arrives(
    order: Told, after: int
) -> None:
    """Which of the acts after it became facts may differ; none of them has an effect."""
    deciding, spans = course(order, after)
    assert END["id"] in deciding.accepted
    assert spans == WITH_END
