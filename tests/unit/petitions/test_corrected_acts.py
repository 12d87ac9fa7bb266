"""What a correction says of an act is judged as the act would be that says so itself, told now (R23, R29)."""

from typing import Any, NamedTuple

import pytest

from shared.dialogue.petition import petition_spans
from shared.messaging.inbound import Accepted, Patience, Reason, Rejected, Waiting
from tests.builders.acts import at
from tests.builders.petition_events import (
    HELPER,
    OFFICE,
    STRANGER,
    Deciding,
    conference,
    correcting,
    told,
    unsaying,
)

Told = dict[str, Any]
LATER = "2024-05-30 09:00"
RECEIVED = told("PetitionReceived", "2024-05-20 09:00")
TRANSFER = told("PetitionTransferred", "2024-05-21 09:00", to=HELPER)
ANSWERED = told("PetitionAnswered", "2024-05-22 09:00")
HELPED = told("PetitionAnswered", "2024-05-22 09:00", HELPER)
REFUSED = told("PetitionRefused", "2024-05-24 09:00")
WITHDRAWN = told("PetitionWithdrawn", "2024-05-24 09:00")
ACTS = [
    told("PetitionReclassified", "2024-05-22 09:00"),
    told("CoordinationRequested", "2024-05-22 09:00"),
    told("PetitionTransferred", "2024-05-22 09:00"),
    told("PetitionEscalated", "2024-05-22 09:00"),
    told("DirectionGiven", "2024-05-22 09:00", OFFICE),
    ANSWERED,
    told("WrittenAnswerRequested", "2024-05-22 09:00"),
    told("PetitionWithdrawn", "2024-05-22 09:00"),
    told("PetitionRefused", "2024-05-22 09:00"),
]


class Case(NamedTuple):
    """An act, and what its correction says of it, after what came before that."""

    why: str
    before: list[Told]
    act: Told
    time: str | None = None
    data: dict[str, Any] | None = None

    def correction(self) -> Told:
        moved = {"time": iso(self.time)} if self.time else {}
        return correcting(self.act, LATER, data=self.act["data"] | (self.data or {}), **moved)

    def said_directly(self) -> Told:
        """The act as it should have been, to whom has not heard of it: its id still orders it."""
        data = self.act["data"] | (self.data or {})
        return self.act | {"data": data, "time": iso(self.time) if self.time else self.act["time"]}


def iso(time: str) -> str:
    return at(time).isoformat()


def deciding(*events: Told) -> Deciding:
    """A platform that knows three conferences, and these events."""
    known = Deciding(
        conference(), conference("hn-2", scheduled="2024-05-25 08:00"), conference("hn-3", STRANGER)
    )
    known.take(*events)
    return known


NOT_ALLOWED = [
    *(Case("before the reception", [RECEIVED, act], act, "2024-05-20 08:59") for act in ACTS),
    Case("after the refusal", [RECEIVED, ANSWERED, REFUSED], ANSWERED, "2024-05-24 09:01"),
    Case("after the withdrawal", [RECEIVED, ANSWERED, WITHDRAWN], ANSWERED, "2024-05-24 09:01"),
    Case("ended after it was ended", [RECEIVED, WITHDRAWN, told("PetitionRefused", "2024-05-23 09:00")],
         WITHDRAWN, "2024-05-24 10:00"),
    Case("received before its conference was scheduled", [RECEIVED], RECEIVED, "2024-05-01 07:59"),
    Case("moved to a conference that was scheduled later", [RECEIVED], RECEIVED,
         data={"conference_id": "hn-2"}),
    Case("a fact without effect stays one", [RECEIVED, ANSWERED, told("PetitionRefused", "2024-05-21 09:00")],
         ANSWERED, data={"fully_resolved": False}),
    Case("before a reception that was moved",
         [RECEIVED, ANSWERED, correcting(RECEIVED, LATER, time=iso("2024-05-21 09:00"))],
         ANSWERED, "2024-05-20 10:00"),
    Case("after the time to which a refusal was moved",
         [RECEIVED, ANSWERED, REFUSED, correcting(REFUSED, LATER, time=iso("2024-05-23 09:00"))],
         ANSWERED, "2024-05-23 10:00"),
]  # fmt: skip


