"""Who follows what deadlines tells knows how each deadline stands, in whatever batches it comes (R7–R18)."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.notices.domain.deadline_flag import flagged
from services.notices.handlers import following as of_conferences
from services.notices.store.deadline_flags import from_row, to_row
from services.petitions.domain.due_day import DueDay, due_days, left_as_they_were
from services.petitions.handlers import following as of_petitions
from shared.dialogue.acts import Act
from shared.dialogue.deadline import up_to
from shared.dialogue.deadline_as_told import AsTold, ToldStatus, after
from shared.messaging.law import Law
from shared.messaging.outbox import Fact
from shared.units import shipped as units
from tests.builders.acts import (
    CALENDAR,
    CONFERENCE,
    PETITION,
    answered,
    at,
    cancelled,
    corrected,
    posted,
    received,
    reported,
    rescheduled,
    scheduled,
    unsaid,
)
from tests.builders.teller import Step, Teller, told
from tests.unit.deadlines import test_any_order as owed_by_conferences
from tests.unit.dialogue import test_any_order as owed_to_petitions
from tests.unit.dialogue.test_met_already import CALENDAR as AMENDED

LAWS = Law(CALENDAR, units()), Law(AMENDED, units())
# The last two: after the units of 2024 have ended, and what is open has passed to their heirs.
NOWS = [
    "2024-05-31 09:00", "2024-06-06 09:00", "2024-06-20 09:00", "2024-07-12 09:00", "2024-08-01 09:00",
    "2025-03-02 09:00", "2025-08-01 09:00",
]  # fmt: skip


@st.composite
def wrong_days(draw: st.DrawFn, conference: list[Act]) -> list[Act]:
    """Corrections that give another start day, or say when else it was told."""
    found: list[Act] = []
    for original in draw(st.lists(st.sampled_from(conference), max_size=2)):
        if "starts_at" in original.data and draw(st.booleans()):
            found.append(corrected(original, starts_at=at(draw(st.sampled_from(STARTS))).isoformat()))
        elif original.name not in ("ConferenceScheduled", "EventCorrected"):
            found.append(corrected(original, time=draw(st.sampled_from(NOWS[:5]))))
    return found


@st.composite
def tellers(draw: st.DrawFn, subject: str, petitions: Any, conferences: Any) -> Teller:
    """Acts come in any order, a few at a time; meanwhile a calendar is applied, and the ticker ticks."""
    petition, conference = draw(petitions), draw(conferences)
    conference += draw(wrong_days(conference))
    petition = petition[:1] + draw(st.permutations(petition[1:]))
    conference = conference[:1] + draw(st.permutations(conference[1:]))
    amended, many = draw(st.integers(0, len(NOWS))), [0, 0]
    steps: list[Step] = []
    for place, now in enumerate(sorted(draw(st.sets(st.sampled_from(NOWS), min_size=3)))):
        many = [draw(st.integers(few, 9)) for few in many]
        law, ticks = LAWS[place >= amended], draw(st.integers(0, 3)) > 0
        steps.append((petition[: many[0]], conference[: many[1]], now, law, ticks))
    return told(subject, steps)


SCHEDULED = scheduled("2024-06-10 08:00", time="2024-05-02 08:00", reception_deadline="2024-06-05")
STARTS = ["2024-06-06 14:00", "2024-06-10 08:00", "2024-06-11 08:00", "2024-07-01 08:00"]
ONE_DAY_ON = corrected(SCHEDULED, starts_at=at("2024-06-11 08:00").isoformat())
LATER = rescheduled("2024-06-12 08:00", "2024-07-01 08:00")
AFTER_ALL = corrected(LATER, time="2024-06-25 08:00")
BELATED = [posted("2024-06-08 08:00"), reported("2024-06-24 08:00")]
ANSWERED = [received("2024-05-20"), answered("2024-06-24 08:00")]


def story(kind: str, *known: Sequence[Act], petition: Sequence[Sequence[Act]] = ()) -> Teller:
    """What is known of the conference, and of the petition, one moment after the other; the ticker ticks."""
    of_petition = [*petition] or [[]] * len(known)
    steps = zip(of_petition, known, NOWS[3:], strict=False)
    subject = {"conference": CONFERENCE, "petition": PETITION}[kind]
    return told(f"{kind}/{subject}", [(mine, held, now, LAWS[0], True) for mine, held, now in steps])


MOVED_WHEN_MET = story("conference", [SCHEDULED, *BELATED], [SCHEDULED, *BELATED, ONE_DAY_ON])
"""What is met late stays so though its day moves; only the move is told."""
TWICE_OVERDUE = story(
    "conference", [SCHEDULED, LATER], [SCHEDULED, LATER], [SCHEDULED, LATER, AFTER_ALL],
    [SCHEDULED, LATER, AFTER_ALL, unsaid(AFTER_ALL)],
)  # fmt: skip
"""Overdue for 10/7; then for 19/6 too, since it was moved later than was told; and then not for 19/6."""
OWED_AGAIN = story(
    "conference", [SCHEDULED], [SCHEDULED, *BELATED], [SCHEDULED, *BELATED, *map(unsaid, BELATED)]
)
"""Called overdue, met late, and the report is taken back: nobody is told a second time that it is overdue."""
CANCELLED = cancelled("2024-05-02 08:00")
OTHERWISE = corrected(CANCELLED, time="2024-06-03 08:00")
CANCELLED_LATER = story("conference", [SCHEDULED, CANCELLED], [SCHEDULED, CANCELLED, OTHERWISE])
"""Void from the first, so that nothing was told; then it was owed, and overdue, until it was void."""
ANSWER_MOVED = story("petition", [SCHEDULED], [SCHEDULED, ONE_DAY_ON], petition=[ANSWERED, ANSWERED])
"""Answered late, and moved."""

ANY = settings(max_examples=60)
OF_CONFERENCES = tellers(f"conference/{CONFERENCE}", st.just([]), owed_by_conferences.conferences())
OF_PETITIONS = tellers(f"petition/{PETITION}", owed_to_petitions.petitions(), owed_to_petitions.conferences())


@ANY
@example(MOVED_WHEN_MET)
@example(TWICE_OVERDUE)
@example(OWED_AGAIN)
@example(CANCELLED_LATER)
@example(ANSWER_MOVED)
@given(OF_CONFERENCES | OF_PETITIONS)
def test_who_follows_the_facts_alone_knows_how_each_deadline_stands(teller: Teller) -> None:
    found: dict[str, AsTold | None] = {}
    for fact in teller.facts:
        found[fact.data["deadline_id"]] = after(found.get(fact.data["deadline_id"]), fact.name, fact.data)
    for deadline_id, stored in teller.stored.items():
        begun, stands = up_to(stored.spans, stored.told_until), found.get(deadline_id)
        assert (stands.called_overdue if stands else set()) == stored.fired
        if not begun or begun[-1].void_reason is not None:
            assert stands is None or stands.status is ToldStatus.VOID
            continue
        assert stands is not None
        last = begun[-1]
        status = ToldStatus.OPEN if last.open else ToldStatus.MET
        assert (stands.due_on, stands.status, stands.late) == (last.due_on, status, last.late)
        assert not last.open or stands.provisional == last.provisional


def batches(facts: Sequence[Fact], cuts: Sequence[int]) -> list[list[tuple[str, Mapping[str, Any]]]]:
    """The facts in order, cut at these places."""
    edges = [0, *sorted(cut % (len(facts) + 1) for cut in cuts), len(facts)]
    return [[(fact.name, fact.data) for fact in facts[begin:end]] for begin, end in pairwise(edges)]


CUTS = st.lists(st.integers(0, 99), max_size=6)


@ANY
@example(MOVED_WHEN_MET, [])
@example(TWICE_OVERDUE, [])
@example(OWED_AGAIN, [])
@given(OF_CONFERENCES, CUTS)
def test_what_notices_keeps_hangs_on_the_facts_and_not_on_their_batches(
    teller: Teller, cuts: list[int]
) -> None:
    shown = [fact for fact in teller.facts if fact.name in of_conferences.SHOWN]

    def kept(cuts: Sequence[int]) -> dict[str, Any]:
        rows: dict[str, Any] = {}
        for batch in batches(shown, cuts):
            stored = {id_: (*row[:-1], msgspec.json.encode(row[-1]).decode()) for id_, row in rows.items()}
            known = {id_: from_row(row) for id_, row in stored.items()}
            rows |= {id_: to_row(flag) for id_, flag in flagged(known, batch).items()}
        return rows

    assert kept(cuts) == kept([]) == kept(range(len(shown)))


@ANY
@example(ANSWER_MOVED, [])
@given(OF_PETITIONS, CUTS)
def test_what_petitions_keeps_hangs_on_the_facts_and_not_on_their_batches(
    teller: Teller, cuts: list[int]
) -> None:
    shown = [fact for fact in teller.facts if fact.name in of_petitions.SHOWN]

    def kept(cuts: Sequence[int]) -> dict[str, tuple[Any, ...]]:
        rows: dict[str, DueDay] = {}
        for batch in batches(shown, cuts):
            asked = [id_ for id_ in left_as_they_were(batch) if id_ in rows]
            rows |= {day.deadline_id: day for day in due_days({i: _read(rows[i]) for i in asked}, batch)}
        return {id_: (_read(day), day.late) for id_, day in rows.items()}

    assert kept(cuts) == kept([]) == kept(range(len(shown)))


def _read(day: DueDay) -> AsTold:
    """As it is read back: what is not shown here is not kept."""
    stands = day.stands
    return AsTold(stands.due_on, stands.status, bool(day.late), stands.provisional)
