"""Does deadlines that was put back tell what it had not told, and no more (0021)? Wherever it was cut."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.deadlines.handlers.as_told import as_told
from services.deadlines.handlers.taking_up import COURSE
from services.deadlines.store.spans import Stored
from shared.dialogue.deadline import up_to
from shared.dialogue.deadline_as_told import AsTold, after
from shared.messaging.facts import Followed
from shared.messaging.outbox import Fact
from tests.builders.acts import at, corrected
from tests.builders.teller import Teller, material, told
from tests.unit.deadlines.test_as_told import (
    ANSWER_MOVED,
    ANSWERED,
    ANY,
    MOVED_WHEN_MET,
    OF_CONFERENCES,
    OF_PETITIONS,
    OWED_AGAIN,
    SCHEDULED,
    story,
)

Cut = tuple[int, int]
"""Put back to after so many steps; and so many of the facts told since were published."""
ALL = 99
WEEK_ON = corrected(SCHEDULED, starts_at=at("2024-06-17 08:00").isoformat())
IN_TIME_AFTER_ALL = story("petition", [SCHEDULED], [SCHEDULED, WEEK_ON], petition=[ANSWERED, ANSWERED])
"""Answered late, and moved so that it is in time: told as moved, and then as met in time."""


def courses(facts: Sequence[Fact]) -> dict[str, list[Followed]]:
    """Of each deadline what was told of its course, as it is read from the topic."""
    found: defaultdict[str, list[Followed]] = defaultdict(list)
    for fact in facts:
        if fact.name in COURSE:
            found[fact.data["deadline_id"]].append(
                Followed("", "", fact.name, fact.subject, fact.sequence, fact.time, fact.recorded_at,
                         fact.unit_id or "", "", fact.data)
            )  # fmt: skip
    return found


def taken_up(teller: Teller, steps: int, published: Sequence[Fact]) -> Teller:
    """Who stood as the teller did after so many steps, took up what was published since, and folded anew."""
    again = told(teller.subject, teller.steps[:steps])
    again.facts.clear()
    petition, conference, now, law, _ = teller.steps[-1]
    for deadline_id, course in courses(published).items():
        was = again.stored.get(deadline_id)
        last = as_told(deadline_id, course, was)
        again.stored[deadline_id] = Stored(teller.subject, 1, at(now), at(now), [last])
    again.learn(material(petition, conference), law, at(now))
    return again


def stands(facts: Sequence[Fact]) -> dict[str, AsTold | None]:
    """How each deadline stands for who follows these."""
    found: dict[str, AsTold | None] = {}
    for deadline_id, course in courses(facts).items():
        for fact in course:
            found[deadline_id] = after(found.get(deadline_id), fact.name, fact.data)
    return found


@ANY
@example(MOVED_WHEN_MET, (1, ALL))
@example(ANSWER_MOVED, (1, ALL))
@example(OWED_AGAIN, (2, ALL))
@example(IN_TIME_AFTER_ALL, (1, 1))
@given(OF_CONFERENCES | OF_PETITIONS, st.tuples(st.integers(0, 6), st.integers(0, 9) | st.just(ALL)))
def test_what_was_told_is_told_no_second_time_and_what_was_not_is(teller: Teller, cut: Cut) -> None:
    """R6, R11, R15: set, moved, met, void and owed again in any order, under whoever inherits it."""
    steps = cut[0] % len(teller.steps)
    told_by_then = told(teller.subject, teller.steps[:steps]).facts
    lost = teller.facts[len(told_by_then) :]
    published = lost[: cut[1]]
    again = taken_up(teller, steps, published)
    if len(published) == len(lost):
        assert courses(again.facts) == {}
    known = stands([*told_by_then, *published, *again.facts])
    for deadline_id, stored in teller.stored.items():
        begun, stood = up_to(stored.spans, stored.told_until), known.get(deadline_id)
        if not begun or begun[-1].void_reason is not None:
            assert stood is None or stood.status == "void"
            continue
        last = begun[-1]
        assert stood
        assert (stood.due_on, stood.status, stood.late) == (
            last.due_on, "open" if last.open else "met", last.late,
        )  # fmt: skip


def test_what_had_not_begun_was_not_told() -> None:
    """R6: who inherits it at the end of its unit is told of it then, though nothing else was told of it."""
    (stored,) = told("petition/kn-1", IN_TIME_AFTER_ALL.steps[:1]).stored.values()
    now, (span, *_) = stored.told_until, stored.spans
    later = now + timedelta(days=1)
    stored.spans = [replace(span, to_at=later), replace(span, from_at=later, unit_id="so-cong-thuong")]
    assert as_told(span.deadline_id, [], stored).unit_id == span.unit_id
