"""How did each obliged unit keep the plan in a year, at t (R1-R9, R11, R13, R17)? Counted act by act.

What was to be done around a conference stands under whoever has it at t (R6), the conference under its unit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from tests.recount.oracle.due import CHANNELS, Deadline, notice, owed_from, posted, stopped_before
from tests.recount.oracle.instants import Instant, day_of
from tests.recount.oracle.seen import Seen
from tests.recount.oracle.standing import Conference
from tests.recount.oracle.yearly import counts, counts_for, lawfully_stopped, minimum, owes_plan, plans_of

ENDS = ("in_time", "late", "overdue", "open")
ANSWERS = ("petition_answer", "written_answer")
Breach = tuple[str, str, str, str, Instant]
"""Rule, unit, conference, petition or nothing, when."""


def ledger(seen: Seen, year: int) -> dict[str, Any]:
    """Each unit's line, in the order of the registry, and what is said of all."""
    conferences = [one for one in seen.conferences.values() if one.starts_on.year == year]
    broken = sorted(breach for one in conferences for breach in breaches(seen, one))
    counting = [(one, act) for one in conferences if (act := counts(one, seen.came[one.id]))]
    counted = Counter(counts_for(one, act, seen.registry) for one, act in counting)
    owed = by_holder(seen, conferences)
    # Around the conferences of units that the plan obliges, whoever has it.
    others = by_holder(seen, [one for one in conferences if seen.registry.units[one.unit]["obliged"]])
    lines: dict[str, dict[str, Any]] = {}
    for unit in seen.registry.units:
        if _in_it(seen, unit, year) or unit in others:
            mine = [one for one in conferences if one.unit == unit]
            lines[unit] = _line(seen, year, unit, mine, counted[unit], broken) | _kept(owed[unit])
    urging = day_of(seen.moment) >= date(year, 3, 1)
    return {
        "lines": lines,
        "breaches": broken,
        "plans_missing": [unit for unit, line in lines.items() if line["plan"] == "overdue"],
        "plans_to_urge": [
            unit for unit, line in lines.items() if urging and line["plan"] in ("open", "overdue")
        ],
        "budget_vnd": sum(line["budget_vnd"] or 0 for line in lines.values()),
    }


def _in_it(seen: Seen, unit_id: str, year: int) -> bool:
    """Obliged, and there on a day of the year."""
    unit = seen.registry.units[unit_id]
    until = unit["valid_to"] or "9999-12-31"
    return unit["obliged"] and unit["valid_from"] <= f"{year}-12-31" and until >= f"{year}-01-01"


def _line(
    seen: Seen, year: int, unit_id: str, conferences: list[Conference], counted: int, broken: list[Breach]
) -> dict[str, Any]:
    plans = plans_of(seen.plans, unit_id, year)
    last = plans[-1].data if plans else {}
    came = [(one, seen.came[one.id]) for one in conferences]
    lawful = sum(lawfully_stopped(one, by) for one, by in came)
    stopped = sum(one.now.cancelled is not None for one in conferences)
    least = minimum(seen.registry, unit_id, year)
    today = min(day_of(seen.moment), date(year, 12, 31))
    return {
        "unit_name": seen.registry.name_on(unit_id, today),
        "section": seen.registry.section(unit_id),
        "obliged": bool(seen.registry.units[unit_id]["obliged"]),
        "valid_to": seen.registry.units[unit_id]["valid_to"],
        "successors": seen.registry.units[unit_id]["successors"],
        "plan": _plan(seen, year, unit_id),
        "plan_sent": bool(plans),
        "plan_sent_at": plans[0].time if plans else None,
        "conferences_planned": len(last.get("conferences", ())),
        "budget_vnd": last.get("budget_vnd"),
        "minimum": least,
        "scheduled": len(conferences),
        "held": sum(one.now.held is not None for one in conferences),
        "lawfully_stopped": lawful,
        "stopped_otherwise": stopped - lawful,
        "counted": counted,
        "minimum_met": counted >= least,
        "fewer_than_20_participants": sum(_few(one) for one in conferences),
        "breaches": {
            rule: sum(one[0] == rule and one[1] == unit_id for one in broken)
            for rule in ("R3", "R7", "R9", "R13")
        },
    }  # fmt: skip


