"""What of a petition that came over HTTP is gone when it is known by its fact alone? Contact and code.

It gets a new code, which an operator can tell whoever asks; the old one leads nowhere any more.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.handlers.following import PetitionsProjection
from services.petitions.handlers.tracking_code import new_tracking_code
from services.petitions.store import petitions
from shared.dialogue.petition import RECEPTION
from shared.messaging.desk import Shop
from shared.messaging.inbound import Place
from shared.messaging.made_here import FILED
from shared.messaging.offsets import Offsets
from shared.messaging.taking_up import FACT, Retaken, TakenUp
from shared.messaging.taking_up_acts import take_up_acts
from shared.web.telling import TOLD


async def take_up(shop: Shop, servers: str, offsets: Offsets, not_ours: Collection[Place] = ()) -> TakenUp:
    """Takes the service's facts up again, but for what is not its own; no service runs meanwhile."""
    return await take_up_acts(shop, PetitionsProjection(), servers, offsets, not_ours, _codes)


async def _codes(conn: AsyncConnection, retaken: Sequence[Retaken]) -> list[Retaken]:
    found: list[Retaken] = []
    codes: list[tuple[str, str]] = []
    for one in retaken:
        fact = one.told.fact
        if one.came_from == FACT and fact.name == RECEPTION and fact.event_id.startswith((FILED, TOLD)):
            codes.append((new_tracking_code(), fact.data["petition_id"]))
            one = replace(one, lost=(*one.lost, "tracking_code"))
        found.append(one)
    await petitions.track_all(conn, codes)
    return found
