"""Where does my petition stand? Its public state, due day and answer, by tracking code: no personal data."""

import re
from typing import Any

from services.petitions.handlers.showing import describe, taken_in
from services.petitions.store import petitions
from shared.messaging.desk import Shop
from shared.web.problems import not_found

CODE = re.compile(r"[A-Z0-9-]{1,64}")
"""What a code can be: the database is not asked about anything else."""


async def tracked(shop: Shop, tracking_code: str) -> dict[str, Any]:
    """The petition as anyone may see it; a 404 problem that does not tell one unknown code from another."""
    async with shop.engine.connect() as conn:
        code = tracking_code.strip().upper()
        petition_id = await petitions.tracked(conn, code) if CODE.fullmatch(code) else None
        if petition_id is None:
            raise not_found("kiến nghị với mã tra cứu này")
        return await describe(conn, petition_id, await taken_in(conn, petition_id), shop.clock.now())