def by_holder(seen: Seen, conferences: list[Conference]) -> defaultdict[str, list[Deadline]]:
    """What is owed around the conferences, as their days stand, by the unit that has it (R6); what is void is
    nobody's.
    """
    found: defaultdict[str, list[Deadline]] = defaultdict(list)
    for conference in conferences:
        mine = [notice(conference, conference.now, kind, seen.moment, seen.days) for kind in CHANNELS]
        mine += _reports(seen, conference)
        for petition in seen.petitions_of(conference.id):
            mine += seen.answers[petition.id]
        for one in mine:
            if one.state != "void":
                found[seen.holder(one)].append(one)
    return found


def _kept(owed: list[Deadline]) -> dict[str, Any]:
    """R24: a petition is overdue once, whichever answer it waits for."""
    late = {one.subject for one in owed if one.kind in ANSWERS and one.state == "overdue"}
    return {
        "notices": {channel: _tally(owed, kind) for kind, channel in CHANNELS.items()},
        "reports": _tally(owed, "result_report"),
        "answers": _tally(owed, "petition_answer"),
        "written_answers": _tally(owed, "written_answer"),
        "overdue": len(late),
    }


def _plan(seen: Seen, year: int, unit_id: str) -> str | None:
    """R4, R5: the earliest plan meets the deadline, until 24:00 of 31 March; None: it owes none."""
    if not owes_plan(seen.registry, unit_id, year):
        return None
    due_on, plans = date(year, 3, 31), plans_of(seen.plans, unit_id, year)
    if plans:
        return "late" if day_of(plans[0].time) > due_on else "in_time"
    return "overdue" if day_of(seen.moment) > due_on else "open"


def _reports(seen: Seen, conference: Conference) -> list[Deadline]:
    """R17: owed for the start day as it stands, once that is past; of a moved conference not yet."""
    if owed_from(conference.now) > seen.moment or stopped_before(conference.now):
        return []
    return [one for one in seen.around[conference.id] if one.kind == "result_report"]


def _tally(owed: Iterable[Deadline], kind: str) -> dict[str, int]:
    """Of that kind, how many came to which end."""
    found: dict[str, int] = dict.fromkeys(ENDS, 0)
    for one in owed:
        if one.kind == kind:
            found[("late" if one.late else "in_time") if one.state == "met" else one.state] += 1
    return found


def _few(seen: Conference) -> bool:
    """R9."""
    return seen.now.last_held is not None and seen.now.last_held.data["participants"] < 20


def breaches(seen: Seen, conference: Conference) -> list[Breach]:
    """What breaks the plan without being late, at the time of the act that broke it."""
    found: list[Breach] = []
    scheduled, now = conference.scheduled, conference.now
    if seen.registry.section(conference.unit) == "I" and scheduled.data["format"] != "in_person":
        found.append(("R3", conference.unit, conference.id, "", scheduled.time))
    notices = posted(conference, now, "portal")
    # What a later one adds does not mend the first.
    if notices and not all(notices[0].data.get(name) for name in ("registration_instructions", "form_url")):
        found.append(("R7", conference.unit, conference.id, "", notices[0].time))
    if _few(conference) and now.held:
        found.append(("R9", conference.unit, conference.id, "", now.held.time))
    for petition in seen.petitions_of(conference.id):
        for act in petition.acts:
            by = act.source.removeprefix("/units/")
            central = seen.registry.units[by]["kind"] == "central_agency"
            right = "direct_superior" if central else "city_committee"
            if act.name == "PetitionEscalated" and act.data["to"] != right:
                found.append(("R13", by, conference.id, petition.id, act.time))
    return found
