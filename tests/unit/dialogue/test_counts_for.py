"""Toward whose minimum does a conference count (R1, R2, R6)? Of whoever held it on its day."""

from datetime import datetime

import pytest

from shared.dialogue.acts import Act
from shared.dialogue.conference import conference_spans
from shared.dialogue.counts_for import counts_for
from shared.dialogue.lawful_stop import counts_since
from shared.units import UnitChange, shipped
from tests.builders.acts import CONFERENCE, at, cancelled, held, scheduled

MERGED, HEIR = "so-giao-thong-van-tai", "so-xay-dung"
"""The first ended on 28/02/2025 and was merged into the second."""
SPLIT = "dist-hong-bang"
"""Ended on 30/06/2025; two wards follow it."""


def of(*acts: Act, unit: str = MERGED, starts: str) -> str:
    first = scheduled(starts, time="2025-01-05 08:00", unit=unit, reception_deadline="2025-02-20")
    view = conference_spans([first, *acts])[-1].view
    since = counts_since(view, None)
    assert isinstance(since, datetime)
    return counts_for(view, since, shipped())


@pytest.mark.parametrize(
    ("starts", "told_at", "unit"),
    [
        ("2025-02-28 08:00", "2025-02-28 17:00", MERGED),
        ("2025-02-28 08:00", "2025-03-03 09:00", MERGED),
        ("2025-03-01 08:00", "2025-03-01 12:00", HEIR),
        ("2025-03-10 08:00", "2025-03-10 12:00", HEIR),
    ],
    ids=["its last day", "told by the heir afterwards", "the heir's first day", "later"],
)
def test_a_conference_counts_for_the_unit_that_held_it_on_its_day(
    starts: str, told_at: str, unit: str
) -> None:
    assert of(held(told_at), starts=starts) == unit


def test_one_lawfully_stopped_counts_for_who_stopped_it() -> None:
    """R8."""
    for stopped_at, unit in (("2025-02-27 09:00", MERGED), ("2025-03-06 09:00", HEIR)):
        starts = "2025-02-28 08:00" if unit == MERGED else "2025-03-07 08:00"
        assert of(cancelled(stopped_at, "no_petitions"), starts=starts) == unit


def test_what_a_split_leaves_undecided_counts_for_no_ward_until_it_is_decided() -> None:
    assert of(held("2025-07-10 12:00"), unit=SPLIT, starts="2025-07-10 08:00") == SPLIT
    decided = UnitChange.of(
        {
            "unit_id": SPLIT,
            "inherits": [{"to": "phuong-hong-an", "conferences": [CONFERENCE]}],
            "document": {},
        }
    )
    first = scheduled("2025-07-10 08:00", time="2025-01-05 08:00", unit=SPLIT)
    view = conference_spans([first, held("2025-07-10 12:00")])[-1].view
    assert counts_for(view, at("2025-07-10 12:00"), shipped().changed(decided)) == "phuong-hong-an"
