"""How does an officer tell what their unit's system would have told? As an event, judged at the same gate."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from shared.events.catalogue import type_of
from shared.events.fields import parse_moment
from shared.events.validate import InvalidData
from shared.messaging import topics
from shared.messaging.desk import Shop
from shared.messaging.inbound import Inbound, Record, Rejected
from shared.web.bodies import invalid

TOLD = "http-"
"""How the id of an event begins that came so."""


def told_by(shop: Shop, unit_id: str, name: str, data: Mapping[str, Any], at: datetime) -> Inbound | Rejected:
    """The event of this name that the unit would have put on its topic; or why it could not come in."""
    envelope = {
        "specversion": "1.0",
        "id": f"{TOLD}{uuid.uuid4().hex}",
        "source": f"/units/{unit_id}",
        "type": type_of(name),
        "time": at.isoformat(),
        "data": data,
    }
    value = json.dumps(envelope, ensure_ascii=False).encode()
    record = Record(topics.inbound(unit_id, shop.service), 0, 0, None, value)
    found = shop.gate.judge(record, shop.clock.now())
    return found if isinstance(found, Rejected) else replace(found, record=None)


def moment_told(said: Any, field: str = "at") -> datetime:
    """When it happened, as a program writes it; a 422 problem, by its field, if that is no moment."""
    try:
        return parse_moment(said)
    except (TypeError, ValueError, OverflowError):
        detail = "must be RFC 3339 with an offset, such as 2024-06-21T17:00:00+07:00"
        raise invalid(InvalidData(field, detail)) from None
