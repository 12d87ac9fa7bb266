"""When and how does a conference take place, as it stood at a moment (R7, R15, R25, R26)?"""

from itertools import permutations

from shared.dialogue.conference import ConferenceStatus, conference_at, conference_spans
from tests.builders.acts import at, cancelled, corrected, day, held, posted, rescheduled, scheduled

PLANNED = scheduled("2024-06-05 14:00", time="2024-05-02 08:00", reception_deadline="2024-06-03")
LATER = at("2024-12-31")


def test_nothing_is_known_before_the_scheduling() -> None:
    assert conference_at([PLANNED], at("2024-05-02 07:59:59")) is None
    assert conference_at([held("2024-06-05 17:00")], LATER) is None


def test_a_rescheduling_moves_the_start_from_its_own_moment_on() -> None:
    """R15, R25: as of a moment before it the old day stands."""
    acts = [PLANNED, rescheduled("2024-06-01 10:00", "2024-07-02 09:00")]
    before, after = conference_at(acts, at("2024-06-01 09:59")), conference_at(acts, at("2024-06-01 10:00"))
    assert before is not None
    assert after is not None
    assert (before.starts_on, before.cycle) == (day("2024-06-05"), 1)
    assert (after.starts_on, after.cycle) == (day("2024-07-02"), 2)
    assert after.cycle_started_at == at("2024-06-01 10:00")
    assert after.scheduled_at == at("2024-05-02 08:00")


def test_a_rescheduling_keeps_the_reception_deadline_unless_it_gives_another() -> None:
    kept = conference_at([PLANNED, rescheduled("2024-06-01", "2024-07-02 09:00")], LATER)
    given = conference_at([PLANNED, rescheduled("2024-06-01", "2024-07-02 09:00", "2024-06-28")], LATER)
    assert kept is not None
    assert given is not None
    assert kept.reception_deadline == day("2024-06-03")
    assert given.reception_deadline == day("2024-06-28")


def test_a_cancelled_conference_keeps_its_last_start_day_and_its_document() -> None:
    """R26."""
    document = {"number": "10/BC", "date": "2024-06-04"}
    view = conference_at([PLANNED, cancelled("2024-06-04 16:00", "no_petitions", document)], LATER)
    assert view is not None
    assert view.status is ConferenceStatus.CANCELLED
    assert view.starts_on == day("2024-06-05")
    assert (view.cancelled_reason, view.cancelled_document) == ("no_petitions", document)


def test_a_rescheduling_revives_a_cancelled_conference() -> None:
    revived = rescheduled("2024-06-10", "2024-07-02 09:00")
    acts = [PLANNED, cancelled("2024-06-04"), revived, held("2024-07-02 11:00")]
    for arrival in permutations(acts):
        view = conference_at(arrival, LATER)
        assert view is not None
        assert (view.cancelled, view.held, view.cancelled_document) == (False, True, None)


def test_a_conference_is_not_held_while_it_is_cancelled() -> None:
    view = conference_at([PLANNED, cancelled("2024-06-04"), held("2024-06-05 17:00")], LATER)
    assert view is not None
    assert not view.held


def test_the_cancellation_of_the_same_moment_comes_before_the_holding() -> None:
    """R23: the rank of what moves a conference is lower than of all else."""
    view = conference_at([held("2024-06-05 17:00"), cancelled("2024-06-05 17:00"), PLANNED], LATER)
    assert view is not None
    assert (view.cancelled, view.held) == (True, False)


def test_the_first_holding_says_when_and_the_last_says_how_many() -> None:
    view = conference_at([PLANNED, held("2024-06-05 17:00", 12), held("2024-06-06 09:00", 25)], LATER)
    assert view is not None
    assert (view.held_at, view.participants) == (at("2024-06-05 17:00"), 25)


def test_what_moves_or_stops_a_conference_after_its_holding_undoes_the_holding() -> None:
    for undoing in (rescheduled("2024-06-06", "2024-07-02 09:00"), cancelled("2024-06-06")):
        view = conference_at([PLANNED, held("2024-06-05 17:00"), undoing], LATER)
        assert view is not None
        assert (view.held, view.held_at, view.participants) == (False, None, None)


def test_the_start_day_is_the_day_in_hai_phong() -> None:
    """R25: 23:30 in UTC is the next morning in Hải Phòng."""
    utc = corrected(PLANNED, starts_at="2024-06-30T23:30:00Z")
    view = conference_at([PLANNED, utc], LATER)
    assert view is not None
    assert view.starts_on == day("2024-07-01")


def test_the_spans_follow_each_other_and_leave_out_what_changes_nothing() -> None:
    revived = rescheduled("2024-06-10", "2024-07-02 09:00")
    spans = conference_spans([PLANNED, posted("2024-05-10"), cancelled("2024-06-04"), revived])
    assert [span.from_at for span in spans] == [at("2024-05-02 08:00"), at("2024-06-04"), at("2024-06-10")]
    assert [span.to_at for span in spans[:-1]] == [span.from_at for span in spans[1:]]
