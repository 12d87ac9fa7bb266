"""A random year of the dialogue, from a seed: the lines as they are sent, shuffled."""

from datetime import date
from random import Random

from tests.recount.years.conferences import Planned, tell_conference
from tests.recount.years.disturbances import correct, repeat
from tests.recount.years.hostile import disturb
from tests.recount.years.petitions import tell_petition
from tests.recount.years.teller import Teller, line


def prefix_of(seed: int) -> str:
    """The beginning of every conference and petition id of that year."""
    return f"y{seed}"


def random_year(seed: int, size: int = 3) -> list[str]:
    """The year's events; of `size` units some end in 2025 and are followed by others."""
    year = Teller(prefix_of(seed), Random(seed))
    able = [unit for unit in sorted(year.registry.units) if year.has_topics(unit) and _there(year, unit)]
    ending = [unit for unit in able if year.registry.units[unit]["valid_to"] in ("2025-02-28", "2025-03-14")]
    districts = [unit for unit in able if year.registry.section(unit) == "II"]
    units = [year.chance.choice(ending), year.chance.choice(districts), *year.chance.sample(able, size - 2)]
    strangers = year.chance.sample(able, 4)
    conferences: list[Planned] = []
    received = []
    for unit in units:
        for _ in range(year.chance.choice([1, 1, 2])):
            planned = tell_conference(year, unit, len(conferences))
            conferences.append(planned)
            received += [
                tell_petition(year, planned, number, [one for one in strangers if one != unit])
                for number in range(year.chance.choice([0, 1, 3, 5]))
            ]
    correct(year, conferences)
    lines = [line(event.envelope(year.chance)) for event in year.told]
    repeat(year, lines)
    disturb(year, conferences, received, strangers)
    lines += year.lines
    year.chance.shuffle(lines)
    return lines


def _there(year: Teller, unit: str) -> bool:
    return year.registry.valid(unit, date(2024, 1, 1))