@pytest.mark.parametrize("case", NOT_ALLOWED, ids=lambda case: case.why)
def test_what_is_not_allowed_directly_no_correction_brings_about(case: Case) -> None:
    without = [event for event in case.before if event["id"] != case.act["id"]]
    direct = deciding(*without).take(case.said_directly())[0]
    known = deciding(*case.before)
    assert known.waiting == []
    before = petition_spans(known.acts["petition/kn-1"])
    verdict = known.take(case.correction())[0]
    assert isinstance(verdict, Rejected)
    assert isinstance(direct, Rejected)
    assert (verdict.reason, verdict.field) == (Reason.NOT_ALLOWED, "time")
    assert verdict.detail == f"as corrected: {direct.detail}"
    assert petition_spans(known.acts["petition/kn-1"]) == before


HELP_ASKED = told("CoordinationRequested", "2024-05-21 09:00", with_=[HELPER])
TO_ITSELF = told("PetitionTransferred", "2024-05-22 09:00", HELPER, to=HELPER)
NOT_ENTITLED = [
    Case("before the transfer", [RECEIVED, TRANSFER, HELPED], HELPED, "2024-05-21 08:59"),
    Case("before it was asked", [RECEIVED, HELP_ASKED, HELPED], HELPED, "2024-05-21 08:59"),
    Case("the transfer was to another", [RECEIVED, TRANSFER, HELPED,
         correcting(TRANSFER, LATER, data=TRANSFER["data"] | {"to": STRANGER})],
         HELPED, data={"fully_resolved": False}),
    Case("after the transfer was taken back",
         [RECEIVED, TRANSFER, HELPED, unsaying(TRANSFER, "2024-05-23 09:00")], HELPED, "2024-05-23 09:01"),
    Case("by its own transfer to itself", [RECEIVED, TRANSFER, TO_ITSELF,
         correcting(TRANSFER, LATER, data=TRANSFER["data"] | {"to": STRANGER})],
         TO_ITSELF, "2024-05-22 10:00"),
    Case("another unit's conference", [RECEIVED], RECEIVED, data={"conference_id": "hn-3"}),
]  # fmt: skip


@pytest.mark.parametrize("case", NOT_ENTITLED, ids=lambda case: case.why)
def test_a_correction_to_what_its_unit_may_not_do_waits_for_the_right(case: Case) -> None:
    without = [event for event in case.before if event["id"] != case.act["id"]]
    direct = deciding(*without).take(case.said_directly())[0]
    known = deciding(*case.before)
    assert known.waiting == []
    verdict = known.take(case.correction())[0]
    assert isinstance(verdict, Waiting)
    assert isinstance(direct, Waiting)
    assert (verdict.awaits, verdict.patience) == ("petition/kn-1", Patience.ENTITLEMENT)
    assert verdict.detail == f"as corrected: {direct.detail}"


def test_the_right_that_a_corrected_act_waits_for_may_still_come() -> None:
    earlier = told("PetitionTransferred", "2024-05-20 10:00", to=HELPER)
    moved = correcting(HELPED, LATER, time=iso("2024-05-20 11:00"))
    known = deciding(RECEIVED, TRANSFER, HELPED, moved)
    assert known.waiting == [moved]
    known.take(earlier)
    assert moved["id"] in known.accepted


