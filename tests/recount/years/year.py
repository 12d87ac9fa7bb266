"""A random year of the dialogue, from a seed: the lines as they are sent, shuffled."""

from datetime import date
from random import Random

from tests.recount.years.conferences import Planned, tell_conference
from tests.recount.years.corrections import correct
from tests.recount.years.disturbances import delay, repeat
from tests.recount.years.hostile import disturb
from tests.recount.years.petitions import tell_petition
from tests.recount.years.plans import tell_plans
from tests.recount.years.teller import Teller, line


def prefix_of(seed: int) -> str:
    """The beginning of every conference and petition id of that year."""
    return f"y{seed}"


def random_year(seed: int) -> list[str]:
    """The year's events, what is told late after all else."""
    first, then = halves(seed)
    return first + then


def halves(seed: int) -> tuple[list[str], list[str]]:
    """What is told first, and what is told late, each shuffled."""
    year = Teller(prefix_of(seed), Random(seed))
    units = _units(year)
    everybody = [unit for unit in sorted(year.registry.units) if year.has_topics(unit)]
    strangers = year.chance.sample([unit for unit in everybody if _there(year, unit)], 4)
    conferences: list[Planned] = []
    received = []
    for unit in units:
        tell_plans(year, unit)
        for _ in range(year.chance.choice([1, 1, 2])):
            planned = tell_conference(year, unit, len(conferences))
            conferences.append(planned)
            received += [
                tell_petition(year, planned, number, [one for one in strangers if one != unit])
                for number in range(year.chance.choice([0, 0, 1] if planned.quiet else [0, 1, 3, 5]))
            ]
    correct(year, conferences)
    delay(year)
    lines = [line(event.envelope(year.chance)) for event in year.told]
    late = {one for one, event in zip(lines, year.told, strict=True) if event.late}
    repeat(year, lines)
    disturb(year, conferences, received, strangers)
    lines += [*year.lines, *year.late_lines]
    late |= {*year.late_lines}
    year.chance.shuffle(lines)
    return [one for one in lines if one not in late], [one for one in lines if one in late]


def _units(year: Teller) -> list[str]:
    """One that ends in 2025 and is followed by others, a district, and any, also one that begins then."""
    all_of_them = [unit for unit in sorted(year.registry.units) if year.has_topics(unit)]
    able = [unit for unit in all_of_them if _there(year, unit)]
    ending = [unit for unit in able if year.registry.units[unit]["valid_to"] in ("2025-02-28", "2025-03-14")]
    districts = [unit for unit in able if year.registry.section(unit) == "II"]
    return [year.chance.choice(ending), year.chance.choice(districts), year.chance.choice(all_of_them)]


def _there(year: Teller, unit: str) -> bool:
    return year.registry.valid(unit, date(2024, 1, 1))
