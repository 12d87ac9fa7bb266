"""What is owed each year (R1, R2, R4, R6): a plan by 31 March, conferences by 31 December?"""

from collections import defaultdict
from datetime import date, timedelta

from tests.recount.oracle.due import Deadline, Owed, met, still
from tests.recount.oracle.instants import Instant, day_of, midnight
from tests.recount.oracle.records import Act
from tests.recount.oracle.registry import Registry
from tests.recount.oracle.standing import Conference
from tests.recount.oracle.working_days import fixed


def owes_plan(registry: Registry, unit_id: str, year: int) -> bool:
    """R4, R6: from 2025 on, by each obliged unit that is there on 31 March."""
    return year >= 2025 and _obliged(registry, unit_id, date(year, 3, 31))


def minimum(registry: Registry, unit_id: str, year: int) -> int:
    """R1, R2: from 2024 on, by each obliged unit that is there on 31 December; 0: it owes none."""
    if year < 2024 or not _obliged(registry, unit_id, date(year, 12, 31)):
        return 0
    return int(registry.units[unit_id]["minimum_per_year"])


def _obliged(registry: Registry, unit_id: str, day: date) -> bool:
    return bool(registry.units[unit_id]["obliged"]) and registry.valid(unit_id, day)


def yearly(
    plans: list[Act], conferences: list[tuple[Conference, Act | None]], registry: Registry, moment: Instant
) -> list[Deadline]:
    """`plans`: sent by then; `conferences`: each with the act by which it counts toward the year's minimum,
    if it does.
    """
    counted: defaultdict[tuple[str, int], list[Act]] = defaultdict(list)
    for seen, act in conferences:
        if act is not None:
            counted[counts_for(seen, act, registry), seen.starts_on.year].append(act)
    found: list[Deadline] = []
    for unit_id in registry.units:
        for year in range(2024, day_of(moment).year + 1):
            new_year, subject = midnight(date(year, 1, 1)), f"{unit_id} {year}"
            if owes_plan(registry, unit_id, year):
                owed = Owed("annual_plan", "R4", subject, unit_id, fixed(date(year, 3, 31)))
                sent = plans_of(plans, unit_id, year)
                found.append(met(owed, sent[0], new_year) if sent else still(owed, moment))
            if least := minimum(registry, unit_id, year):
                rule = "R1" if registry.section(unit_id) == "I" else "R2"
                owed = Owed("minimum_conferences", rule, subject, unit_id, fixed(date(year, 12, 31)))
                acts = sorted(counted[unit_id, year], key=lambda act: act.time)
                full = len(acts) >= least
                found.append(met(owed, acts[least - 1], new_year) if full else still(owed, moment))
    return found


def plans_of(plans: list[Act], unit_id: str, year: int) -> list[Act]:
    """R5: the earliest meets the deadline, the last gives the content."""
    mine = [act for act in plans if (act.data["unit_id"], act.data["year"]) == (unit_id, year)]
    return sorted(mine, key=lambda act: (act.time, act.source, act.id))


def lawfully_stopped(seen: Conference, came: list[Instant]) -> bool:
    """R8: cancelled past the reception deadline for want of petitions, and nobody had come by then."""
    now = seen.now
    if now.cancelled is None or now.last_cancelled is None:
        return False
    past = now.cancelled.time >= midnight(now.reception_deadline + timedelta(days=1))
    nobody = all(at > now.cancelled.time for at in came)
    return past and nobody and now.last_cancelled.data["reason"] == "no_petitions"


def counts_for(seen: Conference, act: Act, registry: Registry) -> str:
    """R6: whoever held it on its day; of one that was stopped, whose it was on the day it was stopped."""
    return registry.holder(seen.unit, seen.starts_on if act is seen.now.held else day_of(act.time))


def counts(seen: Conference, came: list[Instant]) -> Act | None:
    """R4: by which act it counts toward the minimum: held, or lawfully stopped under R8."""
    return seen.now.cancelled if lawfully_stopped(seen, came) else seen.now.held