ALLOWED = [
    Case("at the reception's moment", [RECEIVED, ANSWERED], ANSWERED, "2024-05-20 09:00"),
    Case("at the refusal's moment", [RECEIVED, ANSWERED, REFUSED], ANSWERED, "2024-05-24 09:00"),
    Case("its own end is not in its way", [RECEIVED, REFUSED], REFUSED, "2024-05-26 09:00"),
    Case("its own corrected end neither",
         [RECEIVED, REFUSED, correcting(REFUSED, "2024-05-29 09:00", time=iso("2024-05-21 09:00"))],
         REFUSED, "2024-05-26 09:00"),
    Case("an end before what was done: that stays a fact", [RECEIVED, ANSWERED, REFUSED], REFUSED,
         "2024-05-21 09:00"),
    Case("a reception after what was done: that stays a fact", [RECEIVED, ANSWERED], RECEIVED,
         "2024-05-23 09:00"),
    Case("received when its conference was scheduled", [RECEIVED], RECEIVED, "2024-05-01 08:00"),
    Case("received later, at a conference scheduled later", [RECEIVED], RECEIVED, "2024-05-25 08:00",
         {"conference_id": "hn-2"}),
    Case("at the transfer's moment", [RECEIVED, TRANSFER, HELPED], HELPED, "2024-05-21 09:00"),
    Case("before the transfer was taken back",
         [RECEIVED, TRANSFER, HELPED, unsaying(TRANSFER, "2024-05-24 09:00")], HELPED, "2024-05-23 09:00"),
    Case("after a refusal that was taken back", [RECEIVED, ANSWERED, REFUSED, unsaying(REFUSED, LATER)],
         ANSWERED, "2024-05-25 09:00"),
    Case("what was taken back is told again",
         [RECEIVED, ANSWERED, unsaying(ANSWERED, "2024-05-29 09:00")], ANSWERED, "2024-05-23 09:00"),
]  # fmt: skip


@pytest.mark.parametrize("case", ALLOWED, ids=lambda case: case.why)
def test_a_correction_to_what_could_be_told_is_accepted(case: Case) -> None:
    assert isinstance(deciding(*case.before).take(case.correction())[0], Accepted)


@pytest.mark.parametrize("known", [[], [RECEIVED], [RECEIVED, ANSWERED]], ids=["nothing", "reception", "all"])
@pytest.mark.parametrize("within", [False, True], ids=["of the act", "of its correction, whole"])
def test_a_corrected_time_is_one_at_which_its_unit_exists(known: list[Told], within: bool) -> None:
    first = correcting(ANSWERED, "2024-05-25 09:00")
    for time, exists in (("2025-02-28 23:59", True), ("2025-03-01 00:00", False)):
        said = {"time": iso(time)}
        correction = correcting(ANSWERED, LATER, **said)
        if within:
            correction = correcting(first, LATER, data=first["data"] | said)
        verdict = deciding(*known, *([first] if len(known) > 1 else [])).take(correction)[0]
        if exists:
            assert isinstance(verdict, Accepted if len(known) > 1 else Waiting)
        else:
            assert isinstance(verdict, Rejected)
            assert (verdict.reason, verdict.field) == (Reason.UNKNOWN_UNIT, "time")


@pytest.mark.parametrize("known", [[], [RECEIVED]], ids=["nothing", "reception"])
def test_a_corrected_time_ahead_is_not_waited_with(known: list[Told]) -> None:
    """Or it would be past by the time that its original comes."""
    by_the_office = told("DirectionGiven", "2024-05-22 09:00", OFFICE)
    ahead = correcting(by_the_office, LATER, time="2025-06-02T03:05:00.000001Z")
    verdict = deciding(*known).take(ahead)[0]
    assert isinstance(verdict, Rejected)
    assert (verdict.reason, verdict.field) == (Reason.IN_THE_FUTURE, "time")


def test_a_correction_of_a_correction_is_judged_by_what_it_says_in_the_end() -> None:
    first = correcting(ANSWERED, "2024-05-25 09:00", time=iso("2024-05-23 09:00"))
    early = {"time": iso("2024-05-20 08:00")}
    for again in (
        correcting(first, LATER, data=ANSWERED["data"], **early),
        correcting(first, LATER, data=first["data"] | early),
    ):
        known = deciding(RECEIVED, ANSWERED, first)
        verdict = known.take(again)[0]
        assert isinstance(verdict, Rejected)
        assert (verdict.reason, verdict.field) == (Reason.NOT_ALLOWED, "time")
        assert [span.from_at for span in petition_spans(known.acts["petition/kn-1"])][-1] == at(
            "2024-05-23 09:00"
        )


def test_what_corrects_a_refused_correction_waits_for_it_as_for_any_original() -> None:
    refused = correcting(ANSWERED, "2024-05-25 09:00", time=iso("2024-05-20 08:00"))
    verdict = deciding(RECEIVED, ANSWERED, refused).take(correcting(refused, LATER, data=ANSWERED["data"]))[0]
    assert isinstance(verdict, Waiting)
    assert verdict.patience is Patience.SUBJECT
