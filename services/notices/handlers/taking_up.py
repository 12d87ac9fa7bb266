"""How does notices take its facts up again after its database was put back? As whoever takes in."""

from collections.abc import Collection

from services.notices.handlers.following import NoticesProjection
from shared.messaging.desk import Shop
from shared.messaging.inbound import Place
from shared.messaging.offsets import Offsets
from shared.messaging.taking_up import TakenUp
from shared.messaging.taking_up_acts import take_up_acts


async def take_up(shop: Shop, servers: str, offsets: Offsets, not_ours: Collection[Place] = ()) -> TakenUp:
    """Takes the service's facts up again, but for what is not its own; no service runs meanwhile."""
    return await take_up_acts(shop, NoticesProjection(), servers, offsets, not_ours)
