"""What was done about one thing, as programs are told it: each act at its place, be it taken back (R23)?"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shared.clock import local_moment
from shared.dialogue.acts import Act, TakenBack, order_key

Said = Callable[[Act], Mapping[str, Any] | None]
"""What of an act's data is told; None: nothing."""


def history(
    known: Sequence[Act], gone: Sequence[TakenBack], unit_id: str | None, said: Said
) -> list[dict[str, Any]]:
    """Each act; of one that was taken back, by whom, when and why; of the unit's own the event's id too."""
    by = {order_key(one.act): one.by for one in gone}
    acts = sorted([*known, *(one.act for one in gone)], key=order_key)
    return [_told(act, by.get(order_key(act)), act.unit_id == unit_id, said(act)) for act in acts]


def _told(act: Act, by: Act | None, own: bool, data: Mapping[str, Any] | None) -> dict[str, Any]:
    told: dict[str, Any] = {"act": act.name, "time": local_moment(act.time), "unit_id": act.unit_id}
    if own:
        told["event_id"] = act.event_id
    if data is not None:
        told["data"] = data
    if by is not None:
        told["taken_back"] = {
            "time": local_moment(by.time),
            "unit_id": by.unit_id,
            "reason": by.data["reason"],
        }
    return told
