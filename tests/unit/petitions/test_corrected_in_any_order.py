"""Whatever has arrived by then, a correction comes to what its act would, said so directly (R23, R29)."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.inbound import Accepted, Rejected, Verdict, Waiting
from tests.builders.petition_events import HELPER, correcting, told, unsaying
from tests.unit.petitions.test_corrected_acts import (
    ACTS,
    HELP_ASKED,
    HELPED,
    RECEIVED,
    REFUSED,
    TRANSFER,
    Case,
    Told,
    deciding,
    iso,
)

ENTITLING = told("PetitionTransferred", "2024-05-22 08:59", to=HELPER)
MOMENTS = [f"2024-05-{day} {hour:02}:00" for day in (19, 20, 21, 22, 23, 24, 25) for hour in (8, 9, 10)]
MORE = [
    TRANSFER, HELP_ASKED, REFUSED, told("PetitionWithdrawn", "2024-05-23 09:00"),
    unsaying(TRANSFER, "2024-05-23 09:00"), unsaying(REFUSED, "2024-05-29 09:00"),
    correcting(REFUSED, "2024-05-28 09:00", time=iso("2024-05-21 10:00")),
    correcting(RECEIVED, "2024-05-28 09:00", time=iso("2024-05-21 08:00")),
]  # fmt: skip


def _same(verdict: Verdict) -> Any:
    match verdict:
        case Accepted():
            return "accepted"
        case Rejected(reason, detail):
            return reason, detail.removeprefix("as corrected: ")
        case Waiting(awaits, patience):
            return awaits, patience


@given(
    st.permutations(MORE),
    st.integers(0, len(MORE)),
    st.sampled_from([*ACTS, HELPED]),
    st.sampled_from(MOMENTS),
)
def test_whatever_has_arrived_a_correction_comes_to_what_its_act_would(
    order: list[Told], length: int, act: Told, time: str
) -> None:
    """The act itself comes first, so that it is there to be corrected, and waits for nothing."""
    case = Case("", [RECEIVED, ENTITLING, act, *order[:length]], act, time)
    known = deciding(*case.before)
    # An end is in the way of more than its correction is: those facts alone that there are.
    others = [event for event in case.before if event["id"] in known.accepted - {act["id"]}]
    without = deciding(*others)
    assert known.accepted == without.accepted | {act["id"]}
    direct = without.take(case.said_directly())[0]
    assert _same(known.take(case.correction())[0]) == _same(direct)
