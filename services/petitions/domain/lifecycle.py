"""What may not be said of a petition?

Nothing before its reception, nothing after its refusal or withdrawal (R10, R23).
"""

from collections.abc import Sequence

from shared.clock import local_moment
from shared.dialogue.acts import Act, order_key
from shared.dialogue.petition import FINAL, RECEPTION

BOUNDS = frozenset((RECEPTION, *FINAL))
"""The acts between which others may be said: all that is looked at here."""


def reception(effective: Sequence[Act]) -> Act | None:
    """The act that brought the petition in; None if it has not come yet."""
    for act in effective:
        if act.name == RECEPTION:
            return act
    return None


def ending(effective: Sequence[Act]) -> Act | None:
    """The first act after reception that ended the petition for good."""
    ends = [act for act in effective if act.name in FINAL]
    received = reception(effective) if ends else None
    if received is None:
        return None
    after = [act for act in ends if order_key(act) > order_key(received)]
    return min(after, key=order_key, default=None)


def forbidden(act: Act, effective: Sequence[Act]) -> str | None:
    """Why the lifecycle forbids `act`, judged by its business time; None if it does not."""
    received = reception(effective)
    if received is not None and act.time < received.time:
        return f"dated before the petition's reception at {local_moment(received.time)}"
    end = ending(effective)
    if end is not None and order_key(act) > order_key(end):
        return f"dated after the petition was {FINAL[end.name]}"
    return None
