"""What DPI follows up: beyond competence (R22), carried over, to be urged (R16, R21), each in its order."""

from typing import Any

from tests.recount.laid.asking import Answers, Ask, said, to_micros
from tests.recount.oracle.open_petitions import Open, age, beyond_competence, carried_over, to_urge
from tests.recount.oracle.oracle import Oracle
from tests.recount.oracle.seen import Seen

QUARTERS = ("2024-Q3", "2025-Q1", "2025-Q4")
WAITING, URGED = "/api/reports/beyond-competence", "/api/reports/to-urge"
SAME = ("petition_id", "conference_id", "unit_id", "unit_name", "group", "state", "received_on", "due_on")
MORE = ("overdue", "passed_to", "document")


def of_platform(ask: Ask, as_of: str) -> Answers:
    found: Answers = {}
    for path, year in ((WAITING, None), (WAITING, 2024), (URGED, None)):
        asked = {} if year is None else {"year": year}
        for number, item in enumerate(ask(path, as_of, **asked)["items"]):
            found[path, str(year), as_of, item["petition_id"]] = {**_item(item), "place": number}
    for quarter in QUARTERS:
        for number, item in enumerate(ask(f"/api/reports/quarters/{quarter}/open-petitions", as_of)["items"]):
            found["open", quarter, as_of, item["petition_id"]] = {
                **_item(item),
                **item["age"],
                **{name: item[name] for name in ("quarter", "carried_over", "working_days_overdue")},
                "place": number,
            }
    return found


def of_oracle(oracle: Oracle, as_of: str) -> Answers:
    found: Answers = {}
    seen = oracle.at(as_of)
    for path, year, listed in (
        (WAITING, None, beyond_competence(seen, None)),
        (WAITING, 2024, beyond_competence(seen, 2024)),
        (URGED, None, to_urge(seen)),
    ):
        for number, one in enumerate(listed):
            found[path, str(year), as_of, one.id] = {**_line(seen, one), "place": number}
    for quarter in QUARTERS:
        for number, one in enumerate(carried_over(seen, quarter)):
            found["open", quarter, as_of, one.id] = {
                **_line(seen, one),
                **age(seen, one),
                "quarter": one.quarter,
                "carried_over": one.quarter < quarter,
                "place": number,
            }
    return found


def _item(item: dict[str, Any]) -> dict[str, Any]:
    return {**{name: item[name] for name in (*SAME, *MORE)}, "since": said(item["since"])}


def _line(seen: Seen, one: Open) -> dict[str, Any]:
    conference = seen.conferences[one.petition.conference_id]
    by = one.passed_on.data if one.passed_on else {}
    return {
        "petition_id": one.id,
        "conference_id": conference.id,
        "unit_id": conference.unit,
        "unit_name": seen.registry.name_on(conference.unit, conference.starts_on),
        "group": one.petition.group,
        "state": one.petition.state,
        "received_on": str(one.received_on),
        "due_on": str(one.due_on),
        "overdue": one.overdue,
        "passed_to": by.get("to"),
        "document": by.get("document"),
        "since": to_micros(one.since),
    }
