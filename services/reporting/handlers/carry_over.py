"""Which petitions are still open in a quarter, as of one moment, known at another (R21, R29)?"""

from services.reporting.domain import carry_over as domain
from services.reporting.domain.carry_over import AgedPetition
from services.reporting.handlers.follow_up import open_petitions
from services.reporting.handlers.reading import Reading
from shared.clock import local_date
from shared.dialogue.quarter import Quarter
from shared.events.fields import FIRST_YEAR

FIRST = Quarter(FIRST_YEAR, 1)


async def carry_over(reading: Reading, quarter: Quarter) -> list[AgedPetition]:
    """The quarter's own open petitions and those that earlier quarters left, the oldest first."""
    petitions = await open_petitions(reading, FIRST, quarter)
    return domain.carry_over(petitions, quarter, local_date(reading.as_of), reading.calendar)
