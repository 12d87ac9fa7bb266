"""What of an event may everyone see? A fact carries no contact, and of a household only that it is one."""

from collections.abc import Mapping
from typing import Any, cast

from shared.events.fields import BusinessKind, EventModel

PERSONAL_FIELDS = ("contact",)
HOUSEHOLD = BusinessKind.HOUSEHOLD.value
MORE_THAN_PUBLIC = frozenset({*PERSONAL_FIELDS, "business", "data"})
"""Where something personal may stand, `data` being what a correction says."""


def plain(event: EventModel) -> dict[str, Any]:
    """The event's data as JSON values under the contract's names, absent options left out."""
    return event.model_dump(mode="json", by_alias=True, exclude_none=True)


def public(data: Mapping[str, Any]) -> dict[str, Any]:
    """`data` less what is personal (contract: a fact's household is `{kind}`)."""
    if not MORE_THAN_PUBLIC & data.keys():
        return dict(data)
    seen = {name: value for name, value in data.items() if name not in PERSONAL_FIELDS}
    business = seen.get("business")
    if isinstance(business, Mapping) and cast(Mapping[str, Any], business).get("kind") == HOUSEHOLD:
        seen["business"] = {"kind": HOUSEHOLD}
    corrected = seen.get("data")
    if isinstance(corrected, Mapping):
        seen["data"] = public(cast(Mapping[str, Any], corrected))
    return seen
