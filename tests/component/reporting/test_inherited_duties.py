"""The ledger says of each unit that has ended, and of its heirs, what deadlines lists under it (R6, R29)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from services.deadlines.domain.petition_deadlines import petition_timelines
from services.reporting.domain.conference_compliance import CHANNELS
from shared.dialogue.acts import Act
from shared.dialogue.conference import conference_spans
from shared.dialogue.conference_deadlines import conference_timelines
from shared.dialogue.deadline import Standing, at_moment
from shared.dialogue.handed_over import handed_over
from shared.events.catalogue import subject_id
from shared.units import shipped
from tests.builders.acts import (
    CALENDAR,
    act,
    answered,
    at,
    held,
    posted,
    received,
    reported,
    scheduled,
)
from tests.component.reporting.test_compliance import FIRST, NONE, SECOND, ledger, line, recorded

GONE, HEIR = "so-giao-thong-van-tai", "so-xay-dung"
DISTRICT = "dist-hong-bang"


def of(conference: str, *acts: Act) -> list[Act]:
    """The acts, said of this conference and of a petition to it."""
    ids = {"conference_id": conference, "petition_id": f"kn-{conference}"}
    data = [{**one.data, **{id_: ids[id_] for id_ in ids if id_ in one.data}} for one in acts]
    return [replace(one, data=said) for one, said in zip(acts, data, strict=True)]


def left_behind() -> list[Act]:
    """c7 was announced by a department for four days after its end, and is held by its heir: no report until
    14 March 2025, no answer until 25 March. Of c1 all but the answer was done before the end; d1 is a
    district's.
    """
    return [
        *of("c7", scheduled("2025-03-05 08:00", time="2025-02-03 08:00", unit=GONE),
            posted("2025-02-20 08:00"), held("2025-03-05 12:00"), received("2025-03-14 09:00")),
        *of("c1", scheduled("2025-02-12 08:00", time="2025-01-06 08:00", unit=GONE),
            posted("2025-01-08 08:00"), posted("2025-02-11 08:00", "one_stop_desk"),
            held("2025-02-12 12:00"), reported("2025-02-20 08:00"), received("2025-02-12 09:00"),
            answered("2025-03-03 09:00")),
        *of("d1", scheduled("2025-06-26 08:00", time="2025-06-02 08:00", unit=DISTRICT),
            received("2025-06-26 09:00")),
    ]  # fmt: skip


def by_deadlines(acts: Sequence[Act], moment: datetime) -> dict[str, Counter[tuple[str, Standing]]]:
    """Unit → how many of each kind stand how, as deadlines lists them."""
    found: defaultdict[str, Counter[tuple[str, Standing]]] = defaultdict(Counter)
    for conference in ("c7", "c1", "d1"):
        ids = (conference, f"kn-{conference}")
        told = [[one for one in acts if subject_id(one.data)[1] == id_] for id_ in ids]
        course = conference_spans(told[0])
        timelines = {
            **conference_timelines(told[0], None, CALENDAR),
            **petition_timelines(told[1], course, CALENDAR),
        }
        for timeline in timelines.values():
            span = at_moment(handed_over(timeline, shipped()), moment)
            if span is not None and not span.soft:
                found[span.unit_id][span.kind, span.standing_at(moment)] += 1
    return found


def by_ledger(items: Sequence[dict[str, Any]]) -> dict[str, Counter[tuple[str, Standing]]]:
    """The same of the ledger's lines."""
    found: dict[str, Counter[tuple[str, Standing]]] = {}
    for item in items:
        tallies = {
            **{f"notice_{channel}": item["notices"][channel] for channel in CHANNELS},
            "result_report": item["reports"],
            "petition_answer": item["answers"],
        }
        counted: Counter[tuple[str, Standing]] = Counter()
        for kind, tally in tallies.items():
            counted[kind, Standing.OPEN] = tally["open"]
            counted[kind, Standing.OVERDUE] = tally["overdue"]
            counted[kind, Standing.MET] = tally["in_time"] + tally["late"]
        if +counted:
            found[item["unit_id"]] = +counted
    return found


async def test_what_an_ended_unit_left_open_is_counted_under_whoever_holds_it_r6(make_side: Any) -> None:
    side = await make_side(at("2025-08-01 09:00"))
    await side.tell(recorded(SECOND, *left_behind()))
    moments = {"year": "2025", "as_of": "2025-04-01T12:00:00+07:00"}
    gone, heir = await line(side, GONE, **moments), await line(side, HEIR, **moments)
    assert (gone["reports"], heir["reports"]) == (NONE | {"in_time": 1}, NONE | {"overdue": 1})
    assert (gone["answers"], heir["answers"]) == (NONE, NONE | {"late": 1, "overdue": 1})
    assert (gone["overdue"], heir["overdue"]) == (0, 1)
    assert gone["notices"] == {"portal": NONE | {"in_time": 2}, "one_stop_desk": NONE | {"late": 1}}
    assert heir["notices"] == {"portal": NONE, "one_stop_desk": NONE | {"overdue": 1}}
    # The conferences are the department's still; they count for whoever held them.
    assert (gone["scheduled"], gone["held"], gone["counted"]) == (2, 2, 1)
    assert (heir["scheduled"], heir["held"], heir["counted"]) == (0, 0, 1)


async def test_the_ledger_counts_for_each_unit_what_deadlines_lists_under_it_at_every_moment_r6(
    make_side: Any,
) -> None:
    side = await make_side(at("2025-08-01 09:00"))
    acts = left_behind()
    await side.tell(recorded(SECOND, *acts))
    holders: set[str] = set()
    for day in ("02-13", "02-28", "03-01", "03-06", "03-15", "03-26", "06-27", "06-30", "07-01", "07-31"):
        moment = at(f"2025-{day}")
        items = (await ledger(side, year="2025", as_of=moment.isoformat()))["items"]
        expected = by_deadlines(acts, moment)
        assert by_ledger(items) == expected, day
        holders |= expected.keys()
    # A split that nobody has decided: the district's still.
    assert holders == {GONE, HEIR, DISTRICT}


async def test_a_unit_that_inherits_and_is_not_obliged_has_a_line_once_it_was_decided_r6(
    make_side: Any,
) -> None:
    side = await make_side(at("2025-08-01 09:00"))
    await side.tell(recorded(FIRST, *left_behind()))
    ward = "phuong-hong-an"
    share = {"to": ward, "conferences": ["d1"]}
    document = {"number": "1/QĐ", "date": "2025-07-01"}
    decision = act("UnitChanged", "2025-07-01 08:00", unit_id=DISTRICT, document=document, inherits=[share])
    moments = {"year": "2025", "as_of": "2025-07-31T12:00:00+07:00"}
    before = await ledger(side, **moments)
    await side.tell(recorded(SECOND, decision))
    found = await line(side, ward, **moments)
    assert (found["obliged"], found["minimum"], found["plan"]) == (False, 0, None)
    assert (found["reports"], found["answers"]) == (NONE | {"overdue": 1}, NONE | {"overdue": 1})
    assert (await line(side, DISTRICT, **moments))["overdue"] == 0
    # R29: what was known before the decision stays as it was said.
    assert ward not in {each["unit_id"] for each in before["items"]}
    assert await ledger(side, known_at=before["known_at"], **moments) == before
